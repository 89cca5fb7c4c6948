import { randomUUID } from 'node:crypto';
import express, { type Request, Router } from 'express';
import { localDay } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import type { Fault } from './faults.ts';
import type { Home } from './homes.ts';
import type { Right, RightState, SandboxState } from './state.ts';

export interface GatewayParts {
  readonly homes: readonly Home[];
  readonly state: SandboxState;
  readonly clock: Clock;
  readonly clockFactor: number;
  readonly clientId: string;
  readonly clientSecret: string;
}

const TOKEN_SECONDS = 14_400;
const TOKENS_MAX = 100;
/** Assumed: GRDF names no limit. */
const CALLS_PER_SECOND = 3;

export const BASE = '/adict/v2';

/** Hands out tokens to the application, and lets no call pass without one or too fast after others. */
export function gateway({ clockFactor, clientId, clientSecret }: GatewayParts): Router {
  const elapsed = (): number => performance.now() * clockFactor;
  let tokens: readonly { readonly value: string; readonly endsAt: number }[] = [];
  let calls: readonly number[] = [];
  const router = Router();

  router.post(
    '/oauth2/:server/v1/token',
    express.urlencoded({ extended: false }),
    ({ body }, response) => {
      if (body?.grant_type !== 'client_credentials' || body?.scope !== BASE) {
        throw new SandboxRefusal(400, 'invalid_request', 'grant_type or scope is wrong');
      }
      if (body.client_id !== clientId || body.client_secret !== clientSecret) {
        throw new SandboxRefusal(401, 'invalid_client', 'the application is not known');
      }
      const token = { value: randomUUID(), endsAt: elapsed() + TOKEN_SECONDS * 1_000 };
      tokens = [token, ...tokens].slice(0, TOKENS_MAX);
      response.json({
        access_token: token.value,
        token_type: 'Bearer',
        expires_in: TOKEN_SECONDS,
        scope: BASE,
      });
    },
  );

  router.use(BASE, ({ headers }, _response, next) => {
    const value = headers.authorization?.replace('Bearer ', '');
    const token = tokens.find((one) => one.value === value);
    if (token === undefined || token.endsAt < elapsed()) {
      throw new SandboxRefusal(401, '1000000401', 'Jeton absent ou expiré');
    }
    const now = elapsed();
    calls = [...calls.filter((at) => at > now - 1_000), now];
    if (calls.length > CALLS_PER_SECOND) throw tooMany();
    next();
  });
  return router;
}

const tooMany = (): SandboxRefusal =>
  new SandboxRefusal(429, '1000000429', 'Trop d’appels', SLOW_DOWN_SECONDS);
const SLOW_DOWN_SECONDS = 30;

/** The home that a call is about, and what is to go wrong with it. */
export function callOf(
  { homes, state }: GatewayParts,
  pce: unknown,
): { readonly home: Home; readonly fault: Fault } {
  if (!/^(?:GI\d{6}|\d{14})$/.test(String(pce))) {
    throw new SandboxRefusal(400, '1000005', 'Format du PCE incorrect');
  }
  const home = homes.find((one) => one.pce === pce);
  if (home === undefined) throw new SandboxRefusal(404, '1000000006', 'PCE inconnu');
  const fault = state.switches.meet(home.pce);
  if (fault === 'slow-down') throw tooMany();
  if (fault === 'server-error') throw new SandboxRefusal(500, '2000000', 'Erreur interne');
  return { home, fault };
}

const stateUnder: Readonly<Partial<Record<Fault, RightState>>> = {
  'revoked-by-grdf': 'Révoquée',
  moved: 'Obsolète',
  expired: 'Obsolète',
  recheck: 'A revérifier',
};

/** A right as the list shows it today: a fault or the end of its time may have changed it. */
export function shownRight({ state, clock }: GatewayParts, right: Right): Right {
  const today = localDay(clock.now());
  if (right.state !== 'Active') return right;
  const fault = state.switches.of(right.pce);
  if (fault === 'expired') return { ...right, state: 'Obsolète', until: today };
  if (fault === 'revoked-by-grdf') {
    return { ...right, state: 'Révoquée', endedBy: 'GRDF', endedOn: today };
  }
  if (right.until < today) return { ...right, state: 'Obsolète' };
  return { ...right, state: stateUnder[fault] ?? right.state };
}

export const textOf = (request: Request, name: string): string => {
  const value: unknown = request.body?.[name];
  return typeof value === 'string' ? value.trim() : '';
};
