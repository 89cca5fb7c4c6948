import { type Clock, createClock } from '../kit/clock.ts';
import { readPartnerUrl } from '../kit/partner/settings.ts';
import {
  type Environment,
  readChoice,
  readClockSettings,
  readText,
  readUrl,
  SettingError,
} from '../kit/settings.ts';

/** What the connector must know about one bank and the city's account there. One process serves one bank. */
export interface BankSettings {
  /** Short name, also that of the folder in a space: 'banque-exemple'. */
  readonly bank: string;
  /** As people say it. */
  readonly name: string;
  /** Name of the connection in a space; a second bank of the same city needs another than 'bank'. */
  readonly connection: string;
  readonly website: string;
  readonly dialect: 'stet' | 'berlin';
  /** Base address of the API, before /v1. Certificates and signatures of PSD2 are added by the proxy through which calls leave. */
  readonly api: string;
  /** Base address of the bank's own pages and of its OAuth 2.0 endpoints. */
  readonly pages: string;
  /** Where the bank sends a person back to. */
  readonly redirectUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
  readonly clockFactor: number;
}

/** Reads BANK_* and CLOCK_*; refuses a wrong value by the variable's name. */
export function readBankSettings(env: Environment): BankSettings {
  const clock = readClockSettings(env);
  return {
    bank: readShortName(env, 'BANK_ID'),
    name: readText(env, 'BANK_NAME'),
    connection: readShortName(env, 'BANK_CONNECTION', 'bank'),
    website: readUrl(env, 'BANK_WEBSITE'),
    dialect: readChoice(env, 'BANK_DIALECT', ['stet', 'berlin']),
    api: readPartnerUrl(env, 'BANK_API', ''),
    pages: readPartnerUrl(env, 'BANK_PAGES', ''),
    redirectUrl: readUrl(env, 'BANK_REDIRECT_URL'),
    clientId: readText(env, 'BANK_CLIENT_ID'),
    clientSecret: readText(env, 'BANK_CLIENT_SECRET'),
    clock: createClock(clock),
    clockFactor: clock.factor,
  };
}

function readShortName(env: Environment, name: string, fallback?: string): string {
  const text = readText(env, name, fallback);
  if (/^[a-z][a-z0-9-]{1,39}$/.test(text)) return text;
  throw new SettingError(
    `${name} is "${text}": give 2 to 40 small letters, digits and hyphens, a letter first.`,
  );
}
