import { expect, test } from 'vitest';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import { openStorage } from '../../../pod-server/storage/open-storage.ts';
import { describeStorage } from './suite.ts';

const CLAIMS_MAX = 100_000;

describeStorage('memory', async () => {
  const storage = await openStorage({ kind: 'memory' });
  return { storage, close: () => storage.close() };
});

test('more claims than may be remembered are refused until some have expired', async () => {
  const storage = openMemoryStorage();
  const later = Date.now() + 600_000;
  const soon = Date.now() + 200;
  for (let at = 0; at < CLAIMS_MAX; at += 1)
    await storage.claimOnce(`${at}`, at % 2 === 0 ? later : soon);
  await expect
    .poll(async () => storage.claimOnce('one more', later).catch((error) => error.code))
    .toBe(true);
  for (let at = 1; at < CLAIMS_MAX / 2; at += 1) await storage.claimOnce(`later ${at}`, later);
  await expect(storage.claimOnce('too many', later)).rejects.toMatchObject({ code: 'BUSY' });
  expect(await storage.claimOnce('0', later)).toBe(false);
});
