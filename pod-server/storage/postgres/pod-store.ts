import type { OrderedWriter, Pair } from '../ordered/ordered-store.ts';
import { StorageError } from '../storage.ts';
import { type Connections, inTransaction, type Session } from './connections.ts';
import { type Changes, Missing, type PodRow, PodRows, type Range, type Want } from './pod-rows.ts';

/** How often one piece of work may ask for what was not fetched; each time it gets further. */
const FETCHES_MAX = 1_000;
/** How often a commit is tried without a lock before it waits for its turn. */
const TRIES_MAX = 3;

export interface PodWork<T> {
  readonly pod: string;
  /** Keys of the pod that `run` will probably ask for. */
  readonly keys?: readonly Buffer[];
  /** Files of staged bodies that `run` takes. */
  readonly files?: readonly string[];
  /** Decides before it writes, and may be run several times. */
  readonly run: (writer: OrderedWriter) => T;
}

/** Runs the rules of pods over the rows of the database; what they write is written in one transaction. */
export class PodStore {
  readonly #connections: Connections;

  public constructor(connections: Connections) {
    this.#connections = connections;
  }

  /**
   * Two trips and no lock: reads, decides, and writes on the condition that nothing of the pod has changed since. A lost race is
   * decided anew, in the end under a lock. Throws StorageError UNAVAILABLE when it is not known, too, whether it was done.
   */
  public commit<T>(work: PodWork<T>): Promise<T> {
    return this.#connections.use(async (session) => {
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const outcome = await tryCommit(session, work);
        if (outcome === 'needs a transaction') break;
        if (outcome !== 'lost') return outcome.result;
      }
      return inTransaction(session, () => transact(session, work));
    });
  }

  /** Runs the work alone among all that write to the pod. Throws StorageError. */
  public transact<T>(work: PodWork<T>, milliseconds?: number): Promise<T> {
    return this.#connections.use(
      (session) => inTransaction(session, () => transact(session, work)),
      milliseconds,
    );
  }

  /** Makes the row that `transact` locks, before there is a pod. */
  public async makeRow(pod: string): Promise<void> {
    await this.#connections.count({
      text: 'INSERT INTO pods (pod, revision) VALUES ($1, 0) ON CONFLICT DO NOTHING',
      values: [pod],
    });
  }
}

async function transact<T>(session: Session, work: PodWork<T>): Promise<T> {
  const { pod, keys = [], files = [] } = work;
  const rows = new PodRows(pod, await lockPod(session, pod));
  if (keys.length > 0) await fetch(session, rows, { kind: 'keys', keys });
  if (files.length > 0) await fetch(session, rows, { kind: 'files', files });
  const result = await decide(rows, work.run, (want) => fetch(session, rows, want));
  await write(session, rows);
  return result;
}

async function tryCommit<T>(
  session: Session,
  { pod, keys = [], files = [], run }: PodWork<T>,
): Promise<{ readonly result: T } | 'lost' | 'needs a transaction'> {
  if (files.length > 0) return 'needs a transaction';
  const { row, pairs } = await readRows(session, pod, keys);
  const rows = new PodRows(pod, row);
  rows.addKeys(keys, pairs);
  let isSame = true;
  const result = await decide(rows, run, async (want) => {
    const more = want.kind === 'keys' ? want.keys : [];
    const later = await readRows(session, pod, more);
    isSame &&= later.row?.revision === row?.revision;
    rows.addKeys(more, later.pairs);
  });
  if (!isSame) return 'lost';
  const changes = rows.changes();
  // What lies in other tables is written together with the rest or rolled back.
  if (changes.changesMore) return 'needs a transaction';
  if (!changes.changesPod || (await writeIfSame(session, rows, changes))) return { result };
  return 'lost';
}

/** Asks the rules until nothing that they want to see is missing. */
async function decide<T>(
  rows: PodRows,
  run: (writer: OrderedWriter) => T,
  fetchMissing: (want: Want) => Promise<void>,
): Promise<T> {
  for (let fetches = 0; fetches < FETCHES_MAX; fetches += 1) {
    try {
      rows.restart();
      return run(rows);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      await fetchMissing(error.want);
    }
  }
  throw new StorageError('BUSY', 'the work touches too much');
}

async function fetch(session: Session, rows: PodRows, want: Want): Promise<void> {
  switch (want.kind) {
    case 'keys':
      rows.addKeys(want.keys, await readKeys(session, rows.pod, want.keys));
      return;
    case 'range':
      rows.addRange(want.range, await readRange(session, rows.pod, want.range));
      return;
    case 'files':
      rows.addDues(
        want.files,
        await session.rows({
          name: 'dues',
          text: 'SELECT file, due FROM body_dues WHERE file = ANY ($1::text[]) FOR UPDATE',
          values: [want.files],
        }),
      );
  }
}

