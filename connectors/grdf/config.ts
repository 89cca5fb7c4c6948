import { type Clock, createClock } from '../kit/clock.ts';
import { readPartnerUrl } from '../kit/partner/settings.ts';
import { type Environment, readClockSettings, readText } from '../kit/settings.ts';

/** What the connector must know about the city's account at GRDF. */
export interface GrdfSettings {
  readonly api: string;
  readonly login: string;
  readonly loginServer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
  readonly clockFactor: number;
}

/** Reads GRDF_* and CLOCK_*; refuses a wrong value by the variable's name. */
export function readGrdfSettings(env: Environment): GrdfSettings {
  const clock = readClockSettings(env);
  return {
    api: readPartnerUrl(env, 'GRDF_API', 'https://api.grdf.fr'),
    login: readPartnerUrl(env, 'GRDF_LOGIN', 'https://adict-connexion.grdf.fr'),
    loginServer: readText(env, 'GRDF_LOGIN_SERVER'),
    clientId: readText(env, 'GRDF_CLIENT_ID'),
    clientSecret: readText(env, 'GRDF_CLIENT_SECRET'),
    clock: createClock(clock),
    clockFactor: clock.factor,
  };
}
