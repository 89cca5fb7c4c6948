import { createHmac } from 'node:crypto';
import type { ConsentPage } from '../kit/contract.ts';
import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import type { MaifClient } from './client.ts';
import { parseTokens, type Tokens } from './tokens.ts';

/** One member's agreement: what the vault seals. */
export interface MaifAccess {
  readonly subject: string;
  /** The bearer of MAIF's data. */
  readonly idToken: string;
  /** ISO 8601, as the rest of an access goes through JSON. */
  readonly idTokenUntil: string;
  readonly refreshToken: string;
  /** Until when the refresh_token lives, when MAIF says it. */
  readonly refreshUntil?: string;
}

export interface AccessSettings {
  readonly connect: string;
  readonly redirectUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  now(): Date;
}

const STATE_LENGTH_MAX = 100;
const CODE = /^[\w.~+/=-]{1,2000}$/;
/** A token is renewed before it ends, so that none ends on its way. */
const MARGIN_MILLISECONDS = 60_000;

export function createAccess(
  settings: AccessSettings,
  client: MaifClient,
): ConsentPage<MaifAccess> {
  return {
    consentUrl: (state) => consentUrl(settings, state),
    accept: async (callback) => {
      refuseRefusal(callback);
      const code = callback.get('code') ?? '';
      if (!CODE.test(code)) throw missing('no code');
      const tokens = parseTokens(await client.exchange(code), {
        clientId: settings.clientId,
        nonce: nonceOf(settings, callback.get('state') ?? ''),
      });
      if (tokens.refreshToken === undefined) throw missing('no refresh_token');
      return accessOf(tokens, tokens.refreshToken, settings.now());
    },
  };
}

/** The access that takes the place of this one. A refresh_token may be good once only: the new one must be kept at once. */
export async function renewed(
  access: MaifAccess,
  settings: AccessSettings,
  ask: { readonly client: MaifClient; readonly signal: AbortSignal },
): Promise<MaifAccess> {
  const { subject, refreshToken } = access;
  const now = settings.now();
  const answer = await ask.client.refresh(refreshToken, whatItsEndMeans(access, now), ask.signal);
  const tokens = parseTokens(answer, { clientId: settings.clientId, subject });
  return accessOf(tokens, tokens.refreshToken ?? refreshToken, now);
}

export function isOver({ idTokenUntil }: MaifAccess, now: Date): boolean {
  return Date.parse(idTokenUntil) - MARGIN_MILLISECONDS <= now.getTime();
}

/** OAuth has one word for a token that ended and one that was withdrawn; when MAIF named the end, the calendar tells them apart. */
function whatItsEndMeans({ refreshUntil }: MaifAccess, now: Date): ConnectorErrorCode {
  const mayLive = refreshUntil !== undefined && now.getTime() < Date.parse(refreshUntil);
  return mayLive ? 'CONSENT_REVOKED' : 'CONSENT_EXPIRED';
}

function accessOf(tokens: Tokens, refreshToken: string, now: Date): MaifAccess {
  const { subject, idToken, idTokenUntil, refreshSeconds } = tokens;
  const known = { subject, idToken, idTokenUntil: idTokenUntil.toISOString(), refreshToken };
  if (refreshSeconds === undefined) return known;
  const refreshUntil = new Date(now.getTime() + refreshSeconds * 1_000).toISOString();
  return { ...known, refreshUntil };
}

function consentUrl(settings: AccessSettings, state: string): URL {
  if (state.length > STATE_LENGTH_MAX) {
    throw new RangeError(`MAIF takes a state of at most ${STATE_LENGTH_MAX} characters.`);
  }
  const url = new URL(`${settings.connect}/connect/authorize`);
  url.search = new URLSearchParams({
    client_id: settings.clientId,
    response_type: 'code',
    scope: 'openid profile offline_access',
    redirect_uri: settings.redirectUrl,
    state,
    nonce: nonceOf(settings, state),
  }).toString();
  return url;
}

/** Bound to the browser by the state, which the service has checked; nobody else can make it. */
function nonceOf({ clientSecret }: AccessSettings, state: string): string {
  return createHmac('sha256', clientSecret).update(`nonce ${state}`).digest('base64url');
}

/** RFC 6749, §4.1.2.1, and OpenID Connect Core, §3.1.2.6. */
function refuseRefusal(callback: URLSearchParams): void {
  const error = callback.get('error');
  if (error === null) return;
  if (error === 'access_denied' || error === 'consent_required') {
    throw new ConnectorError('CONSENT_REFUSED', 'The person refused at MAIF');
  }
  const theirs = error === 'server_error' || error === 'temporarily_unavailable';
  throw new ConnectorError(
    theirs ? 'PARTNER_DOWN' : 'PARTNER_REFUSED',
    'MAIF ended the consent with an error',
  );
}

const missing = (what: string): ConnectorError =>
  new ConnectorError('CONSENT_MISSING', `The way back from MAIF brought ${what}`);
