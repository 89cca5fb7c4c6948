import { createHash } from 'node:crypto';
import { type Database, open } from 'lmdb';
import type { Claims } from '../ordered/ordered-storage.ts';
import { StorageError } from '../storage.ts';
import { saysFull } from './disk-space.ts';
import { binaryOptions, causeOf } from './lmdb-store.ts';

/** How many identifiers are remembered at once: ten thousand a second for a minute and more. */
const CLAIMS_MAX = 1_000_000;
/** How often it is looked what can be forgotten, and how much at once: more than came meanwhile, so that nothing piles up. */
const CLAIMS_PER_LOOK = 64;
const FORGET_MAX = 4 * CLAIMS_PER_LOOK;
/** So many processes may fill what is left between two looks. */
const PROCESSES_MAX = 16;
/** How long a full disk is left alone: LMDB writes a line to the log for each try. */
const NO_ROOM_MILLISECONDS = 500;
const MAP_BYTES = 2 ** 33;

// An identifier lies under 'i' and its hash, its expiry under 'x', the time and the same hash.
const IDENTIFIER = 0x69;
const EXPIRY = 0x78;
const HASH_BYTES = 20;
const FIRST_EXPIRY = Buffer.from([EXPIRY]);
const FIRST_IDENTIFIER = Buffer.from([IDENTIFIER]);

/**
 * Identifiers that were seen, in an environment of their own that is never synced: a claim must be quick, shared by all processes and
 * survive them; a machine that stops takes longer to start again than an identifier is valid.
 */
export class LmdbClaims implements Claims {
  readonly #database: Database<Buffer, Buffer>;
  readonly #claimsMax: number;
  #untilLook = 0;
  #isFull = false;
  #noRoomUntil = 0;

  public constructor(folder: string, claimsMax: number = CLAIMS_MAX) {
    this.#database = open<Buffer, Buffer>({ ...binaryOptions(folder, MAP_BYTES), noSync: true });
    this.#claimsMax = claimsMax;
  }

  /**
   * Decided in the transaction that LMDB's own thread makes of all claims of this moment, in whichever process they are.
   * Rejects with StorageError BUSY when as many as may be are remembered, FULL.
   */
  public async claim(identifier: string, expires: number): Promise<boolean> {
    const database = this.#database;
    const key = identifierKey(identifier);
    if (Date.now() < this.#noRoomUntil) throw new StorageError('FULL', 'the disk has no room');
    try {
      if (this.#untilLook === 0) this.#look();
      this.#untilLook -= 1;
      const known = database.getBinary(key)?.readDoubleBE(0);
      if (known !== undefined && known > Date.now()) return false;
      if (known !== undefined) return database.transactionSync(() => this.#renew(key, expires));
      if (this.#isFull) throw new StorageError('BUSY', 'too many identifiers are remembered');
      return await database.ifNoExists(key, () => {
        // They stand or fall with the condition, which is what is awaited.
        void database.put(key, timeOf(expires));
        void database.put(expiryKey(expires, key), key);
      });
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw this.#failure(await causeOf(error));
    }
  }

  public async close(): Promise<void> {
    await this.#database.close();
  }

  #failure(cause: unknown): StorageError {
    if (!saysFull(cause))
      return new StorageError('UNAVAILABLE', 'the disk took no write', { cause });
    this.#noRoomUntil = Date.now() + NO_ROOM_MILLISECONDS;
    return new StorageError('FULL', 'the disk has no room', { cause });
  }

  /** One that expired but was not forgotten yet; somebody else may have claimed it meanwhile. */
  #renew(key: Buffer, expires: number): boolean {
    const known = this.#database.getBinary(key)?.readDoubleBE(0);
    if (known !== undefined && known > Date.now()) return false;
    this.#database.putSync(key, timeOf(expires));
    this.#database.putSync(expiryKey(expires, key), key);
    return true;
  }

  /** Forgets what expired, and counts what is left; the more is remembered, the sooner it is looked again. */
  #look(): void {
    this.#database.transactionSync(() => this.#forget(Date.now()));
    const count = Object(this.#database.getStats()).root.entryCount / 2;
    this.#isFull = count >= this.#claimsMax;
    const left = Math.max(this.#claimsMax - count, 1);
    this.#untilLook = this.#isFull ? 1 : Math.min(CLAIMS_PER_LOOK, Math.ceil(left / PROCESSES_MAX));
  }

  #forget(now: number): void {
    const database = this.#database;
    const end = expiryKey(now, FIRST_IDENTIFIER);
    const expired = [...database.getRange({ start: FIRST_EXPIRY, end, limit: FORGET_MAX })];
    for (const { key: at, value } of expired) {
      database.removeSync(at);
      // Claimed anew since: the later expiry has an entry of its own.
      const later = database.getBinary(value)?.readDoubleBE(0);
      if (later !== undefined && later <= now) database.removeSync(value);
    }
  }
}

function timeOf(expires: number): Buffer {
  const time = Buffer.allocUnsafe(8);
  time.writeDoubleBE(expires);
  return time;
}

/** Hashed, so that identifiers of any length fit. */
function identifierKey(identifier: string): Buffer {
  const hash = createHash('sha256').update(identifier).digest();
  hash[HASH_BYTES] = 0;
  return Buffer.concat([Buffer.from([IDENTIFIER]), hash.subarray(0, HASH_BYTES)]);
}

/** Positive numbers in this form sort as numbers. */
function expiryKey(expires: number, key: Buffer): Buffer {
  const at = Buffer.alloc(9 + HASH_BYTES);
  at[0] = EXPIRY;
  at.writeDoubleBE(Math.max(expires, 0), 1);
  key.copy(at, 9, 1);
  return at;
}