/** One statement, so one snapshot: the row of the pod (undefined: no row) and the records of these keys. */
export async function readRows(
  session: Pick<Session, 'rows'>,
  pod: string,
  keys: readonly Buffer[],
): Promise<{ readonly row: PodRow | undefined; readonly pairs: readonly Pair[] }> {
  const found = await session.rows<{
    key: Buffer | null;
    value: Buffer | null;
    revision: string | null;
    import_mark: Buffer | null;
  }>({
    name: 'rows',
    text: `SELECT NULL::bytea AS key, record AS value, revision, import_mark FROM pods WHERE pod = $1
      UNION ALL
      SELECT key, value, NULL, NULL FROM records WHERE pod = $1 AND key = ANY ($2::bytea[])`,
    values: [pod, keys],
  });
  let row: PodRow | undefined;
  const pairs: Pair[] = [];
  for (const { key, value, revision, import_mark } of found)
    if (key !== null && value !== null) pairs.push({ key, value });
    else if (revision !== null) row = { record: value, revision, import_mark };
  return { row, pairs };
}

async function readKeys(
  session: Session,
  pod: string,
  keys: readonly Buffer[],
): Promise<readonly Pair[]> {
  return session.rows<{ key: Buffer; value: Buffer }>({
    name: 'keys',
    text: 'SELECT key, value FROM records WHERE pod = $1 AND key = ANY ($2::bytea[])',
    values: [pod, keys],
  });
}

/** In the order of the keys. */
export async function readRange(
  session: Pick<Session, 'rows'>,
  pod: string,
  { start, end, limit }: Range,
): Promise<readonly Pair[]> {
  return session.rows<{ key: Buffer; value: Buffer }>({
    name: 'range',
    text: `SELECT key, value FROM records WHERE pod = $1 AND key >= $2 AND key < $3
      ORDER BY key LIMIT $4`,
    values: [pod, start, end, limit],
  });
}

async function lockPod(session: Session, pod: string): Promise<PodRow | undefined> {
  const [row] = await session.rows<PodRow>({
    name: 'lock',
    text: 'SELECT revision, record, import_mark FROM pods WHERE pod = $1 FOR UPDATE',
    values: [pod],
  });
  return row;
}

/** All in one statement, which changes nothing unless the pod still has the revision that was read. */
async function writeIfSame(session: Session, rows: PodRows, changes: Changes): Promise<boolean> {
  const { pod, row } = rows;
  const written = await session.rows({
    name: 'write-if-same',
    text: `WITH same AS (
        UPDATE pods SET revision = revision + 1, record = $3, import_mark = $4
        WHERE pod = $1 AND revision = $2 RETURNING pod
      ), removed AS (
        DELETE FROM records USING same
        WHERE records.pod = $1 AND records.key = ANY ($5::bytea[])
      ), put AS (
        INSERT INTO records (pod, key, value)
        SELECT same.pod, news.key, news.value
        FROM same, unnest($6::bytea[], $7::bytea[]) AS news (key, value)
        ON CONFLICT (pod, key) DO UPDATE SET value = excluded.value
      )
      SELECT FROM same`,
    values: [
      pod,
      row?.revision,
      changes.record,
      changes.importMark,
      changes.removedKeys,
      changes.putKeys,
      changes.putValues,
    ],
  });
  return written.length === 1;
}

async function write(session: Session, rows: PodRows): Promise<void> {
  const changes = rows.changes();
  if (changes.changesPod && !(await writeIfSame(session, rows, changes)))
    throw new StorageError('UNAVAILABLE', 'the row of the pod is gone');
  if (changes.changesMore) await writeMore(session, changes);
}

async function writeMore(session: Session, changes: Changes): Promise<void> {
  const { newDues, takenFiles, holds, endedHolds } = changes;
  if (newDues.size > 0)
    await session.count({
      text: `INSERT INTO body_dues (file, due)
        SELECT * FROM unnest($1::text[], $2::double precision[])
        ON CONFLICT (file) DO UPDATE SET due = excluded.due`,
      values: [[...newDues.keys()], [...newDues.values()]],
    });
  if (takenFiles.length > 0) {
    const taken = await session.count({
      text: 'DELETE FROM body_dues WHERE file = ANY ($1::text[])',
      values: [takenFiles],
    });
    if (taken < takenFiles.length)
      throw new StorageError('UNAVAILABLE', 'the staged body is not there any more');
  }
  for (const [name, until] of holds)
    await session.count({
      text: `INSERT INTO holds (name, until) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET until = excluded.until`,
      values: [name, until],
    });
  if (endedHolds.length > 0)
    await session.count({
      text: 'DELETE FROM holds WHERE name = ANY ($1::text[])',
      values: [endedHolds],
    });
}
