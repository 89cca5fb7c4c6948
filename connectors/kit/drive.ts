import { connection } from '../../shapes/connection/connection.ts';
import { Shelf } from '../../shapes/kit/shelf.ts';
import { validate } from '../../shapes/kit/validate.ts';
import { type Aftermath, aftermathOf, askedPauseSeconds, pauseBeforeRetry } from './aftermath.ts';
import type { Clock } from './clock.ts';
import { connectionDocument } from './connection-document.ts';
import type { Connector } from './contract.ts';
import { ConnectorError } from './errors.ts';
import { type ConnectionRecord, type Journal, recordOf } from './journal.ts';
import { asConnectorError } from './laying.ts';
import { faultOf, type Log, markOf } from './log.ts';
import type { OwnIdentity } from './own-identity.ts';
import type { PartnerGate } from './partner-gate.ts';
import { run } from './run.ts';
import { nextRunAfter } from './schedule.ts';
import type { Vault } from './vault.ts';

export interface DriveParts<Access, Checkpoint> {
  readonly connector: Connector<Access, Checkpoint>;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly own: OwnIdentity;
  readonly clock: Clock;
  readonly log: Log;
  readonly progress: (id: string, days: { readonly done: number; readonly total: number }) => void;
  /** Called after each change of the record. */
  readonly changed: (id: string) => void;
  readonly gate: PartnerGate;
  /** Waits, and lets others run meanwhile. */
  readonly rest: (milliseconds: number) => Promise<void>;
}

/** Reasons for which a run is ended from outside. */
export const pausedByCitizen = new ConnectorError('STOPPED', 'The citizen paused the source');
/** The record is left "under way": the next process, or whoever stopped it, goes on from there. */
export const takenOver = new ConnectorError('STOPPED', 'The run is ended for the time being');

const SOON_SECONDS = 2 * 3_600;

/** Takes one connection through a run: tries, pauses, tries again, and leaves it at rest with a state that says why. */
export async function drive<Access, Checkpoint>(
  parts: DriveParts<Access, Checkpoint>,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const quiet = await begin(parts, id);
    await tryUntilDone(parts, id, { signal, quiet });
  } catch (error) {
    if (!signal.aborted) throw error;
    if (signal.reason === pausedByCitizen) await settle(parts, id, pausedByCitizen);
  }
}

/**
 * Marks the run as begun. A quiet run is one of every day: her space goes on saying "connected" while
 * it lasts, so that a day on which nothing changed writes nothing.
 */
async function begin<A, C>(parts: DriveParts<A, C>, id: string): Promise<boolean> {
  const before = recordOf(parts.journal, id);
  const usual = before.state === 'connected' || before.state === 'syncing';
  await change(parts, id, (record) => into(record, 'syncing', parts.clock));
  return usual && before.lastCompleted !== undefined;
}

async function tryUntilDone<A, C>(
  parts: DriveParts<A, C>,
  id: string,
  { signal, quiet }: { readonly signal: AbortSignal; readonly quiet: boolean },
): Promise<void> {
  const { clock, gate, log } = parts;
  let tries = 0;
  const moved = (): void => {
    // What arrived since shows that the trouble before is over.
    tries = 0;
    gate.answered();
  };
  for (;;) {
    tries += 1;
    let calls = false;
    try {
      if (!quiet) await sayInSpace(parts, id, signal);
      const refusal = gate.refuse();
      if (refusal !== undefined) throw refusal;
      calls = true;
      await attempt(parts, id, signal, moved);
      return;
    } catch (error) {
      signal.throwIfAborted();
      const failure = asConnectorError(error);
      if (calls) gate.failed(id, failure);
      report(log, id, failure, tries);
      const seconds = pauseBeforeRetry(failure, Math.max(tries, 1), clock.now());
      if (seconds === undefined) return settle(parts, id, failure);
      const { state } = aftermathOf[failure.code];
      // Written down, so that a process that starts during the pause takes the connection up.
      const nextRun = new Date(clock.now().getTime() + seconds * 1_000).toISOString();
      await change(parts, id, (record) => ({ ...into(record, state, clock, failure), nextRun }));
      await parts.rest(seconds * 1_000);
      await change(parts, id, (record) => into(record, 'syncing', clock));
    }
  }
}

