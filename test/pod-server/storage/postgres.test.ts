import { afterAll, beforeAll, describe } from 'vitest';
import { openStorage } from '../../../pod-server/storage/open-storage.ts';
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
    let storage = await openStorage({ kind: 'postgres', url: server.url });
    return {
      storage,
      async reopen() {
        await storage.close();
        storage = await openStorage({ kind: 'postgres', url: server.url });
        return storage;
      },
      close: () => storage.close(),
    };
  });
});
