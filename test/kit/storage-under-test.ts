/** What pod servers of the tests run on: TEST_STORAGE=lmdb|postgres and TEST_WORKERS=2, in every combination. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, DatabaseError } from 'pg';
import { openStorage, type StorageConfig } from '../../pod-server/storage/open-storage.ts';
import type { Storage } from '../../pod-server/storage/storage.ts';

/** Where the PostgreSQL that was started for this run listens. */
export const POSTGRES_VARIABLE = 'TEST_POSTGRES_URL';

const ALREADY_THERE = '42P04';

/** Undefined: nobody said. Then servers keep pods in LMDB, and engines in this process's memory. */
export const storageUnderTest = oneOf('TEST_STORAGE', ['lmdb', 'postgres'] as const);
export const workersUnderTest = Number(oneOf('TEST_WORKERS', ['1', '2', '3', '4'] as const) ?? '1');

/** Where a server with this folder keeps its pods: again in the same place when it is started again. */
export async function storageOf(folder: string): Promise<StorageConfig> {
  return storageUnderTest === 'postgres'
    ? { kind: 'postgres', url: await databaseOf(folder) }
    : { kind: 'lmdb', folder: join(folder, 'storage') };
}

/** Removes what a server kept in a database; its folder is its owner's to remove. */
export async function removeStorage(config: StorageConfig): Promise<void> {
  if (config.kind !== 'postgres') return;
  const name = new URL(config.url).pathname.slice(1);
  await askPostgres(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** How the command line of the pod server names a storage. */
export function storageWord(config: StorageConfig): string {
  return config.kind === 'postgres' ? config.url : config.kind;
}

export interface OwnStorage {
  readonly storage: Storage;
  /** Closes it and leaves nothing behind. */
  remove(): Promise<void>;
}

/** An empty storage, opened in this process. */
export async function newStorage(unlessTold: 'lmdb' | 'memory' = 'memory'): Promise<OwnStorage> {
  if ((storageUnderTest ?? unlessTold) === 'memory') {
    const storage = await openStorage({ kind: 'memory' });
    return { storage, remove: () => storage.close() };
  }
  const folder = mkdtempSync(join(tmpdir(), 'storage-'));
  const config = await storageOf(folder);
  const storage = await openStorage(config);
  return {
    storage,
    remove: async () => {
      await storage.close();
      await removeStorage(config);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function databaseOf(folder: string): Promise<string> {
  const name = `pods_${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  try {
    await askPostgres(`CREATE DATABASE ${name}`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== ALREADY_THERE) throw error;
  }
  return new URL(`/${name}`, postgresUrl()).href;
}

async function askPostgres(text: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function postgresUrl(): string {
  const url = process.env[POSTGRES_VARIABLE];
  if (url === undefined)
    throw new Error(`${POSTGRES_VARIABLE} is not set: was vitest's set-up run?`);
  return url;
}

function oneOf<T extends string>(variable: string, accepted: readonly T[]): T | undefined {
  const value = process.env[variable];
  if (value === undefined || value === '') return undefined;
  const found = accepted.find((one) => one === value);
  if (found === undefined)
    throw new Error(`${variable} must be one of ${accepted.join(', ')}, not "${value}".`);
  return found;
}
