import { type DriveParts, drive, pausedByCitizen, settle, takenOver } from './drive.ts';
import type { ConnectionRecord } from './journal.ts';
import { faultOf, markOf } from './log.ts';
import { createTurnstile } from './turnstile.ts';

/** Decides when a connection runs; one run of a connection at a time, and a few connections at once. */
export interface Runner {
  /** Begins a run unless one is under way; resolves when the connection is at rest again. */
  start(connectionId: string): Promise<void>;
  /** The citizen pauses: what was laid stays, the checkpoint is kept. */
  pause(connectionId: string): Promise<void>;
  /** Ends the run without a word, so that the caller can change the connection. */
  halt(connectionId: string): Promise<void>;
  /** Takes up what a stop or a crash of the process interrupted, and keeps the schedule from now on. */
  resume(): void;
  /** The record with the progress of this minute. */
  view(connectionId: string): ConnectionRecord | undefined;
  /** Calls back after each change, until the returned function is called. */
  watch(connectionId: string, listener: () => void): () => void;
  close(): Promise<void>;
}

export type RunnerParts<Access, Checkpoint> = Omit<
  DriveParts<Access, Checkpoint>,
  'progress' | 'changed'
>;

const RUNS_AT_ONCE_MAX = 4;
const SCHEDULE_LOOK_MILLISECONDS = 30_000;

interface UnderWay {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

export function createRunner<Access, Checkpoint>(parts: RunnerParts<Access, Checkpoint>): Runner {
  const { journal, clock, log } = parts;
  const underWay = new Map<string, UnderWay>();
  const progress = new Map<string, NonNullable<ConnectionRecord['progress']>>();
  const watchers = new Map<string, Set<() => void>>();
  const turnstile = createTurnstile(RUNS_AT_ONCE_MAX);
  let schedule: NodeJS.Timeout | undefined;

  const changed = (id: string): void => {
    for (const listener of watchers.get(id) ?? []) listener();
  };
  const driveParts: DriveParts<Access, Checkpoint> = {
    ...parts,
    changed,
    progress: (id, days) => {
      progress.set(id, days);
      changed(id);
    },
  };

  const start = (id: string): Promise<void> => {
    const now = underWay.get(id);
    if (now !== undefined) return now.done;
    const controller = new AbortController();
    const done = turnstile
      .pass(() => drive(driveParts, id, controller.signal))
      .catch((error: unknown) => {
        // The journal itself failed: nothing can be kept, so only the operator can be told.
        log.warn('run.broken', { connection: markOf(id), fault: faultOf(error) });
      })
      .finally(() => {
        underWay.delete(id);
        progress.delete(id);
        changed(id);
      });
    underWay.set(id, { controller, done });
    return done;
  };

  const end = async (id: string, reason: Error): Promise<void> => {
    const now = underWay.get(id);
    now?.controller.abort(reason);
    await now?.done;
  };

  const startWhatIsDue = (): void => {
    for (const { id, nextRun } of journal.all()) {
      if (nextRun !== undefined && new Date(nextRun) <= clock.now()) void start(id);
    }
  };

  return {
    start,
    pause: (id) =>
      underWay.has(id) ? end(id, pausedByCitizen) : settle(driveParts, id, pausedByCitizen),
    halt: (id) => end(id, takenOver),
    resume: () => {
      for (const { id, state } of journal.all()) {
        if (state === 'syncing') void start(id);
      }
      startWhatIsDue();
      schedule = setInterval(startWhatIsDue, SCHEDULE_LOOK_MILLISECONDS);
      schedule.unref();
    },
    view: (id) => {
      const record = journal.get(id);
      const days = progress.get(id);
      return record === undefined || days === undefined ? record : { ...record, progress: days };
    },
    watch: (id, listener) => {
      const listeners = watchers.get(id) ?? new Set();
      watchers.set(id, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) watchers.delete(id);
      };
    },
    close: async () => {
      clearInterval(schedule);
      await Promise.all([...underWay.keys()].map((id) => end(id, takenOver)));
    },
  };
}
