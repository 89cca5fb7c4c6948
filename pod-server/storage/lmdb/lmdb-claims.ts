import { createHash } from 'node:crypto';
import { type Database, open } from 'lmdb';
import type { Claims } from '../ordered/ordered-storage.ts';
import { StorageError } from '../storage.ts';
import { saysFull } from './disk-space.ts';
import { binaryOptions } from './lmdb-store.ts';

/** How many identifiers are remembered at once: ten thousand a second for a minute and more. */
export const CLAIMS_MAX = 1_000_000;
/** How many expired ones each claim forgets: more than it adds, so that they cannot pile up. */
const FORGET_PER_CLAIM = 4;
const MAP_BYTES = 2 ** 33;

// An identifier lies under 'i' and its hash, its expiry under 'x', the time and the same hash.
const IDENTIFIER = 0x69;
const EXPIRY = 0x78;
const HASH_BYTES = 20;
const FIRST_EXPIRY = Buffer.from([EXPIRY]);

/**
 * Identifiers that were seen, in an environment of their own that is never synced: a claim must be quick, shared by all processes and
 * survive them; a machine that stops takes longer to start again than an identifier is valid.
 */
export class LmdbClaims implements Claims {
  readonly #database: Database<Buffer, Buffer>;
  readonly #claimsMax: number;

  public constructor(folder: string, claimsMax: number = CLAIMS_MAX) {
    this.#database = open<Buffer, Buffer>({ ...binaryOptions(folder, MAP_BYTES), noSync: true });
    this.#claimsMax = claimsMax;
  }

  /** Throws StorageError BUSY when as many as may be are remembered, FULL. */
  public claim(identifier: string, expires: number): boolean {
    try {
      return this.#database.transactionSync(() => this.#decide(identifier, expires));
    } catch (error) {
      if (saysFull(error)) throw new StorageError('FULL', 'the disk has no room', { cause: error });
      throw error;
    }
  }

  public async close(): Promise<void> {
    await this.#database.close();
  }

  #decide(identifier: string, expires: number): boolean {
    const database = this.#database;
    const now = Date.now();
    const key = identifierKey(identifier);
    const known = database.getBinary(key)?.readDoubleBE(0);
    if (known !== undefined && known > now) return false;
    const expired = database.getRange({
      start: FIRST_EXPIRY,
      end: expiryKey(now, key),
      limit: FORGET_PER_CLAIM,
    });
    for (const { key: at, value } of [...expired]) {
      database.removeSync(at);
      // Claimed anew since: the later expiry has an entry of its own.
      const later = database.getBinary(value)?.readDoubleBE(0);
      if (later !== undefined && later <= now) database.removeSync(value);
    }
    if (this.#count() >= this.#claimsMax)
      throw new StorageError('BUSY', 'too many identifiers are remembered');
    const time = Buffer.allocUnsafe(8);
    time.writeDoubleBE(expires);
    database.putSync(key, time);
    database.putSync(expiryKey(expires, key), key);
    return true;
  }

  #count(): number {
    return Object(this.#database.getStats()).root.entryCount / 2;
  }
}

/** Hashed, so that identifiers of any length fit. */
function identifierKey(identifier: string): Buffer {
  const hash = createHash('sha256').update(identifier).digest();
  hash[HASH_BYTES] = 0;
  return Buffer.concat([Buffer.from([IDENTIFIER]), hash.subarray(0, HASH_BYTES)]);
}

/** Positive numbers in this form sort as numbers. */
function expiryKey(expires: number, key: Buffer): Buffer {
  const at = Buffer.allocUnsafe(9 + HASH_BYTES);
  at[0] = EXPIRY;
  at.writeDoubleBE(Math.max(expires, 0), 1);
  key.copy(at, 9, 1);
  return at;
}
