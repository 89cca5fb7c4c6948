import type { Clock } from '../clock.ts';
import type { Manifest } from '../contract.ts';

/** Lets calls pass no faster than the partner allows, whoever they are for. */
export interface RateLimit {
  /** Resolves when a call may start; the caller says when its answer has come. */
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
  let underWay = 0;
  let answered: readonly number[] = [];

  const pauseMilliseconds = (now: number): number =>
    Math.max(
      ...windows.map(({ calls, milliseconds }) => {
        const recent = answered.filter((at) => at > now - milliseconds);
        const tooMany = recent.length + underWay - calls + 1;
        if (tooMany <= 0) return 0;
        const leaving = recent[tooMany - 1];
        return leaving === undefined ? milliseconds / calls : leaving + milliseconds - now;
      }),
    );

  return {
    enter: async (signal) => {
      signal.throwIfAborted();
      for (;;) {
        const pause = pauseMilliseconds(elapsed());
        if (pause <= 0) break;
        await clock.wait(pause, signal);
      }
      underWay += 1;
      return () => {
        underWay -= 1;
        const now = elapsed();
        answered = [...answered.filter((at) => at > now - HOUR_MILLISECONDS), now];
      };
    },
  };
}
