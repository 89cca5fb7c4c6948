import { addDays, localDay } from '../../shapes/kit/local-time.ts';
import { ConnectorError } from '../kit/errors.ts';
import type { Field } from '../kit/partner/field.ts';
import {
  type BankConsentPage,
  type BerlinAccess,
  CONSENT_DAYS,
  missing,
  type OpenedAccounts,
  refuseRefusal,
} from './agreement.ts';
import type { BankClient } from './client.ts';
import type { BankSettings } from './config.ts';

/** A bank answers so often a day without the person, and no law makes it answer more. */
const CALLS_PER_DAY = 4;
const UNDER_WAY_MAX = 10_000;
const CONSENT_ID = /^[\w.~-]{1,200}$/;

const STATUSES = [
  'received',
  'rejected',
  'valid',
  'revokedByPsu',
  'expired',
  'terminatedByTpp',
  'partiallyAuthorised',
] as const;

interface Consent {
  readonly status: (typeof STATUSES)[number];
  readonly until: string;
}

/** Berlin Group: a consent is made first, without accounts, and the person fills it in on the bank's page. */
export function accessBerlin(settings: BankSettings, client: BankClient): BankConsentPage {
  const underWay = createUnderWay();
  return {
    consentUrl: async (state) => {
      const made = await client.send({
        method: 'POST',
        url: new URL(`${settings.api}/v1/consents`),
        headers: redirects(settings.redirectUrl, state),
        body: {
          // Empty lists: the bank asks her which accounts she means (bank offered consent).
          access: { accounts: [], balances: [], transactions: [] },
          recurringIndicator: true,
          validUntil: addDays(localDay(settings.clock.now()), CONSENT_DAYS),
          frequencyPerDay: CALLS_PER_DAY,
          combinedServiceIndicator: false,
        },
      });
      made.at('consentStatus').oneOf('received');
      const consentId = made.at('consentId').matching(CONSENT_ID, 'the name of a consent');
      underWay.add(state, consentId);
      return pageOf(made.at('_links').at('scaRedirect').at('href'), settings.pages);
    },
    accept: async (callback) => {
      const consentId = underWay.take(callback.get('state') ?? '');
      refuseRefusal(callback);
      if (consentId === undefined) throw missing('a consent that nobody asked for, or long ago');
      const consent = await readConsent(consentId, settings, client);
      if (consent.status === 'received') throw missing('a consent that she did not confirm');
      // Where another holder must confirm as well, the first visit finds it so, and looks again.
      if (consent.status !== 'partiallyAuthorised') refuseUnlessValid(consent);
      return { dialect: 'berlin', bank: settings.bank, until: consent.until, consentId };
    },
    revoke: async (access) => {
      if (access.dialect !== 'berlin') return;
      const url = consentUrlOf(access.consentId, settings);
      await client.send({ method: 'DELETE', url });
    },
  };
}

export async function openBerlin(
  { consentId }: BerlinAccess,
  settings: BankSettings,
  client: BankClient,
  signal: AbortSignal,
): Promise<OpenedAccounts> {
  refuseUnlessValid(await readConsent(consentId, settings, client, signal));
  return { credentials: { 'consent-id': consentId } };
}

async function readConsent(
  consentId: string,
  settings: BankSettings,
  client: BankClient,
  signal?: AbortSignal,
): Promise<Consent> {
  const url = consentUrlOf(consentId, settings);
  const answer = await client.send({ method: 'GET', url, ...(signal ? { signal } : {}) });
  return {
    status: answer.at('consentStatus').oneOf(...STATUSES),
    until: answer.at('validUntil').day(),
  };
}

function refuseUnlessValid({ status }: Consent): void {
  switch (status) {
    case 'valid':
      return;
    case 'received':
    case 'partiallyAuthorised':
      throw new ConnectorError('CONSENT_PENDING', 'The consent is not confirmed by every holder');
    case 'rejected':
      throw new ConnectorError('CONSENT_REFUSED', 'The person refused at the bank');
    case 'revokedByPsu':
      throw new ConnectorError('CONSENT_REVOKED', 'The person withdrew the consent at the bank');
    default:
      throw new ConnectorError('CONSENT_EXPIRED', 'The consent at the bank is over');
  }
}

const consentUrlOf = (consentId: string, { api }: BankSettings): URL =>
  new URL(`${api}/v1/consents/${encodeURIComponent(consentId)}`);

/** The state travels in the address to come back to: the consent has no field for it. */
function redirects(redirectUrl: string, state: string): Readonly<Record<string, string>> {
  const back = new URL(redirectUrl);
  back.searchParams.set('state', state);
  const refused = new URL(back);
  refused.searchParams.set('error', 'access_denied');
  return { 'tpp-redirect-uri': back.href, 'tpp-nok-redirect-uri': refused.href };
}

/** A person is sent to the bank's pages and nowhere else, whatever an answer says. */
function pageOf(href: Field, pages: string): URL {
  const text = href.text();
  const page = URL.canParse(text) ? new URL(text) : undefined;
  if (page?.origin !== new URL(pages).origin) throw href.refusal('leads to no page of the bank');
  return page;
}

/** Consents whose person is at the bank, by state, the oldest forgotten first. Each counts once. */
function createUnderWay() {
  const consentOf = new Map<string, string>();
  return {
    add: (state: string, consentId: string): void => {
      consentOf.set(state, consentId);
      const [oldest] = consentOf.keys();
      if (consentOf.size > UNDER_WAY_MAX && oldest !== undefined) consentOf.delete(oldest);
    },
    take: (state: string): string | undefined => {
      const consentId = consentOf.get(state);
      consentOf.delete(state);
      return consentId;
    },
  };
}
