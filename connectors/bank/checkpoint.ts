import { isDay } from '../kit/partner/wall-clock.ts';

/** How far the reading of one account has come. */
export interface AccountCheckpoint {
  /** The day on which its transactions were last read to the end. */
  readonly readOn: string;
  /** Months in which something was still pending then: they are told anew even when nothing is left of it. */
  readonly pendingMonths: readonly string[];
  /** First and last day of which the space has a booked transaction. */
  readonly covered?: { readonly firstDay: string; readonly lastDay: string };
}

export interface BankCheckpoint {
  readonly version: 1;
  /** By account key. */
  readonly accounts: Readonly<Record<string, AccountCheckpoint>>;
}

export const firstCheckpoint: BankCheckpoint = { version: 1, accounts: {} };

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const KEY = /^[0-9a-f]{16}$/;

/** What a journal kept; a checkpoint that cannot be read means to start from the beginning, which loses nothing. */
export function parseCheckpoint(stored: unknown): BankCheckpoint {
  return isCheckpoint(stored) ? stored : firstCheckpoint;
}

function isCheckpoint(stored: unknown): stored is BankCheckpoint {
  return (
    isRecord(stored) &&
    stored.version === 1 &&
    isRecord(stored.accounts) &&
    Object.entries(stored.accounts).every(([key, account]) => KEY.test(key) && isAccount(account))
  );
}

function isAccount(account: unknown): boolean {
  return (
    isRecord(account) &&
    isDayText(account.readOn) &&
    Array.isArray(account.pendingMonths) &&
    account.pendingMonths.every((month) => typeof month === 'string' && MONTH.test(month)) &&
    (account.covered === undefined ||
      (isRecord(account.covered) &&
        isDayText(account.covered.firstDay) &&
        isDayText(account.covered.lastDay)))
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDayText = (value: unknown): boolean => typeof value === 'string' && isDay(value);
