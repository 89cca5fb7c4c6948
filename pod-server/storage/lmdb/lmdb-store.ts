import { type Database, open, type RootDatabaseOptionsWithPath, type Transaction } from 'lmdb';
import type {
  OrderedReader,
  OrderedStore,
  OrderedWriter,
  Pair,
  Snapshot,
} from '../ordered/ordered-store.ts';
import { StorageError } from '../storage.ts';
import { type DiskSpace, saysFull } from './disk-space.ts';

/** Address space, not memory and not disk: the file grows as it is written. */
const MAP_BYTES = 2 ** 40;
/** Readers of all processes together. */
const READERS_MAX = 512;
/** Works that one transaction decides, and that may wait for the next ones. */
const BATCH_MAX = 1_000;
const WAITING_MAX = 20_000;
/** How long a transaction waits for half of the crowd that the last one saw. */
const GATHER_MILLISECONDS = 1;

type Binary = Database<Buffer, Buffer>;
type Options = RootDatabaseOptionsWithPath & { readonly permissionsMode: number };

interface Work {
  /** Decides and writes; what it throws is only its own failure. */
  readonly run: (writer: OrderedWriter) => void;
  readonly settle: (failure: StorageError | undefined) => void;
}

export interface LmdbStoreArgs {
  readonly folder: string;
  readonly space: DiskSpace;
}

/**
 * Ordered keys in LMDB. A transaction is synced before it is visible, so nothing that was read can be lost. Works that arrive while
 * one transaction is under way are decided together in the next, with one sync for all.
 */
export class LmdbStore implements OrderedStore {
  readonly #database: Binary;
  readonly #space: DiskSpace;
  readonly #writer: OrderedWriter;
  #waiting: Work[] = [];
  #running: Promise<void> | undefined;
  /** How many works were under way or waiting when the last transaction ended. */
  #crowd = 0;
  #broken: StorageError | undefined;

  public constructor({ folder, space }: LmdbStoreArgs) {
    this.#space = space;
    this.#database = open<Buffer, Buffer>(binaryOptions(folder, MAP_BYTES));
    this.#writer = new LmdbWriter(this.#database);
  }

  /** What every process has committed by now: the snapshot of this thread is taken anew. */
  public get latest(): OrderedReader {
    this.#database.resetReadTxn();
    return this.#writer;
  }

  public snapshot(): Snapshot {
    this.#database.resetReadTxn();
    return new LmdbSnapshot(this.#database);
  }

  public transact<T>(run: (writer: OrderedWriter) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: () => T;
      this.#add({
        run(writer) {
          try {
            const value = run(writer);
            result = () => value;
          } catch (error) {
            if (saysFull(error)) throw error;
            result = () => {
              throw error;
            };
          }
        },
        settle(failure) {
          try {
            if (failure !== undefined) throw failure;
            resolve(result());
          } catch (error) {
            reject(error);
          }
        },
      });
    });
  }

  /** Room on the disk, or on pages of the file that deletions have freed. */
  public hasRoom(): boolean {
    return this.#space.hasRoom() || this.#freeBytes() > this.#space.reserveBytes;
  }

  public async close(): Promise<void> {
    this.#broken ??= new StorageError('UNAVAILABLE', 'the storage is closed');
    while (this.#running !== undefined) await this.#running;
    await this.#database.close();
  }

  #add(work: Work): void {
    const refusal = this.#broken ?? this.#refuseQueue();
    if (refusal !== undefined) {
      work.settle(refusal);
      return;
    }
    this.#waiting.push(work);
    this.#running ??= this.#gather();
  }

  #refuseQueue(): StorageError | undefined {
    if (this.#waiting.length < WAITING_MAX) return undefined;
    return new StorageError('BUSY', 'too many writes are waiting');
  }

  /**
   * Writers that answer each other's clients come in a crowd. Half of it in a transaction and half on its way here keep both the disk
   * and the processor busy; all of it, or one of it, leave one of them idle.
   */
  async #gather(): Promise<void> {
    const until = performance.now() + GATHER_MILLISECONDS;
    // Whatever else this turn of the loop brings belongs to the same transaction.
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length < this.#crowd / 2 && performance.now() < until);
    return this.#transactWaiting();
  }

  async #transactWaiting(): Promise<void> {
    const works = this.#waiting.splice(0, BATCH_MAX);
    const failure = this.#broken ?? (await this.#commit(works));
    this.#crowd = works.length + this.#waiting.length;
    // The next transaction begins before these works are told, or it would wait for all that their clients send next.
    if (this.#waiting.length === 0) this.#running = undefined;
    else if (this.#waiting.length < this.#crowd / 2) this.#running = this.#gather();
    else this.#running = this.#transactWaiting();
    for (const { settle } of works) settle(failure);
  }

  /** Undefined: on disk. All of the works or none. */
  async #commit(works: readonly Work[]): Promise<StorageError | undefined> {
    try {
      await this.#database.transaction(() => {
        for (const { run } of works) run(this.#writer);
      });
      return undefined;
    } catch (error) {
      return this.#failure(await causeOf(error));
    }
  }

  /**
   * Only a lack of room passes; after any other failed write nothing is known of the file, until it is opened again. LMDB says that
   * input or output failed when the disk took only a part of a page, so then the disk is asked.
   */
  #failure(cause: unknown): StorageError {
    if (saysFull(cause) || this.#space.isUsedUp())
      return new StorageError('FULL', 'the disk has no room', { cause });
    this.#broken = new StorageError('UNAVAILABLE', 'the disk took no write', { cause });
    return this.#broken;
  }

  #freeBytes(): number {
    const { root, lastPageNumber, free } = Object(this.#database.getStats());
    const used = pagesOf(root) + pagesOf(free) + META_PAGES;
    return (lastPageNumber + 1 - used) * root.pageSize;
  }
}

