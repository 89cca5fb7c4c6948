import type { Connector } from './contract.ts';
import { type DriveParts, drive, pausedByCitizen, settle } from './drive.ts';
import { faultOf, markOf } from './log.ts';
import { createTurnstile } from './turnstile.ts';
import { createWaitingRoom } from './waiting-room.ts';

/** The runs that are under way or stand in line: one of a connection at a time, and a few at once. */
export interface Runs {
  /** Resolves when the connection is at rest again; a run that somebody waits for goes before those of the schedule. */
  begin(id: string, waitedFor: boolean): Promise<void>;
  /** Ends the run, also one that stands in line, with this reason. */
  end(id: string, reason: Error): Promise<void>;
  has(id: string): boolean;
  endAll(reason: Error): Promise<void>;
}

/** Runs of the schedule: enough to keep a partner's answers coming at its rate while each travels. */
export const SCHEDULED_AT_ONCE_MAX = 16;
const WAITED_FOR_AT_ONCE_MAX = 32;

interface UnderWay {
  readonly controller: AbortController;
  readonly done: Promise<void>;
  /** Frees the place of a run that waits for a later hour. */
  leave: () => void;
  readonly waitedFor: boolean;
}

export function createRuns<A, C>(parts: Omit<DriveParts<A, C>, 'rest'>): Runs {
  const { clock, log, gate } = parts;
  const underWay = new Map<string, UnderWay>();
  const scheduled = createTurnstile(SCHEDULED_AT_ONCE_MAX);
  const waitedFor = createTurnstile(WAITED_FOR_AT_ONCE_MAX);
  const people = createWaitingRoom(clock);

  const takePlace = async (run: UnderWay): Promise<void> => {
    const free = await (run.waitedFor ? waitedFor : scheduled).enter(run.controller.signal);
    const gone = run.waitedFor ? people.comes() : () => undefined;
    run.leave = () => {
      free();
      gone();
    };
  };
  const takeTurn = async (id: string, run: UnderWay): Promise<void> => {
    const { signal } = run.controller;
    const rest = async (milliseconds: number): Promise<void> => {
      run.leave();
      await clock.wait(milliseconds, signal);
      await takePlace(run);
    };
    const mayStep = async (): Promise<void> => {
      if (!run.waitedFor) await people.empty(signal);
      gate.obey();
    };
    try {
      await takePlace(run);
      const connector = stepping(parts.connector, mayStep);
      await drive({ ...parts, connector, rest }, id, signal);
    } catch (error) {
      if (!signal.aborted) {
        // The journal itself failed: nothing can be kept, so only the operator can be told.
        log.warn('run.broken', { connection: markOf(id), fault: faultOf(error) });
      } else if (signal.reason === pausedByCitizen) {
        // Who pauses before her run had its turn is obeyed all the same.
        await settle(parts, id, pausedByCitizen);
      }
    } finally {
      run.leave();
      underWay.delete(id);
    }
  };

  const end = async (id: string, reason: Error): Promise<void> => {
    const now = underWay.get(id);
    now?.controller.abort(reason);
    await now?.done;
  };
  return {
    begin: (id, someoneWaits) => {
      const now = underWay.get(id);
      if (now !== undefined) return now.done;
      let tell: () => void = () => undefined;
      const run: UnderWay = {
        controller: new AbortController(),
        done: new Promise((resolve) => {
          tell = resolve;
        }),
        leave: () => undefined,
        waitedFor: someoneWaits,
      };
      underWay.set(id, run);
      takeTurn(id, run).then(tell, tell);
      return run.done;
    },
    end,
    has: (id) => underWay.has(id),
    endAll: async (reason) => {
      await Promise.all([...underWay.keys()].map((id) => end(id, reason)));
    },
  };
}

/** The same connector, which asks before each of its steps. */
function stepping<A, C>(connector: Connector<A, C>, may: () => Promise<void>): Connector<A, C> {
  return {
    ...connector,
    pull: async function* (run) {
      await may();
      for await (const pulled of connector.pull(run)) {
        yield pulled;
        await may();
      }
    },
  };
}
