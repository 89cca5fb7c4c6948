import { setImmediate as turn } from 'node:timers/promises';
import { type Clock, createClock } from '../../../../connectors/kit/clock.ts';

/** A clock on which a wait takes no time, and after which it is exactly that much later. */
export interface JumpingClock extends Clock {
  /** Milliseconds of every wait since the clock was set. */
  readonly pauses: readonly number[];
  set(now: Date): void;
  /** The same time for a partner's limits, whose waits must pass really. */
  passing(factor: number): Clock;
}

export function createJumpingClock(start: Date): JumpingClock {
  let now = start.getTime();
  let pauses: number[] = [];
  const clock: JumpingClock = {
    get pauses() {
      return pauses;
    },
    now: () => new Date(now),
    elapsed: () => now,
    wait: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      pauses.push(milliseconds);
      now += milliseconds;
      await turn();
      signal?.throwIfAborted();
    },
    set: (instant) => {
      now = instant.getTime();
      pauses = [];
    },
    passing: (factor) => ({ now: clock.now, wait: createClock({ factor }).wait }),
  };
  return clock;
}
