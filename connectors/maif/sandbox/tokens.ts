import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import express, { type Request, Router } from 'express';
import type { Clock } from '../../kit/clock.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { members } from './members.ts';
import type { Grant, SandboxState } from './state.ts';

export interface TokenParts {
  readonly state: SandboxState;
  readonly clock: Clock;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUrl: string;
  readonly issuer: string;
}

/** Assumed: how long MAIF's tokens live is not known. */
const ID_TOKEN_SECONDS = 900;
const REFRESH_SECONDS = 30 * 86_400;

/** Gives tokens for a code or a refresh_token; each of them is good once. */
export function tokens(parts: TokenParts): Router {
  const router = Router();
  router.post('/connect/token', express.urlencoded({ extended: false }), (request, response) => {
    refuseOtherApplication(request, parts);
    const grant = grantOf(request.body ?? {}, parts);
    const fault = parts.state.switches.of(grant.memberNumber);
    if (fault === 'consent-revoked' || fault === 'agreement-over') throw invalidGrant();
    const refreshUntil = new Date(parts.clock.now().getTime() + REFRESH_SECONDS * 1_000);
    const rotate = fault !== 'same-refresh-token';
    const { refreshToken } = parts.state.tokensGiven(grant, refreshUntil, { rotate });
    const holder = fault === 'other-person' ? otherThan(grant.memberNumber) : grant.memberNumber;
    response.json({
      // Good for nothing here: the data wants the id_token.
      access_token: randomUUID(),
      token_type: 'Bearer',
      expires_in: ID_TOKEN_SECONDS,
      id_token: idTokenOf(grant, holder, parts),
      ...(rotate ? { refresh_token: refreshToken } : {}),
      refresh_expires_in: REFRESH_SECONDS,
      scope: 'openid profile offline_access',
    });
  });
  return router;
}

/** The grant that an id_token speaks for, or undefined when it is none of ours or is over. */
export function grantOfIdToken(
  idToken: string,
  { state, clock, clientSecret }: Pick<TokenParts, 'state' | 'clock' | 'clientSecret'>,
): Grant | undefined {
  const [header = '', payload = '', signature = ''] = idToken.split('.');
  const expected = Buffer.from(signatureOf(`${header}.${payload}`, clientSecret));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { sid, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (exp * 1_000 <= clock.now().getTime()) return undefined;
  return state.find({ id: String(sid) });
}

function refuseOtherApplication(
  request: Request,
  { clientId, clientSecret }: Pick<TokenParts, 'clientId' | 'clientSecret'>,
): void {
  const basic = request.headers.authorization?.replace('Basic ', '') ?? '';
  const [id = '', secret = ''] = Buffer.from(basic, 'base64')
    .toString()
    .split(':')
    .map(decodeURIComponent);
  if (id !== clientId || secret !== clientSecret) throw new SandboxRefusal(401, 'invalid_client');
}

function grantOf(
  form: Readonly<Record<string, unknown>>,
  { state, clock, redirectUrl }: TokenParts,
): Grant {
  switch (form.grant_type) {
    case 'authorization_code': {
      const grant = state.find({ code: String(form.code) });
      if (grant === undefined || form.redirect_uri !== redirectUrl) throw invalidGrant();
      return grant;
    }
    case 'refresh_token': {
      const grant = state.find({ refreshToken: String(form.refresh_token) });
      const over = grant !== undefined && clock.now() >= new Date(grant.refreshUntil);
      if (grant === undefined || over) throw invalidGrant();
      return grant;
    }
    default:
      throw new SandboxRefusal(400, 'unsupported_grant_type');
  }
}

const invalidGrant = (): SandboxRefusal => new SandboxRefusal(400, 'invalid_grant');

/** A JSON Web Token signed with the application's secret (OpenID Connect Core, §10.1). */
function idTokenOf({ id, nonce }: Grant, memberNumber: string, parts: TokenParts): string {
  const now = Math.floor(parts.clock.now().getTime() / 1_000);
  const { subject } = members.find((one) => one.memberNumber === memberNumber) ?? {};
  const claims = {
    iss: parts.issuer,
    sub: subject,
    aud: parts.clientId,
    nonce,
    sid: id,
    // Two tokens of one second differ all the same.
    jti: randomUUID(),
    iat: now,
    exp: now + ID_TOKEN_SECONDS,
  };
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${signatureOf(signed, parts.clientSecret)}`;
}

const signatureOf = (signed: string, secret: string): string =>
  createHmac('sha256', secret).update(signed).digest('base64url');

function otherThan(memberNumber: string): string {
  return members.find((one) => one.memberNumber !== memberNumber)?.memberNumber ?? '';
}