const META_PAGES = 2;

function pagesOf(tree: {
  treeBranchPageCount: number;
  treeLeafPageCount: number;
  overflowPages: number;
}): number {
  return tree.treeBranchPageCount + tree.treeLeafPageCount + tree.overflowPages;
}

export function binaryOptions(path: string, mapBytes: number): Options {
  return {
    path,
    noSubdir: false,
    encoding: 'binary',
    keyEncoding: 'binary',
    mapSize: mapBytes,
    maxReaders: READERS_MAX,
    permissionsMode: 0o600,
    overlappingSync: false,
    // Batches are made here. The library's own would leave the promise of a failed one to nobody, which ends the process.
    eventTurnBatching: false,
  };
}

/** A failed commit tells only that it failed; why comes with a promise, which must be taken: left alone it ends the process. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (cause) {
    return cause;
  }
}

/** Reads and writes; inside a transaction reads see its writes. */
class LmdbWriter implements OrderedWriter {
  readonly #database: Binary;

  public constructor(database: Binary) {
    this.#database = database;
  }

  public get(key: Buffer): Buffer | undefined {
    const bytes = this.#database.getBinaryFast(key);
    if (bytes === undefined) return undefined;
    // What LMDB lends is its own until the next call; Node's pool is cheaper than a buffer that it would allocate for each.
    const copy = Buffer.allocUnsafe(bytes.length);
    copy.set(bytes.subarray(0, bytes.length));
    return copy;
  }

  public range(start: Buffer, end: Buffer, limit: number): readonly Pair[] {
    return [...this.#database.getRange({ start, end, limit })];
  }

  public put(key: Buffer, value: Buffer): void {
    this.#database.putSync(key, value);
  }

  public remove(key: Buffer): void {
    this.#database.removeSync(key);
  }
}

class LmdbSnapshot implements Snapshot {
  readonly #database: Binary;
  readonly #transaction: Transaction;

  public constructor(database: Binary) {
    this.#database = database;
    this.#transaction = database.useReadTransaction();
  }

  public get(key: Buffer): Buffer | undefined {
    return this.#database.get(key, { transaction: this.#transaction });
  }

  public range(start: Buffer, end: Buffer, limit: number): readonly Pair[] {
    return [...this.#database.getRange({ start, end, limit, transaction: this.#transaction })];
  }

  public close(): void {
    this.#transaction.done();
  }
}
