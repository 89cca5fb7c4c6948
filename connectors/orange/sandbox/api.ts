import type { Request, Response } from 'express';
import { Router } from 'express';
import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { instantsOf } from '../../kit/partner/wall-clock.ts';
import { sendSpoiled } from '../../kit/sandbox/faults.ts';
import { SandboxRefusal, sayRefusals } from '../../kit/sandbox/refusal.ts';
import { billsOf, pdfOfBill } from './bills.ts';
import { type Fault, spoilRows } from './faults.ts';
import { type Line, lines } from './lines.ts';
import { callRows, daysOf, placeRows, type SandboxRow, videoRows } from './rows.ts';
import type { SandboxState } from './state.ts';

export interface ApiParts {
  readonly state: SandboxState;
  readonly clock: Clock;
  readonly clockFactor: number;
}

interface Call {
  readonly line: Line;
  readonly fault: Fault;
}

const ROWS_PER_ANSWER = 400;
/** A row of a call comes an hour after it. */
const LATENCY_MILLISECONDS = 3_600_000;
const LATE_DAYS = 3;
const PLACE_DAYS = 60;
const SLOW_DOWN_SECONDS = 30;
const CALLS_PER_SECOND_MAX = 5;

/** Two kinds of tokens open two kinds of rows; positions need a second agreement. */
export function api(parts: ApiParts): Router {
  const router = Router();
  const called = callerOf(parts);

  router.get('/profile/locopt', (request, response) => {
    const { line, fault } = called(request);
    const { opt } = request.query;
    if (opt === 'in' || opt === 'out') parts.state.setLocated(line.id, opt === 'in');
    const result = parts.state.isLocated(line.id) ? 'in' : 'out';
    send(response, fault, { result });
  });

  const feed = (
    path: string,
    kind: Line['kind'],
    make: (line: Line, day: string) => SandboxRow[],
  ): void => {
    router.get(path, (request, response) => {
      const call = called(request);
      if (call.line.kind !== kind) throw new SandboxRefusal(403, 'wrong token type');
      const rows = rowsFrom(call, String(request.query.start ?? ''), make, parts.clock.now());
      send(response, call.fault, spoilRows(call.fault, rows));
    });
  };
  feed('/data/cra', 'mobile', callRows);
  feed('/data/vod', 'fixe', videoRows);
  router.get('/data/factures', (request, response) => {
    const { line, fault } = called(request);
    send(response, fault, billsOf(line, localDay(parts.clock.now())));
  });
  router.get('/data/factures/:reference/pdf', (request, response) => {
    const { line, fault } = called(request);
    const bills = billsOf(line, localDay(parts.clock.now()));
    const bill = bills.find(({ vendorRef }) => vendorRef === request.params.reference);
    if (bill === undefined || fault === 'bill-without-file') {
      throw new SandboxRefusal(404, 'no such file');
    }
    response.type('pdf').send(Buffer.from(pdfOfBill(line, bill)));
  });
  feed('/data/loc', 'mobile', (line, day) => {
    const known = day > addDays(localDay(parts.clock.now()), -PLACE_DAYS);
    const rows = known ? placeRows(line, day) : [];
    return parts.state.isLocated(line.id) ? rows : rows.map(withoutPlace);
  });
  return router;
}

/** Whose token it is, once no fault and no quota forbids the call. */
function callerOf({ state, clock, clockFactor }: ApiParts): (request: Request) => Call {
  const callsOf = new Map<string, readonly number[]>();
  return (request) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const id = state.lineOf(token, clock.now());
    const line = lines.find((one) => one.id === id);
    if (line === undefined) throw new SandboxRefusal(401, 'invalid token');
    const now = performance.now() * clockFactor;
    const recent = (callsOf.get(line.id) ?? []).filter((at) => at > now - 1_000);
    callsOf.set(line.id, [...recent, now]);
    const fault = state.switches.meet(line.id);
    if (fault === 'consent-revoked') throw new SandboxRefusal(401, 'consent withdrawn');
    if (fault === 'slow-down' || recent.length >= CALLS_PER_SECOND_MAX)
      throw new SandboxRefusal(429, 'too many calls', undefined, SLOW_DOWN_SECONDS);
    if (fault === 'server-error') throw new SandboxRefusal(500, 'the service is unavailable');
    return { line, fault };
  };
}

/** The first rows from a time of the local clock on; where the clock shows it twice, from the first. */
function rowsFrom(
  { line, fault }: Call,
  start: string,
  make: (line: Line, day: string) => SandboxRow[],
  now: Date,
): SandboxRow['body'][] {
  const [from] = instantsOf(start.replace('T', ' '));
  if (from === undefined) throw new SandboxRefusal(400, 'start is not a time');
  const late = fault === 'late' ? LATE_DAYS * 24 * LATENCY_MILLISECONDS : LATENCY_MILLISECONDS;
  const until = new Date(now.getTime() - late);
  const rows: SandboxRow['body'][] = [];
  for (const day of daysOf(line, localDay(from), localDay(now))) {
    const fresh = make(line, day).filter(({ at }) => at >= from && at <= until);
    rows.push(...fresh.map(({ body }) => body));
    if (rows.length >= ROWS_PER_ANSWER) break;
  }
  return rows.slice(0, ROWS_PER_ANSWER);
}

function withoutPlace({ at, body: { msisdn, ts } }: SandboxRow): SandboxRow {
  return { at, body: { msisdn, ts, err: 'geolocation not available' } };
}

function send(response: Response, fault: Fault, body: unknown): void {
  response.type('json');
  sendSpoiled(response, fault, JSON.stringify(body));
}

export const sayRefusal = sayRefusals(({ message }) => ({ message }));
