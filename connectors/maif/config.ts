import { type Clock, createClock } from '../kit/clock.ts';
import { readPartnerUrl } from '../kit/partner/settings.ts';
import {
  type Environment,
  readClockSettings,
  readPort,
  readText,
  readUrl,
} from '../kit/settings.ts';

/** What the connector must know about the city's account at MAIF. */
export interface MaifSettings {
  /** Base address of the data. */
  readonly api: string;
  /** Base address of the pages on which a person signs in and agrees, and of the tokens. */
  readonly connect: string;
  /** Where MAIF sends her back to; registered there. */
  readonly redirectUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
  readonly clock: Clock;
  readonly clockFactor: number;
}

/** Reads MAIF_*, CLOCK_* and the service's own address; refuses a wrong value by the variable's name. */
export function readMaifSettings(env: Environment): MaifSettings {
  const clock = readClockSettings(env);
  const ownAddress = `http://localhost:${readPort(env, 'CONNECTOR_PORT', 3200)}`;
  return {
    api: readPartnerUrl(env, 'MAIF_API', 'https://openapiweb.maif.fr'),
    connect: readPartnerUrl(env, 'MAIF_CONNECT', 'https://connect.maif.fr'),
    redirectUrl: `${readUrl(env, 'CONNECTOR_BASE_URL', ownAddress)}/consented`,
    clientId: readText(env, 'MAIF_CLIENT_ID'),
    clientSecret: readText(env, 'MAIF_CLIENT_SECRET'),
    apiKey: readText(env, 'MAIF_API_KEY'),
    clock: createClock(clock),
    clockFactor: clock.factor,
  };
}
