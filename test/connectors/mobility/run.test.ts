import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../../connectors/kit/run.ts';
import type { MobilityAccess } from '../../../connectors/mobility/access.ts';
import type { MobilityCheckpoint } from '../../../connectors/mobility/checkpoint.ts';
import { type MemoryPod, startMemoryPod } from '../kit/memory-pod.ts';
import { citizens, clockAt, NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
let pod: MemoryPod;

beforeAll(async () => {
  stage = await openStage();
  pod = await startMemoryPod();
});
afterAll(async () => {
  await stage.close();
  await pod.close();
});

/** As if everything before the last two months had been read long ago. */
const begun: MobilityCheckpoint = {
  version: 1,
  months: Object.fromEntries(
    ['2024', '2025', '2026']
      .flatMap((year) =>
        Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}`),
      )
      .filter((month) => month < '2026-10')
      .map((month) => [month, { on: '2026-12-31', purchases: 0, trips: 0 }]),
  ),
};

interface Kept {
  access: MobilityAccess;
  checkpoint: MobilityCheckpoint;
}

/** One run of the kit's, which checks each document against its shape before it lays any of a month. */
function runOnce(kept: Kept): Promise<number> {
  const connector = stage.connector();
  const [place, ...more] = connector.places(kept.access).map(({ container, classes }) => ({
    container: new URL(container, pod.url).href,
    classes,
  }));
  if (place === undefined) throw new Error('The connector has no place.');
  return run({
    connector,
    ...kept,
    place: { storage: pod.url, container: place.container, more },
    fetch,
    clock: clockAt(NOW),
    signal: new AbortController().signal,
    report: {
      checkpoint: async (checkpoint) => {
        kept.checkpoint = checkpoint;
      },
      access: async (access) => {
        kept.access = access;
      },
      coverage: async () => undefined,
      progress: () => undefined,
    },
  });
}

test('what the account knows comes to lie in a space over HTTP, and a second run writes nothing', async () => {
  const kept: Kept = { access: await stage.agree(citizens.cyclist), checkpoint: begun };

  const first = await runOnce(kept);
  const second = await runOnce(kept);

  expect([...pod.documents.keys()].sort()).toEqual([
    '/data/mobility/cit-0002/account.ttl',
    '/data/mobility/cit-0002/purchases-2026-10.ttl',
    '/data/mobility/cit-0002/purchases-2026-11.ttl',
    '/data/mobility/cit-0002/trips-2026-10.ttl',
    '/data/mobility/cit-0002/trips-2026-11.ttl',
  ]);
  expect(first).toBe(5);
  expect(second).toBe(0);
  expect(pod.writes).toHaveLength(5);
});

test('a space that refuses a write in the middle gets the rest with the next run', async () => {
  const kept: Kept = { access: await stage.agree(citizens.commuter), checkpoint: begun };
  pod.troubles = [503];

  await expect(runOnce(kept)).rejects.toMatchObject({ code: 'POD_DOWN' });
  const before = kept.checkpoint;
  await runOnce(kept);

  expect(before.months['2026-11']).toBeUndefined();
  expect(kept.checkpoint.months['2026-11']?.trips).toBeGreaterThan(20);
  expect(await runOnce(kept)).toBe(0);
  expect([...pod.documents.keys()].filter((path) => path.includes('cit-0001'))).toContain(
    '/data/mobility/cit-0001/trips-2026-10.ttl',
  );
});
