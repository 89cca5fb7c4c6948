import { createHash } from 'node:crypto';
import type { Claims } from '../ordered/ordered-storage.ts';
import { StorageError } from '../storage.ts';
import type { Connections } from './connections.ts';

const CLAIMS_MAX = 1_000_000;
/** How often expired identifiers are forgotten, and how many at once: more than came meanwhile. */
const CLAIMS_PER_LOOK = 256;
const FORGET_MAX = 4 * CLAIMS_PER_LOOK;
/** So many processes may fill what is left between two counts. */
const PROCESSES_MAX = 16;

/**
 * Identifiers that were seen, in a table that is not logged: a claim waits for no disk. A database that crashes forgets them, and
 * takes about as long to come back as an identifier is valid.
 */
export class PostgresClaims implements Claims {
  readonly #connections: Connections;
  readonly #claimsMax: number;
  #untilLook = 0;
  #untilCount = 0;
  #isFull = false;

  public constructor(connections: Connections, claimsMax: number = CLAIMS_MAX) {
    this.#connections = connections;
    this.#claimsMax = claimsMax;
  }

  /** Rejects with StorageError BUSY when as many as may be are remembered. */
  public async claim(identifier: string, expires: number): Promise<boolean> {
    await this.#lookSometimes();
    if (this.#isFull) return this.#refuse(identifier);
    const won = await this.#connections.count({
      name: 'claim',
      text: `INSERT INTO claims (identifier, expires) VALUES ($1, $2)
        ON CONFLICT (identifier) DO UPDATE SET expires = excluded.expires WHERE claims.expires <= $3`,
      values: [hashOf(identifier), expires, Date.now()],
    });
    return won === 1;
  }

  public async close(): Promise<void> {}

  /** One that is known is known, full or not. */
  async #refuse(identifier: string): Promise<false> {
    const known = await this.#connections.rows({
      text: 'SELECT FROM claims WHERE identifier = $1 AND expires > $2',
      values: [hashOf(identifier), Date.now()],
    });
    if (known.length > 0) return false;
    throw new StorageError('BUSY', 'too many identifiers are remembered');
  }

  async #lookSometimes(): Promise<void> {
    this.#untilLook -= 1;
    this.#untilCount -= 1;
    if (this.#untilLook < 0) {
      this.#untilLook = CLAIMS_PER_LOOK;
      // What could not be forgotten now is so at the next look.
      void this.#forget().catch(() => undefined);
    }
    if (this.#untilCount < 0) await this.#count();
  }

  async #count(): Promise<void> {
    // Until it is counted, others need not count as well.
    this.#untilCount = CLAIMS_PER_LOOK;
    const [row] = await this.#connections.rows<{ count: string }>({
      text: 'SELECT count(*) FROM (SELECT FROM claims LIMIT $1) AS counted',
      values: [this.#claimsMax],
    });
    const left = this.#claimsMax - Number(row?.count ?? 0);
    if (left <= 0) await this.#forget();
    this.#isFull = left <= 0;
    this.#untilCount = Math.floor(Math.max(left, 0) / PROCESSES_MAX);
  }

  async #forget(): Promise<void> {
    const now = Date.now();
    const expired = await this.#connections.rows<{ identifier: Buffer }>({
      text: 'SELECT identifier FROM claims WHERE expires <= $1 ORDER BY expires LIMIT $2',
      values: [now, FORGET_MAX],
    });
    if (expired.length === 0) return;
    await this.#connections.count({
      text: 'DELETE FROM claims WHERE identifier = ANY ($1::bytea[]) AND expires <= $2',
      values: [expired.map(({ identifier }) => identifier), now],
    });
  }
}

/** Hashed, so that identifiers of any length fit. */
function hashOf(identifier: string): Buffer {
  return createHash('sha256').update(identifier).digest();
}
