import type { Clock } from '../clock.ts';
import type { Manifest } from '../contract.ts';
import { createTurnstile } from '../turnstile.ts';

/** Lets calls pass no faster than the partner allows, whoever they are for. */
export interface RateLimit {
  /** Resolves when a call may start, in the order of asking; the caller says when its answer has come. */
  enter(signal: AbortSignal): Promise<() => void>;
}

const SECOND_MILLISECONDS = 1_000;
const HOUR_MILLISECONDS = 3_600_000;

/**
 * A call counts until a second, or an hour, after its *answer*: however long it travels, the partner never
 * sees more than it allows. A clock factor shortens both alike.
 */
export function createRateLimit(
  { callsPerSecond, callsPerHour }: Manifest['rateLimit'],
  clock: Clock,
  factor: number,
): RateLimit {
  const windows = [
    { calls: callsPerSecond, milliseconds: SECOND_MILLISECONDS },
    { calls: callsPerHour, milliseconds: HOUR_MILLISECONDS },
  ];
  const elapsed = (): number => performance.now() * factor;
  // One looks at the clock while the others stand behind: a crowd that looks all at once costs more than the calls.
  const head = createTurnstile(1);
  let underWay = 0;
  /** In order; never more than an hour allows. */
  let answered: number[] = [];

  const pauseMilliseconds = (now: number): number =>
    Math.max(
      ...windows.map(({ calls, milliseconds }) => {
        const recentFrom = firstAfter(answered, now - milliseconds);
        const tooMany = answered.length - recentFrom + underWay - calls + 1;
        if (tooMany <= 0) return 0;
        const leaving = answered[recentFrom + tooMany - 1];
        return leaving === undefined ? milliseconds / calls : leaving + milliseconds - now;
      }),
    );

  return {
    enter: async (signal) => {
      const leave = await head.enter(signal);
      try {
        for (;;) {
          const pause = pauseMilliseconds(elapsed());
          if (pause <= 0) break;
          await clock.wait(pause, signal);
        }
      } finally {
        leave();
      }
      underWay += 1;
      return () => {
        underWay -= 1;
        const now = elapsed();
        answered.push(now);
        if (answered.length > 2 * callsPerHour)
          answered = answered.slice(firstAfter(answered, now - HOUR_MILLISECONDS));
      };
    },
  };
}

/** In a list in order, where what is later than `time` begins. */
function firstAfter(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? time) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
