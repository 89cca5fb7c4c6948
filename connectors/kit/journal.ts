import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionState } from '../../shapes/connection/connection.ts';
import type { ConnectorErrorCode } from './errors.ts';
import { lockFolder } from './folder-lock.ts';
import type { Sealed } from './vault.ts';

/** All that must survive a crash about one citizen's connection. Instants are ISO 8601 text. */
export interface ConnectionRecord {
  readonly id: string;
  readonly webId: string;
  /** The provider that she signed in with, offered again when she must come back. */
  readonly provider: string;
  readonly place: PlaceRecord;
  readonly state: ConnectionState;
  readonly reason?: ConnectorErrorCode;
  /** When the state began; for "since this morning". */
  readonly since: string;
  /** Gone once she disconnects or the partner's agreement ends. */
  readonly access?: Sealed;
  /** The last local day on which the partner's agreement holds, where the partner says. */
  readonly agreedUntil?: string;
  readonly checkpoint?: unknown;
  readonly progress?: { readonly done: number; readonly total: number };
  readonly coverage?: { readonly firstDay: string; readonly lastDay: string };
  readonly lastCompleted?: string;
  readonly nextRun?: string;
}

/** Absolute addresses in her space, and whether they were made and opened for the connector. */
export interface PlaceRecord {
  readonly storage: string;
  readonly container: string;
  readonly connectionContainer: string;
  readonly classes: readonly string[];
  /** Further containers of the connector's, such as that of its bills. */
  readonly more?: readonly { readonly container: string; readonly classes: readonly string[] }[];
  readonly given: boolean;
}

/** A journal file that cannot be understood: nothing is guessed, the operator decides. */
class JournalError extends Error {
  override readonly name = 'JournalError';
}

const RECORD_VERSION = 1;
const CONNECTIONS_MAX = 100_000;
const NAME = /^[0-9a-f]{64}$/;

/**
 * The durable state of every connection of one process: one file each, named by a hash. A night of ten thousand citizens makes some
 * fifty thousand writes; an ordinary disk takes a thousand a second, and a start reads ten thousand files in seconds. The
 * partner's own limits are what a night waits for, so that no other store is worth its weight.
 */
export interface Journal {
  get(id: string): ConnectionRecord | undefined;
  all(): readonly ConnectionRecord[];
  /** Resolves once the record is on the disk; records of one connection are written in the order of the calls. */
  save(record: ConnectionRecord): Promise<void>;
  /** Saves what `change` makes of the record as it is now. */
  update(
    id: string,
    change: (record: ConnectionRecord) => ConnectionRecord,
  ): Promise<ConnectionRecord>;
  close(): Promise<void>;
}

/** The record of a connection that must exist. */
export function recordOf(journal: Pick<Journal, 'get'>, id: string): ConnectionRecord {
  const record = journal.get(id);
  if (record === undefined) throw new JournalError('The journal knows no connection of this name.');
  return record;
}

/** Opens the journal of a folder, and refuses a folder that another process uses. */
export async function openJournal(folder: string): Promise<Journal> {
  const connections = join(folder, 'connections');
  await mkdir(connections, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(folder);
  try {
    return journalOf(connections, await readRecords(connections), unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

function journalOf(
  folder: string,
  records: Map<string, ConnectionRecord>,
  unlock: () => Promise<void>,
): Journal {
  const queues = new Map<string, Promise<void>>();
  const save = async (record: ConnectionRecord): Promise<void> => {
    if (!records.has(record.id) && records.size >= CONNECTIONS_MAX) {
      throw new JournalError(`The journal holds ${CONNECTIONS_MAX} connections and takes no more.`);
    }
    // In memory at once, so that two changes in one process build on each other.
    records.set(record.id, record);
    const before = queues.get(record.id) ?? Promise.resolve();
    const written = before.catch(() => undefined).then(() => writeDurably(folder, record));
    queues.set(record.id, written);
    try {
      await written;
    } finally {
      if (queues.get(record.id) === written) queues.delete(record.id);
    }
  };
  return {
    get: (id) => records.get(id),
    all: () => [...records.values()],
    save,
    update: async (id, change) => {
      const changed = change(recordOf(records, id));
      await save(changed);
      return changed;
    },
    close: async () => {
      await Promise.allSettled(queues.values());
      await unlock();
    },
  };
}

async function readRecords(folder: string): Promise<Map<string, ConnectionRecord>> {
  const records = new Map<string, ConnectionRecord>();
  for (const file of await readdir(folder)) {
    // A temporary file is what a crash left of a write that nobody was told had succeeded.
    if (file.endsWith('.tmp')) await rm(join(folder, file), { force: true });
    else if (file.endsWith('.json')) {
      const record = parseRecord(await readFile(join(folder, file), 'utf8'), file);
      records.set(record.id, record);
    }
  }
  return records;
}

function parseRecord(text: string, file: string): ConnectionRecord {
  try {
    const { version, ...record } = JSON.parse(text) as ConnectionRecord & { version: number };
    const whole = version === RECORD_VERSION && `${record.id}.json` === file;
    if (whole && NAME.test(record.id) && typeof record.webId === 'string') return record;
  } catch (cause) {
    throw new JournalError(`The journal file ${file} is not JSON; restore it or move it away.`, {
      cause,
    });
  }
  throw new JournalError(
    `The journal file ${file} is not a record of version ${RECORD_VERSION}; restore it or move it away.`,
  );
}

/** Either the old record or the new one is on the disk, whenever the power goes. */
async function writeDurably(folder: string, record: ConnectionRecord): Promise<void> {
  const temporary = join(folder, `${record.id}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify({ version: RECORD_VERSION, ...record }));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, `${record.id}.json`));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** A rename is durable once its folder is; Windows cannot open a folder and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
