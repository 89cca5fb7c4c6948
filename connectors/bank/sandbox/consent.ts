import { randomUUID } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import { addDays, localDay } from '../../../shapes/kit/local-time.ts';
import { isDay } from '../../kit/partner/wall-clock.ts';
import { refusedPage } from '../../kit/sandbox/frame.tsx';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { accounts } from './accounts.ts';
import { consentPage, OF_PARTNER } from './consent-page.tsx';
import type { BankParts } from './gateway.ts';
import type { Consent } from './state.ts';

const CONSENT_DAYS_MAX = 180;

/** How agreements begin, are looked at and end, in both dialects. */
export function consent(parts: BankParts): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false });
  router.get('/sca/:id', (request, response) => showPage(parts, request, response));
  router.post('/sca/:id', form, (request, response) => answerPage(parts, request, response));
  router.get('/stet/oauth2/authorize', (request, response) => authorize(parts, request, response));
  router.post('/berlin/v1/consents', express.json(), (request, response) =>
    makeConsent(parts, request, response),
  );
  router.get('/berlin/v1/consents/:id', (request, response) => {
    const found = consentOf(parts, request);
    response.json({
      access: { accounts: [], balances: [], transactions: [] },
      recurringIndicator: true,
      validUntil: found.until,
      frequencyPerDay: 4,
      consentStatus: statusOf(parts, found),
    });
  });
  router.get('/berlin/v1/consents/:id/status', (request, response) => {
    response.json({ consentStatus: statusOf(parts, consentOf(parts, request)) });
  });
  router.delete('/berlin/v1/consents/:id', (request, response) => {
    parts.state.change(consentOf(parts, request).id, { status: 'terminatedByTpp' });
    response.status(204).end();
  });
  return router;
}

function statusOf({ state, now }: BankParts, { person, status, until }: Consent): string {
  const fault = state.switches.of(person ?? '');
  if (status !== 'valid') return status;
  if (fault === 'consent-revoked') return 'revokedByPsu';
  if (fault === 'consent-expired' || until < localDay(now.now())) return 'expired';
  return fault === 'partly-authorised' ? 'partiallyAuthorised' : 'valid';
}

function consentOf({ state }: BankParts, request: Request): Consent {
  const found = state.find(({ id }) => id === request.params.id);
  if (found?.dialect === 'berlin') return found;
  throw new SandboxRefusal(403, 'CONSENT_UNKNOWN', 'unknown consent');
}

/** Berlin Group: the consent is there before its person is. */
function makeConsent(parts: BankParts, request: Request, response: Response): void {
  const { access, recurringIndicator, validUntil, frequencyPerDay } = request.body ?? {};
  const agreed = request.headers['tpp-redirect-uri'];
  const refused = request.headers['tpp-nok-redirect-uri'];
  const lists = [access?.accounts, access?.balances, access?.transactions];
  const offered = lists.every((list) => Array.isArray(list) && list.length === 0);
  const whole = offered && recurringIndicator === true && isDay(String(validUntil));
  if (!whole || !(frequencyPerDay >= 1 && frequencyPerDay <= 4)) {
    throw new SandboxRefusal(400, 'FORMAT_ERROR', 'the consent is not as it must be');
  }
  if (!isOurs(parts, agreed) || !isOurs(parts, refused)) {
    throw new SandboxRefusal(400, 'FORMAT_ERROR', 'an address to come back to is not known');
  }
  const made = parts.state.add({
    ...blank(parts, String(validUntil)),
    dialect: 'berlin',
    back: { agreed: String(agreed), refused: String(refused) },
  });
  const self = `/berlin/v1/consents/${made.id}`;
  response
    .status(201)
    .set({ Location: self, 'ASPSP-SCA-Approach': 'REDIRECT' })
    .json({
      consentStatus: 'received',
      consentId: made.id,
      _links: {
        scaRedirect: { href: `http://${request.headers.host}/sca/${made.id}` },
        self: { href: self },
        status: { href: `${self}/status` },
      },
    });
}

/** STET: OAuth 2.0, and the agreement begins with the page. */
function authorize(parts: BankParts, request: Request, response: Response): void {
  const { client_id, response_type, redirect_uri, scope, state } = request.query;
  const known = client_id === parts.clientId && response_type === 'code' && scope === 'aisp';
  if (!known || redirect_uri !== parts.redirectUrl || typeof state !== 'string' || state === '') {
    const sentence = 'L’application, l’adresse de retour ou la demande ne sont pas connues.';
    response.status(400).send(refusedPage(OF_PARTNER, sentence));
    return;
  }
  const back = new URL(parts.redirectUrl);
  back.searchParams.set('state', state);
  const code = randomUUID();
  const agreed = new URL(back);
  agreed.searchParams.set('code', code);
  back.searchParams.set('error', 'access_denied');
  const made = parts.state.add({
    ...blank(parts, '9999-12-31'),
    dialect: 'stet',
    back: { agreed: agreed.href, refused: back.href },
    code,
  });
  response.redirect(303, `/sca/${made.id}`);
}

function blank({ now }: BankParts, wanted: string) {
  const latest = addDays(localDay(now.now()), CONSENT_DAYS_MAX);
  const until = wanted < latest ? wanted : latest;
  return { status: 'received' as const, until, resourceIds: [], transactions: false };
}

function isOurs({ redirectUrl }: BankParts, address: unknown): boolean {
  const url = URL.canParse(String(address)) ? new URL(String(address)) : undefined;
  const ours = new URL(redirectUrl);
  return url?.origin === ours.origin && url.pathname === ours.pathname;
}

function waiting({ state }: BankParts, request: Request): Consent | undefined {
  return state.find(({ id, status }) => id === request.params.id && status === 'received');
}

function showPage(parts: BankParts, request: Request, response: Response): void {
  const found = waiting(parts, request);
  if (found === undefined) {
    response.status(404).send(refusedPage(OF_PARTNER, 'Cette demande d’accord n’attend plus.'));
    return;
  }
  const until = new Date(`${found.until}T12:00:00Z`);
  const said = until.toLocaleDateString('fr-FR', { dateStyle: 'long' });
  response.send(consentPage({ accounts, until: said }));
}

/** The accounts of one person only: those of the first that is ticked. */
function answerPage(parts: BankParts, request: Request, response: Response): void {
  const found = waiting(parts, request);
  if (found?.back === undefined) {
    showPage(parts, request, response);
    return;
  }
  const { answer, account, transactions } = request.body ?? {};
  const ticked: unknown[] = [account ?? []].flat();
  const chosen = accounts.filter(({ resourceId }) => ticked.includes(resourceId));
  const person = chosen[0]?.holder.id;
  if (answer !== 'accept' || person === undefined) {
    parts.state.change(found.id, { status: 'rejected' });
    response.redirect(303, found.back.refused);
    return;
  }
  parts.state.change(found.id, {
    status: 'valid',
    person,
    resourceIds: chosen
      .filter(({ holder }) => holder.id === person)
      .map(({ resourceId }) => resourceId),
    transactions: transactions === 'yes',
  });
  response.redirect(303, found.back.agreed);
}
