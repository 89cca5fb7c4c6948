import { hash } from 'node:crypto';
import { type Database, open } from 'lmdb';
import type { Claims } from '../ordered/ordered-storage.ts';
import { StorageError } from '../storage.ts';
import { saysFull } from './disk-space.ts';
import { binaryOptions } from './lmdb-store.ts';

/** How many identifiers are remembered at once: ten thousand a second for a minute and more. */
const CLAIMS_MAX = 1_000_000;
/** How often it is looked what can be forgotten, and at how many: at several times what came meanwhile, so that nothing piles up. */
const CLAIMS_PER_LOOK = 64;
const LOOK_MAX = 4 * CLAIMS_PER_LOOK;
/** So many processes may fill what is left between two looks. */
const PROCESSES_MAX = 16;
/** How long a full disk is left alone: LMDB writes a line to the log for each try. */
const NO_ROOM_MILLISECONDS = 500;
const MAP_BYTES = 2 ** 33;
const KEY_BYTES = 20;
/** Sorts before nearly every key. */
const FIRST = Buffer.from([0]);

interface Claim {
  readonly key: Buffer;
  readonly expires: number;
  readonly resolve: (isFirst: boolean) => void;
  readonly reject: (failure: StorageError) => void;
}

/**
 * Identifiers that were seen, in an environment of their own that is never synced: a claim must be quick, shared by all processes and
 * survive them; a machine that stops takes longer to start again than an identifier is valid.
 */
export class LmdbClaims implements Claims {
  readonly #database: Database<Buffer, Buffer>;
  readonly #claimsMax: number;
  /** Of this turn of the loop. */
  #waiting: Claim[] = [];
  #untilLook = 0;
  #isFull = false;
  #noRoomUntil = 0;
  /** Where the next look goes on; they go round and round. */
  #lookFrom: Buffer = FIRST;

  public constructor(folder: string, claimsMax: number = CLAIMS_MAX) {
    this.#database = open<Buffer, Buffer>({ ...binaryOptions(folder, MAP_BYTES), noSync: true });
    this.#claimsMax = claimsMax;
  }

  /**
   * Decided with all claims of this turn of the loop in one transaction, which excludes those of other processes. It waits for no
   * disk, so it costs less here than a thread that would be told of it.
   * Rejects with StorageError BUSY when as many as may be are remembered, FULL.
   */
  public claim(identifier: string, expires: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const claim = { key: keyOf(identifier), expires, resolve, reject };
      if (this.#waiting.push(claim) === 1) setImmediate(() => this.#decideWaiting());
    });
  }

  public async close(): Promise<void> {
    this.#decideWaiting();
    await this.#database.close();
  }

  #decideWaiting(): void {
    const claims = this.#waiting;
    this.#waiting = [];
    if (claims.length === 0) return;
    try {
      // Settled when the transaction is through: until then it may still fail for all of them.
      for (const settle of this.#decide(claims)) settle();
    } catch (error) {
      const failure = error instanceof StorageError ? error : this.#failure(error);
      for (const { reject } of claims) reject(failure);
    }
  }

  #decide(claims: readonly Claim[]): readonly (() => void)[] {
    const now = Date.now();
    if (now < this.#noRoomUntil) throw new StorageError('FULL', 'the disk has no room');
    if (this.#untilLook <= 0) this.#look();
    this.#untilLook -= claims.length;
    return this.#database.transactionSync(() => claims.map((claim) => this.#take(claim, now)));
  }

  /** True when nobody had it. One that expired but was not forgotten yet is anybody's. */
  #take({ key, expires, resolve, reject }: Claim, now: number): () => void {
    const known = this.#database.getBinary(key)?.readDoubleBE(0);
    if (known !== undefined && known > now) return () => resolve(false);
    if (known === undefined && this.#isFull)
      return () => reject(new StorageError('BUSY', 'too many identifiers are remembered'));
    this.#database.putSync(key, timeOf(expires));
    return () => resolve(true);
  }

  #failure(cause: unknown): StorageError {
    if (!saysFull(cause))
      return new StorageError('UNAVAILABLE', 'the disk took no write', { cause });
    this.#noRoomUntil = Date.now() + NO_ROOM_MILLISECONDS;
    return new StorageError('FULL', 'the disk has no room', { cause });
  }

  /** Forgets what expired, and counts what is left; the more is remembered, the sooner it is looked again. */
  #look(): void {
    this.#forget();
    const count: number = Object(this.#database.getStats()).root.entryCount;
    this.#isFull = count >= this.#claimsMax;
    const left = Math.max(this.#claimsMax - count, 1);
    this.#untilLook = this.#isFull ? 1 : Math.min(CLAIMS_PER_LOOK, Math.ceil(left / PROCESSES_MAX));
  }

  #forget(): void {
    const database = this.#database;
    const now = Date.now();
    const seen = [...database.getRange({ start: this.#lookFrom, limit: LOOK_MAX })];
    this.#lookFrom = seen.length < LOOK_MAX ? FIRST : (seen.at(-1)?.key ?? FIRST);
    const expired = seen.filter(({ value }) => value.readDoubleBE(0) <= now);
    if (expired.length === 0) return;
    database.transactionSync(() => {
      for (const { key } of expired) {
        // Claimed anew since.
        const later = database.getBinary(key)?.readDoubleBE(0);
        if (later !== undefined && later <= now) database.removeSync(key);
      }
    });
  }
}

function timeOf(expires: number): Buffer {
  const time = Buffer.allocUnsafe(8);
  time.writeDoubleBE(expires);
  return time;
}

/** Hashed, so that identifiers of any length fit. */
function keyOf(identifier: string): Buffer {
  return hash('sha256', identifier, 'buffer').subarray(0, KEY_BYTES);
}
