import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';
import { describeStorage } from './suite.ts';

describeStorage('LMDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lmdb-'));
  let storage = await openLmdbStorage({ folder });
  return {
    storage,
    async reopen() {
      await storage.close();
      storage = await openLmdbStorage({ folder });
      return storage;
    },
    async close() {
      await storage.close();
      await rm(folder, { recursive: true });
    },
  };
});
