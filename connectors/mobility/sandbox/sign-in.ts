import { createHash, randomUUID } from 'node:crypto';
import express, { type Request, Router } from 'express';
import { addMonths, localDay, monthOf } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { isDay } from '../../kit/partner/wall-clock.ts';
import { refusedPage } from '../../kit/sandbox/frame.tsx';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { type Account, accounts } from './accounts.ts';
import { consentPage, OF_PARTNER } from './consent-page.tsx';
import type { SandboxState } from './state.ts';

export interface SignInParts {
  readonly state: SandboxState;
  readonly clock: Clock;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUrl: string;
}

/** The sign-in, and who bears a token that it gave. */
export interface SignIn {
  readonly router: Router;
  /** The account's number; throws 401. */
  bearerOf(request: Request): string;
}

interface Code {
  readonly citizenId: string;
  readonly challenge: string;
}

const REALM = '/auth/realms/mcm/protocol/openid-connect';
const TOKEN_SECONDS = 300;
const AGREEMENT_MONTHS = 12;
const TOKENS_MAX = 1_000;
const DAY_SECONDS = 86_400;

/** A realm of Keycloak, as far as the authorization code with PKCE goes. */
export function signIn(parts: SignInParts): SignIn {
  const { state, clock } = parts;
  const codes = new Map<string, Code>();
  let bearers: readonly {
    readonly value: string;
    readonly citizenId: string;
    readonly endsAt: number;
  }[] = [];
  const router = Router();
  const form = express.urlencoded({ extended: false });

  const grant = (citizenId: string, refreshToken: string, until: string): object => {
    const endsAt = clock.now().getTime() + TOKEN_SECONDS * 1_000;
    const bearer = { value: randomUUID(), citizenId, endsAt };
    bearers = [bearer, ...bearers].slice(0, TOKENS_MAX);
    return {
      access_token: bearer.value,
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
      refresh_token: refreshToken,
      refresh_expires_in: secondsUntil(until, clock.now()),
      scope: 'openid offline_access',
    };
  };

  router.get(`${REALM}/auth`, (request, response) => {
    const refusal = refusalOfRequest(request, parts);
    if (refusal !== undefined) {
      response.status(400).send(refusedPage(OF_PARTNER, refusal));
      return;
    }
    response.send(consentPage({ accounts, until: said(untilFrom(clock.now())) }));
  });
  router.post(`${REALM}/auth`, form, (request, response) => {
    const refusal = refusalOfRequest(request, parts);
    if (refusal !== undefined) {
      response.status(400).send(refusedPage(OF_PARTNER, refusal));
      return;
    }
    const back = new URL(parts.redirectUrl);
    back.searchParams.set('state', String(request.query.state));
    const chosen = accounts.find(({ citizenId }) => citizenId === request.body?.citizen);
    if (request.body?.answer === 'accept' && chosen !== undefined) {
      const code = randomUUID();
      codes.set(code, codeOf(chosen, request));
      back.searchParams.set('code', code);
    } else back.searchParams.set('error', 'access_denied');
    response.redirect(303, back.href);
  });

  router.post(`${REALM}/token`, form, (request, response) => {
    refuseOtherClient(request, parts);
    const { grant_type: kind } = request.body ?? {};
    if (kind === 'authorization_code') {
      const citizenId = redeem(codes, request, parts);
      const { refreshTokens, until } = state.consent(citizenId, untilFrom(clock.now()));
      response.json(grant(citizenId, refreshTokens[0] ?? '', until));
    } else if (kind === 'refresh_token') {
      const used = String(request.body?.refresh_token ?? '');
      const consent = liveConsent(state, used, localDay(clock.now()));
      response.json(grant(consent.citizenId, state.rotate(used), consent.until));
    } else throw new SandboxRefusal(400, 'unsupported_grant_type', 'Unsupported grant_type');
  });

  const bearerOf = (request: Request): string => {
    const value = request.headers.authorization?.replace('Bearer ', '');
    const bearer = bearers.find((one) => one.value === value);
    if (bearer === undefined || bearer.endsAt <= clock.now().getTime()) {
      throw new SandboxRefusal(401, 'UnauthorizedError', 'Token is not active');
    }
    return bearer.citizenId;
  };
  router.get(`${REALM}/userinfo`, (request, response) => {
    response.json({ sub: bearerOf(request) });
  });
  return { router, bearerOf };
}

const codeOf = ({ citizenId }: Account, { query }: Request): Code => ({
  citizenId,
  challenge: String(query.code_challenge),
});

/** Why the realm would refuse to show its page, in words. */
function refusalOfRequest(
  { query }: Request,
  { clientId, redirectUrl }: SignInParts,
): string | undefined {
  if (query.client_id !== clientId) return 'L’application (client_id) n’est pas connue.';
  if (query.redirect_uri !== redirectUrl) return 'L’adresse de retour n’est pas enregistrée.';
  if (query.response_type !== 'code') return 'Le paramètre response_type doit valoir « code ».';
  if (typeof query.state !== 'string' || query.state === '') return 'Le paramètre state manque.';
  const challenge = /^[\w-]{43}$/.test(String(query.code_challenge));
  if (query.code_challenge_method !== 'S256' || !challenge) return 'La preuve (PKCE) manque.';
  if (!String(query.scope).split(' ').includes('openid')) return 'La portée openid manque.';
  return undefined;
}

function refuseOtherClient(request: Request, { clientId, clientSecret }: SignInParts): void {
  const sent = request.headers.authorization?.replace('Basic ', '') ?? '';
  const [id = '', secret = ''] = Buffer.from(sent, 'base64')
    .toString()
    .split(':')
    .map(decodeURIComponent);
  if (id === clientId && secret === clientSecret) return;
  throw new SandboxRefusal(401, 'unauthorized_client', 'Invalid client or credentials');
}

/** A code is worth one try. */
function redeem(codes: Map<string, Code>, { body }: Request, { redirectUrl }: SignInParts): string {
  const code = codes.get(String(body?.code));
  codes.delete(String(body?.code));
  const proof = createHash('sha256').update(String(body?.code_verifier)).digest('base64url');
  if (code?.challenge === proof && body?.redirect_uri === redirectUrl) return code.citizenId;
  throw new SandboxRefusal(400, 'invalid_grant', 'Code not valid');
}

function liveConsent(state: SandboxState, refreshToken: string, today: string) {
  const consent = state.consentOf({ refreshToken });
  const fault = consent === undefined ? 'none' : state.switches.of(consent.citizenId);
  if (consent === undefined || fault === 'consent-revoked') {
    throw new SandboxRefusal(400, 'invalid_grant', 'Session not active');
  }
  if (consent.until <= today || fault === 'consent-expired') {
    throw new SandboxRefusal(400, 'invalid_grant', 'Token is not active');
  }
  return consent;
}

/** The same day of the month a year on; of 29 February, the first of March. */
function untilFrom(now: Date): string {
  const today = localDay(now);
  const month = addMonths(monthOf(today), AGREEMENT_MONTHS);
  const sameDay = `${month}${today.slice(7)}`;
  return isDay(sameDay) ? sameDay : `${addMonths(month, 1)}-01`;
}

function secondsUntil(day: string, now: Date): number {
  return Math.max(1, Math.round((Date.parse(day) - now.getTime()) / 1_000) + DAY_SECONDS / 2);
}

const said = (day: string): string =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString('fr-FR', { dateStyle: 'long' });
