import { addDays, localDay } from '../../shapes/kit/local-time.ts';
import { ConnectorError } from '../kit/errors.ts';
import { basicAuthorization, parseToken } from '../kit/partner/application-token.ts';
import {
  type BankConsentPage,
  CONSENT_DAYS,
  missing,
  type OpenedAccounts,
  refuseRefusal,
  type StetAccess,
} from './agreement.ts';
import { apiStet } from './api-stet.ts';
import type { BankClient } from './client.ts';
import type { BankSettings } from './config.ts';
import type { FoundAccount } from './payload.ts';

const CODE = /^[\w.~+/=-]{1,500}$/;

/** STET: the person agrees on the bank's page (OAuth 2.0), then we tell the bank of which accounts she meant what. */
export function accessStet(settings: BankSettings, client: BankClient): BankConsentPage {
  return {
    consentUrl: (state) => {
      // Assumed: the two OAuth 2.0 endpoints lie below the bank's pages; each bank publishes its own.
      const url = new URL(`${settings.pages}/oauth2/authorize`);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: settings.clientId,
        redirect_uri: settings.redirectUrl,
        scope: 'aisp',
        state,
      }).toString();
      return url;
    },
    accept: async (callback) => {
      refuseRefusal(callback);
      const code = callback.get('code') ?? '';
      if (!CODE.test(code)) throw missing('no code');
      const tokens = await fetchTokens(settings, client, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: settings.redirectUrl,
      }).catch(refusedCode);
      if (tokens.refresh === undefined) throw missing('an agreement for one visit only');
      const credentials = { authorization: `Bearer ${tokens.access}` };
      const signal = new AbortController().signal;
      const accounts = await client.ask(apiStet.accounts, undefined, { credentials, signal });
      if (accounts.length === 0) throw missing('no account');
      await tellWhatWasMeant(settings, client, credentials, accounts);
      return {
        dialect: 'stet',
        bank: settings.bank,
        until: addDays(localDay(settings.clock.now()), CONSENT_DAYS),
        refreshToken: tokens.refresh,
      };
    },
  };
}

export async function openStet(
  access: StetAccess,
  settings: BankSettings,
  client: BankClient,
  signal: AbortSignal,
): Promise<OpenedAccounts> {
  const form = { grant_type: 'refresh_token', refresh_token: access.refreshToken };
  const tokens = await fetchTokens(settings, client, form, signal);
  const credentials = { authorization: `Bearer ${tokens.access}` };
  const changed = tokens.refresh !== undefined && tokens.refresh !== access.refreshToken;
  if (!changed || tokens.refresh === undefined) return { credentials };
  return { credentials, renewed: { ...access, refreshToken: tokens.refresh } };
}

/** A new consent takes the place of the former one: it names all that she let us see, each time. */
async function tellWhatWasMeant(
  { api }: BankSettings,
  client: BankClient,
  headers: Readonly<Record<string, string>>,
  accounts: readonly FoundAccount[],
): Promise<void> {
  const ibans = accounts.map(({ iban }) => ({ iban }));
  await client.send({
    method: 'PUT',
    url: new URL(`${api}/v1/consents`),
    headers,
    body: { balances: ibans, transactions: ibans, trustedBeneficiaries: false, psuIdentity: false },
  });
}

async function fetchTokens(
  { pages, clientId, clientSecret }: BankSettings,
  client: BankClient,
  form: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<{ readonly access: string; readonly refresh: string | undefined }> {
  const answer = await client.send({
    method: 'POST',
    url: new URL(`${pages}/oauth2/token`),
    headers: { authorization: basicAuthorization(clientId, clientSecret) },
    body: new URLSearchParams(form),
    ...(signal ? { signal } : {}),
  });
  return { access: parseToken(answer).value, refresh: answer.at('refresh_token').optionalText() };
}

/** A code that the bank does not take, such as one that was used before, is no agreement that somebody withdrew. */
function refusedCode(error: unknown): never {
  if (error instanceof ConnectorError && error.code === 'CONSENT_REVOKED') {
    throw missing('a code that the bank does not take');
  }
  throw error;
}
