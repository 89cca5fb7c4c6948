import type { ConsentPage, PartnerAccess } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import type { Asker } from './client.ts';

/** One person's agreement at one bank: what the vault seals. */
export type BankAccess = StetAccess | BerlinAccess;

export interface StetAccess extends AnyAccess {
  readonly dialect: 'stet';
  /** Opens the accounts until the agreement ends; what it opens lives for an hour and is kept nowhere. */
  readonly refreshToken: string;
}

export interface BerlinAccess extends AnyAccess {
  readonly dialect: 'berlin';
  readonly consentId: string;
}

interface AnyAccess {
  readonly bank: string;
  /** Last local day of the agreement. */
  readonly until: string;
}

export type BankConsentPage = ConsentPage<BankAccess> & PartnerAccess<BankAccess>;

/** The accounts of one person, opened for one run. */
export interface OpenedAccounts {
  readonly credentials: Asker['credentials'];
  /** The access with which the next run begins, when the bank gave another. */
  readonly renewed?: BankAccess;
}

/** The longest that a bank may let us read before it asks the person herself again (RTS of 2023, article 10). */
export const CONSENT_DAYS = 180;

export function refuseRefusal(callback: URLSearchParams): void {
  const error = callback.get('error');
  if (error === null) return;
  if (error === 'access_denied') {
    throw new ConnectorError('CONSENT_REFUSED', 'The person refused at the bank');
  }
  const ours = /^(?:invalid_|unauthorized_client|unsupported_)/.test(error);
  throw new ConnectorError(
    ours ? 'PARTNER_REFUSED' : 'PARTNER_DOWN',
    'The bank ended the consent with an error',
  );
}

export const missing = (what: string): ConnectorError =>
  new ConnectorError('CONSENT_MISSING', `The way back from the bank brought ${what}`);
