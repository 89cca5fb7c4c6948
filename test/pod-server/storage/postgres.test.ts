import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStorage } from '../../../pod-server/storage/postgres/postgres-storage.ts';
import { noPostgres, PostgresServer, sayIfNoPostgres } from '../../kit/postgres.ts';
import { describeStorage } from './suite.ts';

sayIfNoPostgres('the storage in PostgreSQL');

describe.skipIf(noPostgres)('a real PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.create();
  });
  afterAll(() => server.remove());

  describeStorage('PostgreSQL', async () => {
    let storage = await openPostgresStorage({ url: server.url });
    return {
      storage,
      async reopen() {
        await storage.close();
        storage = await openPostgresStorage({ url: server.url });
        return storage;
      },
      close: () => storage.close(),
    };
  });
});
