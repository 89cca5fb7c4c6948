import { type Clock, createClock } from '../kit/clock.ts';
import { readPartnerUrl } from '../kit/partner/settings.ts';
import { type Environment, readChoice, readClockSettings, readText } from '../kit/settings.ts';

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
    api: readPartnerUrl(env, 'ENEDIS_API', 'https://gw.ext.prod.api.enedis.fr'),
    consent: readPartnerUrl(env, 'ENEDIS_CONSENT', 'https://mon-compte-particulier.enedis.fr'),
    clientId: readText(env, 'ENEDIS_CLIENT_ID'),
    clientSecret: readText(env, 'ENEDIS_CLIENT_SECRET'),
    mode: readChoice(env, 'ENEDIS_MODE', ['2026', 'v5']),
    clock: createClock(clock),
    clockFactor: clock.factor,
  };
}
