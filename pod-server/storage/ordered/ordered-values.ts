import { randomBytes } from 'node:crypto';
import type { KeyValue, KeyValueOptions, KeyValues, Page } from '../storage.ts';
import { StorageError } from '../storage.ts';
import {
  after,
  EXPIRY_NAME_START,
  expiryKey,
  next,
  SPACES_END,
  spaceAndKey,
  spacesAfter,
  VALUE_NAME_START,
  valueKey,
  valuePrefix,
} from './keys.ts';
import type { OrderedReader, OrderedStore, OrderedWriter } from './ordered-store.ts';
import { decodeValue, EMPTY, encodeValue, type StoredValue } from './records.ts';

/** How many expired values one write removes: more than it adds, so that they cannot pile up. */
const EXPIRED_PER_WRITE = 4;
/** How many values one step of a listing looks at. */
const LIST_STEP = 256;

export class OrderedValues implements KeyValues {
  readonly #store: OrderedStore;

  public constructor(store: OrderedStore) {
    this.#store = store;
  }

  public async get(space: string, key: string): Promise<KeyValue | undefined> {
    const stored = read(this.#store.latest, space, key);
    return stored === undefined ? undefined : toKeyValue(key, stored);
  }

  public async set(
    space: string,
    key: string,
    value: string,
    options: KeyValueOptions = {},
  ): Promise<boolean> {
    if (!this.#store.hasRoom()) throw new StorageError('FULL', 'the disk has no room');
    const { ifVersion, expires = Number.POSITIVE_INFINITY } = options;
    const version = randomBytes(8).toString('hex');
    return this.#store.transact((writer) => {
      const now = read(writer, space, key);
      if (ifVersion !== undefined && (now?.version ?? null) !== ifVersion) return false;
      removeExpired(writer, Date.now());
      remove(writer, space, key);
      const at = valueKey(space, key);
      writer.put(at, encodeValue(at, { value, version, expires }));
      if (Number.isFinite(expires)) writer.put(expiryKey(expires, space, key), EMPTY);
      return true;
    });
  }

  public async delete(space: string, key: string): Promise<boolean> {
    return this.#store.transact((writer) => {
      const wasThere = read(writer, space, key) !== undefined;
      remove(writer, space, key);
      return wasThere;
    });
  }

  public async list(space: string, page: Page): Promise<readonly KeyValue[]> {
    const prefix = valuePrefix(space);
    const end = after(prefix);
    const found: KeyValue[] = [];
    let start = page.after === undefined ? prefix : next(valueKey(space, page.after));
    while (found.length < page.limit) {
      const step = Math.min(LIST_STEP, page.limit - found.length);
      const pairs = this.#store.latest.range(start, end, step);
      for (const pair of pairs) {
        const stored = decodeValue(pair.key, pair.value);
        if (stored.expires > Date.now())
          found.push(toKeyValue(pair.key.toString('utf8', prefix.length), stored));
        start = next(pair.key);
      }
      if (pairs.length < step) break;
    }
    return found;
  }

  public async spaces(): Promise<readonly string[]> {
    const found: string[] = [];
    for (;;) {
      const [first] = this.#store.latest.range(spacesAfter(found.at(-1)), SPACES_END, 1);
      if (first === undefined) return found;
      found.push(spaceAndKey(first.key, VALUE_NAME_START).space);
    }
  }
}

function toKeyValue(key: string, { value, version, expires }: StoredValue): KeyValue {
  return { key, value, version, ...(Number.isFinite(expires) && { expires }) };
}

function read(reader: OrderedReader, space: string, key: string): StoredValue | undefined {
  const at = valueKey(space, key);
  const record = reader.get(at);
  if (record === undefined) return undefined;
  const stored = decodeValue(at, record);
  return stored.expires > Date.now() ? stored : undefined;
}

/** Removes a value, expired or not, and what the index says of it. */
function remove(writer: OrderedWriter, space: string, key: string): void {
  const at = valueKey(space, key);
  const record = writer.get(at);
  if (record === undefined) return;
  const { expires } = decodeValue(at, record);
  writer.remove(at);
  if (Number.isFinite(expires)) writer.remove(expiryKey(expires, space, key));
}

function removeExpired(writer: OrderedWriter, now: number): void {
  const expired = writer.range(expiryKey(0, '', ''), expiryKey(now, '', ''), EXPIRED_PER_WRITE);
  for (const pair of expired) {
    const { space, key } = spaceAndKey(pair.key, EXPIRY_NAME_START);
    remove(writer, space, key);
    writer.remove(pair.key);
  }
}
