/** Before the first test: with TEST_STORAGE=postgres one PostgreSQL is started for all, and removed after the last. */
import { noPostgres, PostgresServer } from './postgres.ts';
import { POSTGRES_VARIABLE, storageUnderTest } from './storage-under-test.ts';

export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (storageUnderTest !== 'postgres') return undefined;
  if (noPostgres)
    throw new Error('TEST_STORAGE=postgres needs PostgreSQL (Debian: apt-get install postgresql).');
  // Tests kill servers of pods here and never this one: it need not wait for the disk.
  const server = await PostgresServer.create({ sync: false });
  process.env[POSTGRES_VARIABLE] = server.url;
  return () => server.remove();
}
