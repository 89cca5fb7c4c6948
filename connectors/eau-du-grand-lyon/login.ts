import { createHash, randomBytes } from 'node:crypto';
import { ConnectorError } from '../kit/errors.ts';
import { jsonOf, type PartnerAnswer } from '../kit/partner/answer.ts';
import { parseToken } from '../kit/partner/application-token.ts';
import type { PartnerDoor } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import type { EauSettings } from './config.ts';
import { refusalOf } from './refusal.ts';

export const PARTNER = 'Eau du Grand Lyon';

/** What a customer signs in with: what the vault seals. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export type LoginSettings = Pick<EauSettings, 'api' | 'clientId' | 'redirectUri'>;

interface Login {
  readonly door: PartnerDoor;
  readonly settings: LoginSettings;
  readonly signal?: AbortSignal | undefined;
}

const COOKIES_MAX = 20;

/** As the web space does in a browser: password for a cookie, cookie for a code, code for a token (RFC 7636). */
export async function signIn(login: Login, credentials: Credentials): Promise<string> {
  const cookie = await cookieFor(login, credentials);
  const verifier = randomBytes(32).toString('base64url');
  const code = await codeFor(login, cookie, verifier);
  return tokenFor(login, code, verifier);
}

async function cookieFor(login: Login, { username, password }: Credentials): Promise<string> {
  const { clientId } = login.settings;
  const answer = await post(login, '/auth/externe/authentification', {
    username,
    password,
    client_id: clientId,
  });
  if (answer.status === 401) {
    throw new ConnectorError('LOGIN_REFUSED', `${PARTNER} did not take name and password`);
  }
  if (answer.status !== 200 && answer.status !== 204) throw refusalOf(answer);
  const cookies = answer.headers
    .getSetCookie()
    .slice(0, COOKIES_MAX)
    .map((cookie) => cookie.split(';')[0] ?? '');
  if (cookies.length === 0) throw invalid('a login without a cookie');
  return cookies.join('; ');
}

async function codeFor(login: Login, cookie: string, verifier: string): Promise<string> {
  const { api, clientId, redirectUri } = login.settings;
  const url = new URL(`${api}/auth/authorize-internet`);
  url.search = new URLSearchParams({
    redirect_uri: redirectUri,
    response_type: 'code',
    client_id: clientId,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const answer = await call(login, { url, init: { headers: { cookie } } });
  if (answer.status !== 302 && answer.status !== 303) throw refusalOf(answer);
  return codeIn(answer.headers.get('location') ?? '', redirectUri);
}

/** The address is looked at and not followed: a code that went anywhere else would be somebody else's. */
function codeIn(location: string, redirectUri: string): string {
  const expected = new URL(redirectUri);
  const back = URL.canParse(location, redirectUri) ? new URL(location, redirectUri) : undefined;
  if (back?.origin !== expected.origin || back.pathname !== expected.pathname) {
    throw invalid('a login that leads elsewhere');
  }
  const code = back.searchParams.get('code');
  if (code === null || code === '') throw invalid('a login without a code');
  return code;
}

async function tokenFor(login: Login, code: string, verifier: string): Promise<string> {
  const { clientId, redirectUri } = login.settings;
  const answer = await post(login, '/auth/tokenUtilisateurInternet', {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    client_id: clientId,
    redirect_uri: redirectUri,
  });
  if (answer.status !== 200) throw refusalOf(answer);
  return parseToken(Field.of(jsonOf(answer), PARTNER)).value;
}

function post(login: Login, path: string, form: Record<string, string>): Promise<PartnerAnswer> {
  const init = { method: 'POST', body: new URLSearchParams(form) };
  return call(login, { url: new URL(`${login.settings.api}${path}`), init });
}

function call(
  { door, signal }: Login,
  request: { readonly url: URL; readonly init: RequestInit },
): Promise<PartnerAnswer> {
  return door.call(signal === undefined ? request : { ...request, signal });
}

const invalid = (what: string): ConnectorError =>
  new ConnectorError('PARTNER_ANSWER_INVALID', `${PARTNER} sent ${what}`);
