import { setTimeout as pause } from 'node:timers/promises';

/** Time as a connector sees it, so that two years of a partner's calendar can pass in a test's minute. */
export interface Clock {
  now(): Date;
  /** Milliseconds that passed at this clock's pace since some moment, also while `now` stands still; without it, `now` tells. */
  elapsed?(): number;
  /** Resolves after the given time; rejects with the signal's reason when it is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface ClockSettings {
  /** The instant at which the clock stands still; without it the clock is the machine's. */
  readonly now?: Date;
  /** Waits are divided by this: 60 makes a minute of a partner's pause last a second. */
  readonly factor: number;
}

/** @example createClock({ now: new Date('2026-11-23T09:00:00Z'), factor: 60 }) */
export function createClock({ now, factor }: ClockSettings): Clock {
  return {
    now: () => new Date(now ?? Date.now()),
    elapsed: () => performance.now() * factor,
    wait: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      try {
        await pause(milliseconds / factor, undefined, signal ? { signal } : {});
      } catch (cause) {
        // The timer rejects with an AbortError of its own; the caller wants the reason that it gave.
        signal?.throwIfAborted();
        throw cause;
      }
    },
  };
}
