import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import { describeStorage } from './suite.ts';

describeStorage('memory', async () => {
  const storage = openMemoryStorage();
  return { storage, close: () => storage.close() };
});
