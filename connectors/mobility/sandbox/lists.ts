import { type Request, type Response, Router } from 'express';
import {
  addDays,
  addMonths,
  daysBetween,
  localDay,
  monthOf,
} from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { sendSpoiled } from '../../kit/sandbox/faults.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { type Account, accounts } from './accounts.ts';
import { type Fault, spoilItems } from './faults.ts';
import type { Item, ListName } from './forms.ts';
import type { LifeDay } from './lives.ts';
import type { SignIn } from './sign-in.ts';
import type { SandboxState } from './state.ts';

export interface ListParts {
  readonly state: SandboxState;
  readonly clock: Clock;
  readonly clockFactor: number;
  readonly clientId: string;
  readonly bearerOf: SignIn['bearerOf'];
  readonly drawnDays: (life: LifeDay) => readonly Item[];
}

const HISTORY_MONTHS = 24;
const LIMIT_MAX = 100;
const PERIOD_DAYS_MAX = 40;
const SLOW_DOWN_SECONDS = 30;
const LATE_DAYS = 20;
const DAY_MILLISECONDS = 86_400_000;

/** What the account lets an application read of a person who agreed. */
export function lists(parts: ListParts): Router {
  const { state, bearerOf } = parts;
  const quota = createQuota(parts.clockFactor);
  const router = Router();
  const ownerOf = (request: Request): string => {
    quota();
    const citizenId = bearerOf(request);
    if (request.params.id !== citizenId) {
      throw new SandboxRefusal(403, 'AccessDeniedError', 'Access denied');
    }
    return citizenId;
  };
  router.get('/v1/citizens/:id', (request, response) => {
    const { account, fault } = callOf(parts, ownerOf(request));
    response.type('json');
    sendSpoiled(response, fault, JSON.stringify(citizenForm(account)));
  });
  for (const list of ['invoices', 'validations', 'rentals', 'trips'] as const) {
    router.get(`/v1/citizens/:id/${list}`, (request, response) => {
      answer(parts, { list, citizenId: ownerOf(request) }, request, response);
    });
  }
  router.get('/v3.3/journeys', (request, response) => {
    quota();
    answer(parts, { list: 'journeys', citizenId: bearerOf(request) }, request, response);
  });
  router.delete('/v1/citizens/:id/consents/:client', (request, response) => {
    const citizenId = bearerOf(request);
    if (request.params.id !== citizenId || request.params.client !== parts.clientId) {
      throw new SandboxRefusal(404, 'NotFoundError', 'No such consent');
    }
    state.withdraw(citizenId);
    response.status(204).end();
  });
  return router;
}

function answer(
  parts: ListParts,
  { list, citizenId }: { readonly list: ListName; readonly citizenId: string },
  request: Request,
  response: Response,
): void {
  const { account, fault } = callOf(parts, citizenId);
  const { from, to, skip, limit } = questionOf(request);
  const known = itemsOf(parts, account, { list, from, to }, fault)
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .map(({ body }) => body);
  const items = spoilItems(fault, known);
  // What arrives at the head of a list moves everything else down by one.
  const moved = fault === 'shifting-pages' && skip > 0 ? 1 : 0;
  const body = {
    [list]: items.slice(skip - moved, skip - moved + limit),
    totalElements: items.length + moved + (fault === 'short-list' ? 1 : 0),
  };
  response.type('json');
  sendSpoiled(response, fault, JSON.stringify(body));
}

/** Whom a call is about, once she has agreed and no fault forbids it. */
function callOf({ state }: ListParts, citizenId: string) {
  const account = accounts.find((one) => one.citizenId === citizenId);
  const fault = state.switches.meet(citizenId);
  if (
    account === undefined ||
    state.consentOf({ citizenId }) === undefined ||
    /^forbidden$|^consent-/.test(fault)
  ) {
    throw new SandboxRefusal(403, 'ForbiddenError', 'Consent not found');
  }
  if (fault === 'slow-down') {
    throw new SandboxRefusal(429, 'TooManyRequestsError', 'Too many', SLOW_DOWN_SECONDS);
  }
  if (fault === 'server-error') throw new SandboxRefusal(500, 'InternalServerError', 'Down');
  return { account, fault };
}

