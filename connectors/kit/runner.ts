import { type DriveParts, pausedByCitizen, settle, takenOver } from './drive.ts';
import type { ConnectionRecord } from './journal.ts';
import { faultOf } from './log.ts';
import { createPartnerGate, type PartnerGate } from './partner-gate.ts';
import { createRuns, type Runs, SCHEDULED_AT_ONCE_MAX } from './runs.ts';
import { mayStartAt } from './schedule.ts';

/**
 * Decides when a connection runs, for all citizens of one partner: one run of a connection at a time, a few connections at
 * once. Whom a person waits for goes first, and the runs of the night stand aside meanwhile.
 */
export interface Runner {
  /** Begins a run that a person waits for, unless one is under way; resolves when the connection is at rest again. */
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
  'progress' | 'changed' | 'gate' | 'rest'
>;

const SCHEDULE_LOOK_MILLISECONDS = 30_000;

export function createRunner<Access, Checkpoint>(parts: RunnerParts<Access, Checkpoint>): Runner {
  const { journal } = parts;
  const progress = new Map<string, NonNullable<ConnectionRecord['progress']>>();
  const watchers = new Map<string, Set<() => void>>();
  const changed = (id: string): void => {
    for (const listener of watchers.get(id) ?? []) listener();
  };
  const runParts = {
    ...parts,
    gate: createPartnerGate(parts.clock),
    changed,
    progress: (id: string, days: { readonly done: number; readonly total: number }) => {
      progress.set(id, days);
      changed(id);
    },
  };
  const runs = createRuns(runParts);
  const begin = async (id: string, waitedFor: boolean): Promise<void> => {
    await runs.begin(id, waitedFor);
    progress.delete(id);
    changed(id);
  };
  const closing = new AbortController();

  return {
    start: (id) => begin(id, true),
    pause: (id) =>
      runs.has(id) ? runs.end(id, pausedByCitizen) : settle(runParts, id, pausedByCitizen),
    halt: (id) => runs.end(id, takenOver),
    resume: () => {
      for (const { id, state, lastCompleted } of journal.all()) {
        // Of a first run somebody may still be looking at the page.
        if (state === 'syncing') void begin(id, lastCompleted === undefined);
      }
      void keepSchedule({ ...runParts, runs, begin: (id) => begin(id, false) }, closing.signal);
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
      closing.abort(takenOver);
      await runs.endAll(takenOver);
    },
  };
}

interface ScheduleParts<A, C> extends RunnerParts<A, C> {
  readonly gate: PartnerGate;
  readonly runs: Runs;
  begin(id: string): Promise<void>;
}

/** Looks now and then who is due, and keeps as many runs going as there is room for; each that ends makes room for the next. */
async function keepSchedule<A, C>(parts: ScheduleParts<A, C>, closing: AbortSignal): Promise<void> {
  const { clock, connector, journal, gate, runs, begin, log } = parts;
  let due: string[] = [];
  let going = 0;
  const startWhatIsDue = (): void => {
    while (going < SCHEDULED_AT_ONCE_MAX && !closing.aborted && gate.isOpen()) {
      const id = due.shift();
      if (id === undefined) return;
      if (runs.has(id) || !isDue(journal.get(id), clock.now())) continue;
      going += 1;
      void begin(id).then(() => {
        going -= 1;
        startWhatIsDue();
      });
    }
  };
  try {
    for (;;) {
      const now = clock.now();
      due = mayStartAt(now, connector.manifest.schedule) ? dueAmong(journal.all(), now) : [];
      startWhatIsDue();
      await clock.wait(SCHEDULE_LOOK_MILLISECONDS, closing);
    }
  } catch (error) {
    if (!closing.aborted) log.warn('schedule.broken', { fault: faultOf(error) });
  }
}

const isDue = (record: ConnectionRecord | undefined, now: Date): boolean =>
  record?.nextRun !== undefined && new Date(record.nextRun) <= now;

/** Who has waited longest first. */
function dueAmong(records: readonly ConnectionRecord[], now: Date): string[] {
  return records
    .filter((record) => isDue(record, now))
    .sort(({ nextRun: one = '' }, { nextRun: other = '' }) => (one < other ? -1 : 1))
    .map(({ id }) => id);
}
