import { createHash, createHmac } from 'node:crypto';
import { localDay } from '../../shapes/kit/local-time.ts';
import type { Clock } from '../kit/clock.ts';
import type { ConsentPage } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { type MobilityClient, SIGN_IN_PATH } from './client.ts';
import { parseAccount, parseGrant } from './payload.ts';

/** One person's agreement: what the vault seals. */
export interface MobilityAccess {
  /** Her number at the account. */
  readonly citizenId: string;
  readonly refreshToken: string;
  /** Last local day of the agreement, when the account says it. */
  readonly until?: string;
}

export interface AccessSettings {
  readonly signIn: string;
  readonly redirectUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
}

/** What the citizen is asked for; offline_access, because runs come when she is not there. */
const SCOPE = 'openid offline_access identity invoices validations rentals journeys trips';

export type MobilityConsent = ConsentPage<MobilityAccess> & {
  revoke(access: MobilityAccess): Promise<void>;
};

/** OpenID Connect with the authorization code and PKCE (RFC 7636). */
export function oidcAccess(settings: AccessSettings, client: MobilityClient): MobilityConsent {
  return {
    consentUrl: (state) => consentUrl(settings, state),
    accept: async (callback) => {
      refuseRefusal(callback);
      const code = callback.get('code') ?? '';
      const state = callback.get('state') ?? '';
      if (code === '' || state === '') throw missing('no code');
      const grant = parseGrant(await redeem(settings, client, { code, state }));
      const citizenId = parseAccount(await client.userInfo(grant.accessToken));
      const access = { citizenId, refreshToken: grant.refreshToken };
      const { refreshSeconds } = grant;
      if (refreshSeconds === undefined) return access;
      const end = new Date(settings.clock.now().getTime() + refreshSeconds * 1_000);
      return { ...access, until: localDay(end) };
    },
    revoke: async ({ citizenId, refreshToken }) => {
      const { accessToken } = parseGrant(await client.token(refreshForm(refreshToken)));
      const consents = `/v1/citizens/${encodeURIComponent(citizenId)}/consents`;
      const path = `${consents}/${encodeURIComponent(settings.clientId)}`;
      await client.delete({ path, bearer: accessToken });
    },
  };
}

export function refreshForm(refreshToken: string): Readonly<Record<string, string>> {
  return { grant_type: 'refresh_token', refresh_token: refreshToken };
}

function consentUrl(settings: AccessSettings, state: string): URL {
  const url = new URL(`${settings.signIn}${SIGN_IN_PATH}/auth`);
  url.search = new URLSearchParams({
    client_id: settings.clientId,
    response_type: 'code',
    redirect_uri: settings.redirectUrl,
    scope: SCOPE,
    state,
    code_challenge: createHash('sha256').update(verifierOf(settings, state)).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url;
}

async function redeem(
  settings: AccessSettings,
  client: MobilityClient,
  { code, state }: { readonly code: string; readonly state: string },
) {
  try {
    return await client.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: settings.redirectUrl,
      code_verifier: verifierOf(settings, state),
    });
  } catch (error) {
    // A code that is worth nothing is no revoked consent: there has been none yet.
    if (error instanceof ConnectorError && error.code.startsWith('CONSENT_')) {
      throw missing('a code that the account does not take');
    }
    throw error;
  }
}

/** Made of the state and our secret, so that nothing need be kept between the way out and the way back. */
function verifierOf({ clientSecret }: AccessSettings, state: string): string {
  return createHmac('sha256', clientSecret).update(`pkce ${state}`).digest('base64url');
}

function refuseRefusal(callback: URLSearchParams): void {
  const error = callback.get('error');
  if (error === null) return;
  if (error === 'access_denied') {
    throw new ConnectorError('CONSENT_REFUSED', 'The person refused at the mobility account');
  }
  const theirs = error === 'server_error' || error === 'temporarily_unavailable';
  throw new ConnectorError(
    theirs ? 'PARTNER_DOWN' : 'PARTNER_REFUSED',
    'The mobility account ended the consent with an error',
  );
}

const missing = (what: string): ConnectorError =>
  new ConnectorError('CONSENT_MISSING', `The way back from the mobility account brought ${what}`);
