import { randomBytes } from 'node:crypto';
import { valueKey } from '../ordered/keys.ts';
import { decodeValue, encodeValue } from '../ordered/records.ts';
import type { KeyValue, KeyValueOptions, KeyValues, Page } from '../storage.ts';
import type { Connections, Statement } from './connections.ts';

/** How often expired values are looked for, and how many go at once: more than came meanwhile. */
const WRITES_PER_LOOK = 8;
const EXPIRED_PER_LOOK = 64;

interface ValueRow {
  readonly key: Buffer;
  readonly record: Buffer;
}

export class PostgresValues implements KeyValues {
  readonly #connections: Connections;
  #untilLook = 0;

  public constructor(connections: Connections) {
    this.#connections = connections;
  }

  public async get(space: string, key: string): Promise<KeyValue | undefined> {
    const [row] = await this.#connections.rows<ValueRow>({
      name: 'value',
      text: 'SELECT key, record FROM key_values WHERE space = $1 AND key = $2 AND expires > $3',
      values: [Buffer.from(space), Buffer.from(key), Date.now()],
    });
    return row === undefined ? undefined : toKeyValue(space, row);
  }

  public async set(
    space: string,
    key: string,
    value: string,
    options: KeyValueOptions = {},
  ): Promise<boolean> {
    const { ifVersion, expires = Number.POSITIVE_INFINITY } = options;
    const version = randomBytes(8).toString('hex');
    const record = encodeValue(valueKey(space, key), { value, version, expires });
    const values = [Buffer.from(space), Buffer.from(key), version, expires, record];
    const count = await this.#connections.count(setting(values, ifVersion));
    this.#lookSometimes();
    return count === 1;
  }

  public async delete(space: string, key: string): Promise<boolean> {
    const gone = await this.#connections.rows<{ expires: number }>({
      text: 'DELETE FROM key_values WHERE space = $1 AND key = $2 RETURNING expires',
      values: [Buffer.from(space), Buffer.from(key)],
    });
    return gone.some(({ expires }) => expires > Date.now());
  }

  public async list(space: string, page: Page): Promise<readonly KeyValue[]> {
    const rows = await this.#connections.rows<ValueRow>({
      text: `SELECT key, record FROM key_values
        WHERE space = $1 AND key > $2 AND expires > $3 ORDER BY key LIMIT $4`,
      values: [Buffer.from(space), Buffer.from(page.after ?? ''), Date.now(), page.limit],
    });
    return rows.map((row) => toKeyValue(space, row));
  }

  /** Steps from one space to the next, whatever they hold. */
  public async spaces(): Promise<readonly string[]> {
    const found: string[] = [];
    let after = Buffer.alloc(0);
    for (;;) {
      const [first] = await this.#connections.rows<{ space: Buffer }>({
        text: 'SELECT space FROM key_values WHERE space > $1 ORDER BY space LIMIT 1',
        values: [after],
      });
      if (first === undefined) return found;
      found.push(first.space.toString());
      after = Buffer.from(first.space);
    }
  }

  #lookSometimes(): void {
    this.#untilLook -= 1;
    if (this.#untilLook > 0) return;
    this.#untilLook = WRITES_PER_LOOK;
    // What could not be removed now expired all the same, and goes at the next look.
    void this.#removeExpired().catch(() => undefined);
  }

  async #removeExpired(): Promise<void> {
    const now = Date.now();
    const expired = await this.#connections.rows<{ space: Buffer; key: Buffer }>({
      text: 'SELECT space, key FROM key_values WHERE expires <= $1 ORDER BY expires LIMIT $2',
      values: [now, EXPIRED_PER_LOOK],
    });
    if (expired.length === 0) return;
    await this.#connections.count({
      text: `DELETE FROM key_values WHERE space = ANY ($1::bytea[]) AND key = ANY ($2::bytea[])
        AND expires <= $3`,
      values: [expired.map(({ space }) => space), expired.map(({ key }) => key), now],
    });
  }
}

const INSERT =
  'INSERT INTO key_values (space, key, version, expires, record) VALUES ($1, $2, $3, $4, $5)';
const SET = 'SET version = excluded.version, expires = excluded.expires, record = excluded.record';

function setting(values: readonly unknown[], ifVersion: string | null | undefined): Statement {
  if (ifVersion === undefined)
    return { name: 'set', text: `${INSERT} ON CONFLICT (space, key) DO UPDATE ${SET}`, values };
  if (ifVersion === null)
    return {
      name: 'set-if-absent',
      text: `${INSERT} ON CONFLICT (space, key) DO UPDATE ${SET} WHERE key_values.expires <= $6`,
      values: [...values, Date.now()],
    };
  return {
    name: 'set-if-version',
    text: `UPDATE key_values SET version = $3, expires = $4, record = $5
      WHERE space = $1 AND key = $2 AND version = $6 AND expires > $7`,
    values: [...values, ifVersion, Date.now()],
  };
}

/** Throws StorageError CORRUPT. */
function toKeyValue(space: string, { key: bytes, record }: ValueRow): KeyValue {
  const key = bytes.toString();
  const { value, version, expires } = decodeValue(valueKey(space, key), record);
  return { key, value, version, ...(Number.isFinite(expires) && { expires }) };
}
