import { randomUUID } from 'node:crypto';
import express, { type Request, Router } from 'express';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import type { BankParts } from './gateway.ts';
import type { Consent } from './state.ts';

const TOKEN_SECONDS = 3_600;
const TOKENS_MAX = 1_000;

export interface Tokens {
  readonly router: Router;
  /** The agreement that the token of a question opens. */
  consentOf(request: Request): Consent | undefined;
}

/** STET: what a code or a refresh token is exchanged for. */
export function tokens(parts: BankParts): Tokens {
  const { state, clientId, clientSecret, clock } = parts;
  const elapsedSeconds = (): number => (performance.now() * clock.factor) / 1_000;
  let given: readonly { readonly value: string; readonly id: string; readonly endsAt: number }[] =
    [];
  const router = Router();

  router.post(
    '/stet/oauth2/token',
    express.urlencoded({ extended: false }),
    (request, response) => {
      const basic = request.headers.authorization?.replace('Basic ', '') ?? '';
      const [id = '', secret = ''] = Buffer.from(basic, 'base64')
        .toString()
        .split(':')
        .map(decodeURIComponent);
      if (id !== clientId || secret !== clientSecret) {
        throw new SandboxRefusal(401, 'invalid_client', 'unknown application');
      }
      const consent = exchanged(parts, request.body ?? {});
      const value = randomUUID();
      given = [{ value, id: consent.id, endsAt: elapsedSeconds() + TOKEN_SECONDS }, ...given].slice(
        0,
        TOKENS_MAX,
      );
      response.json({
        access_token: value,
        token_type: 'Bearer',
        expires_in: TOKEN_SECONDS,
        refresh_token: consent.refreshToken,
      });
    },
  );

  return {
    router,
    consentOf: (request) => {
      const value = request.headers.authorization?.replace('Bearer ', '');
      const token = given.find((one) => one.value === value);
      if (token === undefined || token.endsAt < elapsedSeconds()) {
        throw new SandboxRefusal(401, 'UNAUTHORIZED', 'no valid token');
      }
      return state.find(({ id }) => id === token.id);
    },
  };
}

function exchanged({ state }: BankParts, form: Readonly<Record<string, unknown>>): Consent {
  const byCode = form.grant_type === 'authorization_code';
  const found = state.find(({ status, code, refreshToken, person }) => {
    const ended = ['consent-revoked', 'consent-expired'].includes(state.switches.of(person ?? ''));
    const key = byCode ? code : refreshToken;
    const brought = byCode ? form.code : form.refresh_token;
    return status === 'valid' && !ended && key !== undefined && key === brought;
  });
  if (found === undefined) throw new SandboxRefusal(400, 'invalid_grant', 'not, or no more');
  // Assumed: a refresh token stays the same as long as the agreement; the fault makes a bank that changes it each time.
  const changes = state.switches.of(found.person ?? '') === 'new-refresh-token';
  if (!byCode && !changes) return found;
  const after = state.change(found.id, { code: '', refreshToken: randomUUID() });
  if (after === undefined) throw new SandboxRefusal(400, 'invalid_grant', 'not, or no more');
  return after;
}
