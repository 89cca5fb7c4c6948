import type { Client } from 'pg';
import { podKey, podPrefix } from '../ordered/keys.ts';
import type { Pair } from '../ordered/ordered-store.ts';
import type { ArchiveSnapshot } from '../ordered/pod-archive.ts';
import { type Connections, sessionOf, toStorageError } from './connections.ts';
import { readRange, readRows } from './pod-store.ts';

/** One moment of a pod, on a connection of its own for as long as it takes. */
export class PodSnapshot implements ArchiveSnapshot {
  readonly #client: Client;
  readonly #prefix: Buffer;
  readonly #podKey: Buffer;
  readonly #pod: string;
  readonly #record: Buffer | undefined;

  private constructor(client: Client, pod: string, record: Buffer | undefined) {
    this.#client = client;
    this.#pod = pod;
    this.#prefix = podPrefix(pod);
    this.#podKey = podKey(pod);
    this.#record = record;
  }

  /** Throws StorageError UNAVAILABLE. */
  public static async open(connections: Connections, pod: string): Promise<PodSnapshot> {
    const client = await connections.own();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const { row } = await readRows(sessionOf(client), pod, []);
      return new PodSnapshot(client, pod, row?.record ?? undefined);
    } catch (error) {
      await client.end();
      throw toStorageError(error);
    }
  }

  public get(key: Buffer): Buffer | undefined {
    return key.equals(this.#podKey) ? this.#record : undefined;
  }

  public async range(start: Buffer, end: Buffer, limit: number): Promise<readonly Pair[]> {
    try {
      const range = { start: this.#suffix(start), end: this.#suffix(end), limit };
      const rows = await readRange(sessionOf(this.#client), this.#pod, range);
      return rows.map(({ key, value }) => ({ key: Buffer.concat([this.#prefix, key]), value }));
    } catch (error) {
      throw toStorageError(error);
    }
  }

  public async close(): Promise<void> {
    await this.#client.end();
  }

  #suffix(key: Buffer): Buffer {
    return key.subarray(this.#prefix.length);
  }
}
