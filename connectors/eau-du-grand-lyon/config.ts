import { type Clock, createClock } from '../kit/clock.ts';
import { readPartnerUrl } from '../kit/partner/settings.ts';
import { type Environment, readClockSettings, readText, readUrl } from '../kit/settings.ts';

export interface EauSettings {
  /** Base address of the customer web space: with `/application` its older form, without it the one of 2026. */
  readonly api: string;
  /** The web space's own application, in whose name a customer signs in: public, not a secret. */
  readonly clientId: string;
  /** Where that application is sent back to with its code. The address is compared and never called. */
  readonly redirectUri: string;
  readonly clock: Clock;
  readonly clockFactor: number;
}

/** Reads EAU_* and CLOCK_*; refuses a wrong value by the variable's name. */
export function readEauSettings(env: Environment): EauSettings {
  const clock = readClockSettings(env);
  const api = readPartnerUrl(env, 'EAU_API', 'https://agence.eaudugrandlyon.com');
  return {
    api,
    clientId: readText(env, 'EAU_CLIENT_ID'),
    // Assumed: the address that the web space registers for itself.
    redirectUri: readUrl(env, 'EAU_REDIRECT_URL', `${api}/autorisation-callback.html`),
    clock: createClock(clock),
    clockFactor: clock.factor,
  };
}
