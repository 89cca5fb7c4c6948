import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import express, { Router } from 'express';
import { localDay } from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { type Fault, sendSpoiled } from './faults.ts';
import type { Home } from './homes.ts';
import { createQuota, tooMany } from './quota.ts';
import type { SandboxState } from './state.ts';

export interface GatewayParts {
  readonly homes: readonly Home[];
  readonly state: SandboxState;
  readonly clock: Clock;
  readonly clockFactor: number;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A call about one home that has passed the door. */
export interface PointCall {
  readonly home: Home;
  readonly fault: Fault;
}

const TOKEN_SECONDS = 12_600;
const TOKENS_MAX = 100;
const SLOW_DOWN_SECONDS = 30;

/** Hands out tokens to the application, and lets no call pass without one or beyond the quota. */
export function gateway({ clock, clockFactor, clientId, clientSecret }: GatewayParts): Router {
  const elapsedSeconds = (): number => (performance.now() * clockFactor) / 1_000;
  const quota = createQuota(clock, clockFactor);
  let tokens: readonly { readonly value: string; readonly endsAt: number }[] = [];
  const router = Router();

  router.post('/oauth2/v3/token', express.urlencoded({ extended: false }), (request, response) => {
    if (request.body?.grant_type !== 'client_credentials') {
      throw new SandboxRefusal(400, 'invalid_request', 'grant_type is missing or wrong');
    }
    const secret = Buffer.from(
      request.headers.authorization?.replace('Basic ', '') ?? '',
      'base64',
    );
    const [id = '', password = ''] = secret.toString().split(':').map(decodeURIComponent);
    if (id !== clientId || password !== clientSecret) {
      throw new SandboxRefusal(
        401,
        'invalid_client',
        'valid authentication credentials are mandatory',
      );
    }
    const token = { value: randomUUID(), endsAt: elapsedSeconds() + TOKEN_SECONDS };
    tokens = [token, ...tokens].slice(0, TOKENS_MAX);
    // Enedis writes this number as a text at times.
    response.json({
      access_token: token.value,
      token_type: 'Bearer',
      expires_in: String(TOKEN_SECONDS),
      scope: '',
    });
  });

  router.use((request, _response, next) => {
    const value = request.headers.authorization?.replace('Bearer ', '');
    const token = tokens.find((one) => one.value === value);
    if (token === undefined || token.endsAt < elapsedSeconds()) {
      throw new SandboxRefusal(401, '900901', 'Invalid Credentials');
    }
    quota(request.path.split('/')[1] ?? '');
    next();
  });
  return router;
}

/** The home that a call is about, once its holder has agreed and no fault forbids it. */
export function callOf(parts: GatewayParts, pointId: unknown): PointCall {
  const { homes, state, clock } = parts;
  const home = homes.find((one) => one.pointId === pointId);
  if (home === undefined) throw new SandboxRefusal(404, 'STM-ERR-0000020', 'unknown point');
  const today = localDay(clock.now());
  const agreed = state.consentsOf({ pointId: home.pointId }).some(({ until }) => today < until);
  const fault = state.switches.meet(home.pointId);
  if (!agreed || fault === 'consent-revoked') {
    throw new SandboxRefusal(403, 'ADAM-DC-0008', 'no consent');
  }
  refuseByFault(fault, clock.now());
  return { home, fault };
}

function refuseByFault(fault: Fault, now: Date): void {
  switch (fault) {
    case 'moved':
      throw new SandboxRefusal(403, 'ADAM-DC-0007', 'customer is not holder of the point');
    case 'no-data':
      throw new SandboxRefusal(404, 'no_data_found', 'no measure');
    case 'slow-down':
      throw tooMany(now, SLOW_DOWN_SECONDS, 'Quota Q3 reached');
    case 'server-error':
      throw new SandboxRefusal(500, 'technical_error', 'The service is unavailable');
    case 'subscription-missing':
      throw new SandboxRefusal(403, '900908', 'Resource forbidden');
  }
}

/** Exactly the parameters of the Swagger, or Enedis answers 500. */
export function queryOf(
  request: Request,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const given = Object.keys(request.query);
  const wrong = given.some((name) => !names.includes(name)) || given.length !== names.length;
  if (wrong) throw new SandboxRefusal(500, '500', 'Internal server error');
  return Object.fromEntries(names.map((name) => [name, String(request.query[name])]));
}

export function send(response: Response, { fault }: PointCall, body: object): void {
  sendSpoiled(response, fault, body);
}
