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

/** What Orange calls the two kinds of lines; each has a token of its own. */
export type OrangeLine = 'mobile' | 'fixe';

export interface OrangeSettings {
  /** Base address of the API, and of the page on which a person agrees. */
  readonly api: string;
  /** One process serves one kind of line: a person who has both has two sources. */
  readonly line: OrangeLine;
  /** Where Orange sends the citizen back to. */
  readonly redirectUrl: string;
  /** Makes stand-in names of numbers; whoever has it can find a number by trying them all, so no space ever holds it. */
  readonly pseudonymKey: Uint8Array;
  readonly clock: Clock;
  readonly clockFactor: number;
}

const KEY_BYTES = 32;

/** Reads ORANGE_* and CLOCK_*; refuses a wrong value by the variable's name. */
export function readOrangeSettings(env: Environment): OrangeSettings {
  const clock = readClockSettings(env);
  return {
    api: readPartnerUrl(env, 'ORANGE_API', 'https://mesinfos.orange-labs.fr'),
    line: readChoice(env, 'ORANGE_LINE', ['mobile', 'fixe']),
    redirectUrl: readUrl(env, 'ORANGE_REDIRECT_URL', 'http://localhost:3240/consented'),
    pseudonymKey: readKey(env),
    clock: createClock(clock),
    clockFactor: clock.factor,
  };
}

function readKey(env: Environment): Uint8Array {
  const key = Buffer.from(readText(env, 'ORANGE_PSEUDONYM_KEY'), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new SettingError(
    `ORANGE_PSEUDONYM_KEY is not ${KEY_BYTES} bytes in base64: make one with "openssl rand -base64 ${KEY_BYTES}".`,
  );
}
