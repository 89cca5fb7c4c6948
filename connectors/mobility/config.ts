import { type Clock, createClock } from '../kit/clock.ts';
import { readPartnerUrl } from '../kit/partner/settings.ts';
import {
  type Environment,
  readChoice,
  readClockSettings,
  readText,
  readUrl,
} from '../kit/settings.ts';
import type { PlacePrecision } from './mapping.ts';

/** What the connector must know about the city's account at the mobility account's operator. */
export interface MobilitySettings {
  /** Base address of the account's API. */
  readonly api: string;
  /** Base address of the sign-in with the realm `mcm`. */
  readonly signIn: string;
  readonly redirectUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly places: PlacePrecision;
  readonly clock: Clock;
  readonly clockFactor: number;
}

/** Reads MOBILITY_* and CLOCK_*; refuses a wrong value by the variable's name. */
export function readMobilitySettings(env: Environment): MobilitySettings {
  const clock = readClockSettings(env);
  return {
    api: readPartnerUrl(env, 'MOBILITY_API', 'https://api.moncomptemobilite.fr'),
    signIn: readPartnerUrl(env, 'MOBILITY_SIGN_IN', 'https://idp.moncomptemobilite.fr'),
    redirectUrl: readUrl(env, 'MOBILITY_REDIRECT_URL', 'http://localhost:3260/consented'),
    clientId: readText(env, 'MOBILITY_CLIENT_ID'),
    clientSecret: readText(env, 'MOBILITY_CLIENT_SECRET'),
    places: readChoice(env, 'MOBILITY_PLACES', ['area', 'none']),
    clock: createClock(clock),
    clockFactor: clock.factor,
  };
}
