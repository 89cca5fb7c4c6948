import { decodeJwt } from 'jose';
import { localDay } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import type { ConsentPage } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { Field } from '../kit/partner/field.ts';
import { type OrangeClient, PARTNER } from './client.ts';
import type { OrangeLine } from './config.ts';
import { parseLocationState } from './payload.ts';

/** One line's token: what the vault seals. */
export interface OrangeAccess {
  /** Orange's own name of the line: a mobile number, or the number of an access. */
  readonly line: string;
  readonly kind: OrangeLine;
  readonly token: string;
  /** Seconds since 1970. */
  readonly tokenEnds?: number;
}

export interface AccessSettings {
  readonly api: string;
  readonly line: OrangeLine;
  readonly redirectUrl: string;
}

const TOKEN = /^[\w-]{1,2000}\.[\w-]{1,4000}\.[\w-]{0,2000}$/;
const LINE = { mobile: /^[1-9]\d{6,14}$/, fixe: /^[\w-]{1,40}$/ } as const;
const SECONDS_MAX = 1e11;

/**
 * The citizen comes back from `/auth` with a token in the query, as Orange's contract has it: it is a bearer's, so the
 * page that she lands on leads on at once and sends no referrer.
 */
export function orangeAccess(
  settings: AccessSettings,
  client: OrangeClient,
): ConsentPage<OrangeAccess> {
  return {
    consentUrl: (state: string) => {
      // The address to come back to is sent, so the state travels inside it.
      const back = new URL(settings.redirectUrl);
      back.searchParams.set('state', state);
      const url = new URL(`${settings.api}/auth`);
      url.searchParams.set('redirect_url', back.href);
      return url;
    },
    accept: async (callback) => {
      if (callback.get('error') !== null) throw refused(callback.get('error'));
      const access = accessOf(callback.get('token') ?? '', settings.line);
      await prove(client, access);
      return access;
    },
  };
}

/** The last local day on which the token is still good. */
export function agreedUntil({ tokenEnds }: OrangeAccess): string | undefined {
  return tokenEnds === undefined ? undefined : localDay(new Date((tokenEnds - 1) * 1_000));
}

/**
 * The claims are read and not proved: Orange publishes no key, and takes or refuses the token itself at each call.
 * Assumed: `sub` names the line, as `msisdn` and `line_id` do in the rows; only `token_type` is known.
 */
function accessOf(token: string, wanted: OrangeLine): OrangeAccess {
  if (!TOKEN.test(token)) throw missing('no token');
  const claims = Field.of(claimsOf(token), PARTNER);
  const kind = claims.at('token_type').oneOf('mobile', 'fixe');
  if (kind !== wanted) throw missing(`a token of kind ${kind} where one of ${wanted} is due`);
  const ends = claims.at('exp');
  return present({
    line: claims.at('sub').matching(LINE[kind], 'a line of that kind'),
    kind,
    token,
    tokenEnds: ends.absent ? undefined : ends.integer({ min: 0, max: SECONDS_MAX }),
  });
}

function claimsOf(token: string): unknown {
  try {
    return decodeJwt(token);
  } catch {
    throw missing('a token that cannot be read');
  }
}

/** A token that Orange does not take opens no space. Assumed: both kinds of tokens may ask this. */
async function prove(client: OrangeClient, access: OrangeAccess): Promise<void> {
  const answer = await client
    .ask({ path: '/profile/locopt', ...access })
    .catch((error: unknown) => {
      const untaken =
        error instanceof ConnectorError && /^CONSENT_(?:REVOKED|EXPIRED)$/.test(error.code);
      throw untaken ? missing('a token that Orange does not take') : error;
    });
  parseLocationState(answer);
}

function refused(error: string | null): ConnectorError {
  return error === 'access_denied'
    ? new ConnectorError('CONSENT_REFUSED', 'The person refused at Orange')
    : new ConnectorError('PARTNER_DOWN', 'Orange ended the consent with an error');
}

const missing = (what: string): ConnectorError =>
  new ConnectorError('CONSENT_MISSING', `The way back from Orange brought ${what}`);
