/** The little that an engine must offer so that the rules of pods can lie on it: ordered keys, snapshots and transactions. */
import type { Readable } from 'node:stream';
import type { LargeBody } from '../storage.ts';

export interface Pair {
  readonly key: Buffer;
  readonly value: Buffer;
}

export interface OrderedReader {
  /** A copy that stays as it is, or undefined. */
  get(key: Buffer): Buffer | undefined;
  /** Pairs from `start` (included) to `end` (excluded), ordered by the bytes of the key. */
  range(start: Buffer, end: Buffer, limit: number): readonly Pair[];
}

export interface OrderedWriter extends OrderedReader {
  put(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
}

/** One moment of the store, for work that lasts; holds back the reuse of space until it is closed. */
export interface Snapshot extends OrderedReader {
  close(): void;
}

export interface OrderedStore {
  /** The latest committed state; `read` is synchronous, so all that it reads is of one moment. */
  readonly latest: OrderedReader;
  /** Opens a snapshot that outlives a turn of the event loop. */
  snapshot(): Snapshot;
  /**
   * Runs `work` alone among all writers of all processes and resolves once its writes are on disk. `work` must decide before it
   * writes: one that throws must have written nothing. Throws StorageError FULL, UNAVAILABLE.
   */
  transact<T>(work: (writer: OrderedWriter) => T): Promise<T>;
  /** Whether the disk has room for what grows; what frees room may always go on. */
  hasRoom(): boolean;
  close(): Promise<void>;
}

/** A large body and where its bytes lie. The file's name is unique, so no two resources ever share a file. */
export class StoredBody implements LargeBody {
  readonly kind = 'large';
  readonly hash: string;
  readonly size: number;
  readonly file: string;
  /** Checksum of the list of checksums of the pieces. */
  readonly check: number;

  public constructor(args: { hash: string; size: number; file: string; check: number }) {
    this.hash = args.hash;
    this.size = args.size;
    this.file = args.file;
    this.check = args.check;
  }
}

/** Where large bodies lie. */
export interface Bodies {
  /** Takes in a body under a temporary name; on disk when resolved. Throws StorageError TOO_LARGE, FULL. */
  receive(source: AsyncIterable<Buffer>, bytesMax: number): Promise<StoredBody>;
  /** Gives a received body its name for good; on disk when resolved. */
  publish(body: StoredBody): Promise<void>;
  open(body: StoredBody, range: { readonly start: number; readonly end: number }): Readable;
  /** Removes a body, received or published; fine if it is gone. */
  remove(file: string): Promise<void>;
}
