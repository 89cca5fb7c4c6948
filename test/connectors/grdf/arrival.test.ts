import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../../../connectors/kit/clock.ts';
import { run } from '../../../connectors/kit/run.ts';
import { type MemoryPod, startMemoryPod } from '../kit/memory-pod.ts';
import { homes, NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
let pod: MemoryPod;
beforeAll(async () => {
  [stage, pod] = await Promise.all([openStage(), startMemoryPod()]);
});
afterAll(() => Promise.all([stage.close(), pod.close()]));

test('three years of gas arrive in a space, every document checked, and a second run writes nothing', async () => {
  const connector = stage.connector();
  const access = await stage.agree(homes.flat);
  const container = `${pod.url}data/energy/gas/${homes.flat}/`;
  const kept = { checkpoint: connector.checkpoint.first };
  const parts = {
    connector,
    access,
    place: { storage: pod.url, container },
    fetch,
    clock: createClock({ now: NOW, factor: 1_000 }),
    signal: new AbortController().signal,
    report: {
      checkpoint: async (checkpoint: typeof kept.checkpoint) => {
        kept.checkpoint = checkpoint;
      },
      coverage: async () => undefined,
      access: async () => undefined,
      progress: () => undefined,
    },
  };

  const first = await run({ ...parts, checkpoint: kept.checkpoint });
  const second = await run({ ...parts, checkpoint: kept.checkpoint });

  // Contract, meter, 59 billed months, 37 months of days.
  expect(first).toBe(98);
  expect(second).toBe(0);
  expect(pod.writes).toHaveLength(98);
  expect([...pod.documents.keys()].every((path) => path.startsWith('/data/energy/gas/'))).toBe(
    true,
  );
});
