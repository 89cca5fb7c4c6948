import { HttpError } from '@solid/community-server';
import type { KeyValues } from '../storage/storage.ts';
import { hashOf } from './key-value-space.ts';

const SPACE = 'attempts';
const RACES_MAX = 50;

interface Limit {
  readonly failuresMax: number;
  readonly windowMilliseconds: number;
  /** After so many failures each further guess has to wait, twice as long each time. */
  readonly freeFailures: number;
}

const PER_ACCOUNT: Limit = { failuresMax: 10, windowMilliseconds: 5 * 60_000, freeFailures: 3 };
const PER_ADDRESS: Limit = {
  failuresMax: 100,
  windowMilliseconds: 60 * 60_000,
  freeFailures: Number.POSITIVE_INFINITY,
};

/** At which account it is guessed, and from which address: each is counted by whoever knows it. */
interface Guesser {
  readonly account?: string;
  readonly address?: string;
}

/** Too many wrong guesses (RFC 6585, §4). */
export class TooManyAttempts extends HttpError {
  readonly retryAfterSeconds: number;

  public constructor(retryAfterSeconds: number) {
    super(429, 'TooManyRequestsHttpError', 'Too many attempts.');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Counts guesses, for all processes together: at most 10 wrong ones in 5 minutes for an account, 100 an hour from one address.
 * A guess counts as wrong until it proved right.
 */
export class Attempts {
  readonly #keyValues: KeyValues;
  readonly #now: () => number;

  public constructor(keyValues: KeyValues, now: () => number = Date.now) {
    this.#keyValues = keyValues;
    this.#now = now;
  }

  /** Throws TooManyAttempts when the guess is not to be looked at. */
  public async begin({ account, address }: Guesser): Promise<void> {
    if (address !== undefined) await this.#count(`address/${hashOf(address)}`, PER_ADDRESS);
    if (account !== undefined) await this.#count(`account/${hashOf(account)}`, PER_ACCOUNT);
  }

  public async succeeded({ account, address }: Guesser): Promise<void> {
    if (account !== undefined) await this.#keyValues.delete(SPACE, `account/${hashOf(account)}`);
    if (address !== undefined) await this.#takeBack(`address/${hashOf(address)}`, PER_ADDRESS);
  }

  async #count(key: string, limit: Limit): Promise<void> {
    const written = await this.#change(key, limit, (times, now) => {
      const wait = waitOf(times, limit, now);
      if (wait > 0) throw new TooManyAttempts(Math.ceil(wait / 1_000));
      return [...times, now];
    });
    // So many guesses at once are not a person's.
    if (!written) throw new TooManyAttempts(1);
  }

  async #takeBack(key: string, limit: Limit): Promise<void> {
    await this.#change(key, limit, (times) => times.slice(0, -1));
  }

  async #change(
    key: string,
    { windowMilliseconds }: Limit,
    change: (times: readonly number[], now: number) => readonly number[],
  ): Promise<boolean> {
    for (let race = 0; race < RACES_MAX; race += 1) {
      const now = this.#now();
      const found = await this.#keyValues.get(SPACE, key);
      const known = found === undefined ? [] : (JSON.parse(found.value) as readonly number[]);
      const times = change(
        known.filter((time) => time > now - windowMilliseconds),
        now,
      );
      const options = { expires: now + windowMilliseconds, ifVersion: found?.version ?? null };
      if (await this.#keyValues.set(SPACE, key, JSON.stringify(times), options)) return true;
    }
    return false;
  }
}

/** Milliseconds until the next guess is looked at; 0: now. */
function waitOf(times: readonly number[], limit: Limit, now: number): number {
  const oldest = times[times.length - limit.failuresMax];
  const latest = times.at(-1);
  const untilWindow = oldest === undefined ? 0 : oldest + limit.windowMilliseconds - now;
  const paid = times.length - limit.freeFailures;
  const untilDelay = latest === undefined || paid < 0 ? 0 : latest + 1_000 * 2 ** paid - now;
  return Math.max(0, untilWindow, untilDelay);
}
