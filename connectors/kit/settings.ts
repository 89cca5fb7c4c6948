/** The environment as given to a process; each value is distrusted once, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that is missing or wrong: the message names the variable and says what would be right. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

const PORT_MAX = 65_535;
const CLOCK_FACTOR_MAX = 100_000;

export function readText(env: Environment, name: string, fallback?: string): string {
  const value = env[name]?.trim() || fallback;
  if (value === undefined) throw new SettingError(`${name} is missing: give it a value.`);
  return value;
}

function readWholeNumber(
  env: Environment,
  name: string,
  { fallback, max }: { readonly fallback: number; readonly max: number },
): number {
  const text = readText(env, name, String(fallback));
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new SettingError(`${name} is "${text}": give a whole number from 0 to ${max}.`);
  }
  return value;
}

/** Port 0 means: any free one. */
export function readPort(env: Environment, name: string, fallback: number): number {
  return readWholeNumber(env, name, { fallback, max: PORT_MAX });
}

/** An http(s) address without a trailing slash, query or fragment. */
export function readUrl(env: Environment, name: string, fallback?: string): string {
  const text = readText(env, name, fallback);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && url.search === '' && url.hash === '' && url.username === '';
  if (!plain || !/^https?:$/.test(url.protocol)) {
    throw new SettingError(`${name} is "${text}": give an http or https address without a query.`);
  }
  return url.href.replace(/\/+$/, '');
}

export function readChoice<Choice extends string>(
  env: Environment,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = readText(env, name, choices[0]);
  const choice = choices.find((one) => one === text);
  if (choice === undefined) {
    throw new SettingError(`${name} is "${text}": give one of ${choices.join(', ')}.`);
  }
  return choice;
}

/** CLOCK_NOW and CLOCK_FACTOR, as `createClock` takes them. */
export function readClockSettings(env: Environment): { now?: Date; factor: number } {
  const factorText = readText(env, 'CLOCK_FACTOR', '1');
  const factor = Number(factorText);
  if (!(factor > 0 && factor <= CLOCK_FACTOR_MAX)) {
    throw new SettingError(
      `CLOCK_FACTOR is "${factorText}": give a number above 0, at most ${CLOCK_FACTOR_MAX}.`,
    );
  }
  const nowText = env.CLOCK_NOW?.trim();
  if (!nowText) return { factor };
  const now = new Date(nowText);
  if (Number.isNaN(now.getTime()) || !/(Z|[+-]\d\d:\d\d)$/.test(nowText)) {
    throw new SettingError(
      `CLOCK_NOW is "${nowText}": give an instant with its offset, such as 2026-11-23T09:00:00+01:00.`,
    );
  }
  return { now, factor };
}
