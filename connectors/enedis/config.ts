import { type Clock, createClock } from '../kit/clock.ts';
import { isLoopback } from '../kit/outside.ts';
import {
  type Environment,
  readChoice,
  readClockSettings,
  readText,
  readUrl,
  SettingError,
} from '../kit/settings.ts';

/** What the connector must know about the city's account at Enedis. */
export interface EnedisSettings {
  /** Base address of the gateway. */
  readonly api: string;
  /** Base address of the pages on which a person agrees. */
  readonly consent: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly mode: '2026' | 'v5';
  readonly clock: Clock;
  readonly clockFactor: number;
}

/** Reads ENEDIS_* and CLOCK_*; refuses a wrong value by the variable's name. */
export function readEnedisSettings(env: Environment): EnedisSettings {
  const clock = readClockSettings(env);
  return {
    api: readSafeUrl(env, 'ENEDIS_API', 'https://gw.ext.prod.api.enedis.fr'),
    consent: readSafeUrl(env, 'ENEDIS_CONSENT', 'https://mon-compte-particulier.enedis.fr'),
    clientId: readText(env, 'ENEDIS_CLIENT_ID'),
    clientSecret: readText(env, 'ENEDIS_CLIENT_SECRET'),
    mode: readChoice(env, 'ENEDIS_MODE', ['2026', 'v5']),
    clock: createClock(clock),
    clockFactor: clock.factor,
  };
}

/** Secrets and meters travel there: https, or this machine. */
function readSafeUrl(env: Environment, name: string, fallback: string): string {
  const url = readUrl(env, name, fallback);
  if (url.startsWith('https:') || isLoopback(new URL(url))) return url;
  throw new SettingError(
    `${name} is "${url}": give an https address; http is for this machine only.`,
  );
}
