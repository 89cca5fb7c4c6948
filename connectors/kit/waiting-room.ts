import type { Clock } from './clock.ts';

/** Where people wait for their runs; whoever is in no hurry stands aside as long as somebody is here. */
export interface WaitingRoom {
  /** Somebody waits; the returned function says that she does no more. */
  comes(): () => void;
  /** Resolves when nobody waits, or after the longest time that others stand aside. */
  empty(signal: AbortSignal): Promise<void>;
}

/** However many people wait, a run of the schedule goes a step further after so long. */
const ASIDE_MILLISECONDS_MAX = 60_000;

export function createWaitingRoom(clock: Clock): WaitingRoom {
  let waiting = 0;
  let emptied = new AbortController();
  return {
    comes: () => {
      waiting += 1;
      let here = true;
      return () => {
        if (here) waiting -= 1;
        here = false;
        if (waiting > 0) return;
        emptied.abort();
        emptied = new AbortController();
      };
    },
    empty: async (signal) => {
      if (waiting === 0) return;
      const { signal: nobodyLeft } = emptied;
      await clock
        .wait(ASIDE_MILLISECONDS_MAX, AbortSignal.any([signal, nobodyLeft]))
        .catch((error: unknown) => {
          if (!nobodyLeft.aborted || signal.aborted) throw error;
        });
    },
  };
}
