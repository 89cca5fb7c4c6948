import { createHash } from 'node:crypto';
import type { ExpiringStorage } from '@solid/community-server';
import type { KeyValues } from '../storage/storage.ts';

/** A longer key is known by its hash: the storage's keys are short, and what a client chooses (a client id) is not. */
const KEY_BYTES_MAX = 256;
const PAGE = 100;

/** The short form of any text, under which it can stand in a storage key. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/**
 * One space of the storage as the chassis wants it: values are JSON and may expire. The storage drops what expired by its own
 * index, so that nothing sweeps and nothing grows without bound.
 */
export class KeyValueSpace<T> implements ExpiringStorage<string, T> {
  readonly #keyValues: KeyValues;
  readonly #space: string;

  public constructor(keyValues: KeyValues, space: string) {
    this.#keyValues = keyValues;
    this.#space = space;
  }

  public async get(key: string): Promise<T | undefined> {
    const found = await this.#keyValues.get(this.#space, shortened(key));
    return found === undefined ? undefined : (JSON.parse(found.value) as T);
  }

  public async has(key: string): Promise<boolean> {
    return (await this.#keyValues.get(this.#space, shortened(key))) !== undefined;
  }

  /** `expiration` is a time, or milliseconds from now; without it the value stays. */
  public async set(key: string, value: T, expiration?: number | Date): Promise<this> {
    const expires =
      typeof expiration === 'number' ? Date.now() + expiration : expiration?.getTime();
    await this.#keyValues.set(
      this.#space,
      shortened(key),
      JSON.stringify(value),
      expires === undefined ? {} : { expires },
    );
    return this;
  }

  public delete(key: string): Promise<boolean> {
    return this.#keyValues.delete(this.#space, shortened(key));
  }

  /** Page by page; a key that was too long comes back as its hash. */
  public async *entries(): AsyncIterableIterator<[string, T]> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#keyValues.list(this.#space, {
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      for (const { key, value } of page) yield [key, JSON.parse(value) as T];
      after = page.at(-1)?.key;
      if (after === undefined) return;
    }
  }
}

function shortened(key: string): string {
  return Buffer.byteLength(key) <= KEY_BYTES_MAX ? key : `sha256:${hashOf(key)}`;
}
