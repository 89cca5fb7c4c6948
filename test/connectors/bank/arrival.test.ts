import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BankAccess } from '../../../connectors/bank/agreement.ts';
import type { BankCheckpoint } from '../../../connectors/bank/checkpoint.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import { run } from '../../../connectors/kit/run.ts';
import { type MemoryPod, startMemoryPod } from '../kit/memory-pod.ts';
import { NOW, openStage, type Stage } from './stage.ts';

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

/** A run of the kit's own, into a pod over HTTP. */
async function arrive(access: BankAccess, checkpoint?: BankCheckpoint) {
  const connector = stage.connector('berlin');
  const [{ container }] = connector.places(access);
  const kept = { checkpoint: checkpoint ?? connector.checkpoint.first };
  const written = await run({
    ...{ connector, access, checkpoint: kept.checkpoint },
    place: { storage: pod.url, container: new URL(container, pod.url).href },
    fetch,
    clock: createClock({ now: NOW, factor: 1_000 }),
    signal: new AbortController().signal,
    report: {
      checkpoint: async (given) => {
        kept.checkpoint = given;
      },
      coverage: async () => undefined,
      access: async () => undefined,
      progress: () => undefined,
    },
  });
  return { written, checkpoint: kept.checkpoint };
}

test('two years of a household’s account arrive in a pod, checked and small, and a second run writes nothing', async () => {
  const access = await stage.agree('berlin', 'odile');

  const first = await arrive(access);
  const writes = pod.writes.length;
  const second = await arrive(access, first.checkpoint);

  // An account, 25 months, five mandates, what is announced.
  expect(first.written).toBe(32);
  expect(writes).toBe(32);
  expect(second).toEqual({ written: 0, checkpoint: first.checkpoint });
  expect(pod.writes).toHaveLength(writes);
  expect([...pod.documents.keys()].every((path) => path.startsWith('/data/bank/'))).toBe(true);
  const bytes = [...pod.documents.values()].reduce((sum, text) => sum + text.length, 0);
  expect(bytes).toBeLessThan(250_000);
});

test('a disk that refuses in the middle costs nothing but the next run', async () => {
  const access = await stage.agree('berlin', 'karim');
  const before = pod.documents.size;
  pod.troubles = [507];

  await expect(arrive(access)).rejects.toMatchObject({ code: 'POD_FULL' });
  pod.troubles = [];
  const { written } = await arrive(access);

  expect(pod.documents.size).toBe(before + written);
});