async function attempt<A, C>(
  parts: DriveParts<A, C>,
  id: string,
  signal: AbortSignal,
  moved: () => void,
): Promise<void> {
  const { connector, vault, own, clock, log } = parts;
  const began = performance.now();
  const { access, checkpoint, place } = recordOf(parts.journal, id);
  if (access === undefined) throw new ConnectorError('CONSENT_MISSING', 'No access is kept');
  if (!place.given) throw new ConnectorError('PLACE_NOT_GIVEN', 'The place is not open yet');
  const { first, parse } = connector.checkpoint;
  const count = await run({
    connector,
    access: vault.open(id, access) as A,
    checkpoint: checkpoint === undefined ? first : parse(checkpoint),
    place,
    fetch: own.fetch,
    clock,
    signal,
    report: {
      checkpoint: async (kept) => {
        await change(parts, id, (record) => ({ ...record, checkpoint: kept }));
        moved();
      },
      coverage: async (coverage) => {
        await change(parts, id, (record) => ({ ...record, coverage }));
        // Before the first complete run she sees her months as they arrive; later one word at the end will do.
        if (recordOf(parts.journal, id).lastCompleted === undefined) {
          await sayInSpace(parts, id, signal);
        }
      },
      access: async (renewed) => {
        await change(parts, id, (record) => ({ ...record, access: vault.seal(id, renewed) }));
      },
      progress: (days) => parts.progress(id, days),
    },
  });
  parts.gate.answered();
  await complete(parts, id, signal);
  const milliseconds = Math.round(performance.now() - began);
  log.info('run.completed', { connection: markOf(id), count, milliseconds });
}

async function complete<A, C>(
  parts: DriveParts<A, C>,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { clock, connector } = parts;
  const done = into(recordOf(parts.journal, id), 'connected', clock);
  // Said in her space before it is kept here: a crash in between costs one short run, and never a false word.
  await sayInSpace(parts, id, signal, done);
  await change(parts, id, (record) => ({
    ...into(record, 'connected', clock),
    lastCompleted: clock.now().toISOString(),
    nextRun: nextRunAfter(clock.now(), connector.manifest.schedule, id).toISOString(),
  }));
}

/** Brings a connection to rest after a failure that this run cannot mend. */
export async function settle<A, C>(
  parts: Omit<DriveParts<A, C>, 'rest'>,
  id: string,
  failure: ConnectorError,
): Promise<void> {
  const { clock, log } = parts;
  const aftermath = aftermathOf[failure.code];
  const next = nextVisit(parts, id, aftermath, failure);
  await change(parts, id, (record) => {
    const rested = into(record, aftermath.state, clock, failure);
    const { access, ...withoutAccess } = rested;
    const kept = access === undefined || aftermath.accessEnds ? withoutAccess : rested;
    return next === undefined ? kept : { ...kept, nextRun: next.toISOString() };
  });
  try {
    await sayInSpace(parts, id, AbortSignal.timeout(SAY_MILLISECONDS_MAX));
  } catch (error) {
    // Her space may be what failed; the page of this service still says it.
    log.warn('connection.unsaid', { connection: markOf(id), code: asConnectorError(error).code });
  }
}

const SAY_MILLISECONDS_MAX = 10_000;

function nextVisit<A, C>(
  { clock, connector }: Pick<DriveParts<A, C>, 'clock' | 'connector'>,
  id: string,
  { again }: Aftermath,
  failure: ConnectorError,
): Date | undefined {
  const now = clock.now();
  if (again === 'when asked') return undefined;
  if (again === 'on schedule') return nextRunAfter(now, connector.manifest.schedule, id);
  const seconds = askedPauseSeconds(failure, now) ?? SOON_SECONDS;
  return new Date(now.getTime() + seconds * 1_000);
}

/** The record in a new state; its old reason, its next visit and the time of its state go with the old one. */
function into(
  record: ConnectionRecord,
  state: ConnectionRecord['state'],
  clock: Clock,
  failure?: ConnectorError,
): ConnectionRecord {
  const { reason, nextRun: _, ...rest } = record;
  const same = record.state === state && reason === failure?.code;
  return {
    ...rest,
    state,
    since: same ? record.since : clock.now().toISOString(),
    ...(failure === undefined ? {} : { reason: failure.code }),
  };
}

/** Writes the connection document when what it says has changed; the shelf sees to that. */
export async function sayInSpace<A, C>(
  { journal, own, connector }: Pick<DriveParts<A, C>, 'journal' | 'own' | 'connector'>,
  id: string,
  signal: AbortSignal,
  record: ConnectionRecord = recordOf(journal, id),
): Promise<void> {
  const shelf = new Shelf({
    fetch: (input, init) => own.fetch(input, { ...init, signal }),
    container: record.place.connectionContainer,
    shape: connection,
    validate,
  });
  const names = { partner: connector.manifest.id, connector: await own.webId() };
  await shelf.put(connectionDocument(record, names));
}

async function change<A, C>(
  { journal, changed }: Pick<DriveParts<A, C>, 'journal' | 'changed'>,
  id: string,
  make: (record: ConnectionRecord) => ConnectionRecord,
): Promise<void> {
  await journal.update(id, make);
  changed(id);
}

function report(log: Log, id: string, failure: ConnectorError, attempt: number): void {
  const { code, mover, cause } = failure;
  const fault = code === 'BROKEN' ? { fault: faultOf(cause ?? failure) } : {};
  log.warn('run.failed', { connection: markOf(id), code, mover, attempt, ...fault });
}