/** What the account knows of its holder; she wrote the date of birth herself. */
function citizenForm({ citizenId, person }: Account): object {
  const certified = (value: string | number, source: string): object => ({
    value,
    source,
    certificationDate: '2024-09-14T10:00:00.000Z',
  });
  return {
    id: citizenId,
    identity: {
      gender: certified(person.title === 'Mme' ? 2 : 1, 'franceconnect.gouv.fr'),
      lastName: certified(person.lastName, 'franceconnect.gouv.fr'),
      firstName: certified(person.firstName, 'franceconnect.gouv.fr'),
      birthDate: certified(person.birthDate, 'moncomptemobilite.fr'),
    },
    status: 'salarie',
    city: person.home.city,
    postcode: person.home.postCode,
  };
}

function questionOf({ query }: Request) {
  const instant = (value: unknown): Date => {
    const text = String(value);
    if (!/Z$/.test(text) || Number.isNaN(Date.parse(text))) {
      throw new SandboxRefusal(422, 'UnprocessableEntityError', 'from and to are instants in UTC');
    }
    return new Date(text);
  };
  const whole = (value: unknown, max: number): number => {
    const number = Number(value);
    if (!/^\d{1,6}$/.test(String(value)) || number > max) {
      throw new SandboxRefusal(422, 'UnprocessableEntityError', `skip, and limit up to ${max}`);
    }
    return number;
  };
  const [from, to] = [instant(query.from), instant(query.to)];
  if (to.getTime() - from.getTime() > PERIOD_DAYS_MAX * DAY_MILLISECONDS) {
    throw new SandboxRefusal(422, 'UnprocessableEntityError', 'The period is too long');
  }
  return { from, to, skip: whole(query.skip, 100_000), limit: whole(query.limit, LIMIT_MAX) };
}

/** Everything that is known by now of the asked period. */
function itemsOf(
  { state, clock, drawnDays }: ListParts,
  { person }: Account,
  { list, from, to }: { readonly list: ListName; readonly from: Date; readonly to: Date },
  fault: Fault,
): Item[] {
  const now = clock.now();
  const { anchorDay } = state;
  const oldest = `${addMonths(monthOf(anchorDay), 1 - HISTORY_MONTHS)}-01`;
  const late = fault === 'late-receipts' && list === 'invoices' ? LATE_DAYS * DAY_MILLISECONDS : 0;
  const days = Math.max(0, daysBetween(localDay(from), localDay(to)) + 1);
  return Array.from({ length: days }, (_, index) => addDays(localDay(from), index))
    .filter((day) => day >= oldest && day <= localDay(now))
    .flatMap((day) => drawnDays({ person, day, anchorDay, now }))
    .filter((item) => item.list === list && item.known.getTime() + late <= now.getTime())
    .filter(({ at }) => at >= from && at < to);
}

/** assumed: no limit is published; these are of the usual size. */
function createQuota(factor: number): () => void {
  const windows = [
    { calls: 5, milliseconds: 1_000 },
    { calls: 1_000, milliseconds: 3_600_000 },
  ];
  let calls: readonly number[] = [];
  return () => {
    const now = performance.now() * factor;
    calls = calls.filter((at) => at > now - 3_600_000);
    for (const { calls: max, milliseconds } of windows) {
      const recent = calls.filter((at) => at > now - milliseconds);
      const [oldest] = recent;
      if (recent.length < max || oldest === undefined) continue;
      const pause = Math.ceil((oldest + milliseconds - now) / 1_000);
      throw new SandboxRefusal(429, 'TooManyRequestsError', 'Too many', pause);
    }
    calls = [...calls, now];
  };
}
