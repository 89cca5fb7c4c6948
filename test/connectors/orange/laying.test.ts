import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../../../connectors/kit/clock.ts';
import { run } from '../../../connectors/kit/run.ts';
import type { OrangeAccess } from '../../../connectors/orange/access.ts';
import type { OrangeCheckpoint } from '../../../connectors/orange/checkpoint.ts';
import { type MemoryPod, startMemoryPod } from '../kit/memory-pod.ts';
import { lines, NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
let pod: MemoryPod;
let access: OrangeAccess;

beforeAll(async () => {
  stage = await openStage();
  pod = await startMemoryPod();
  access = await stage.agree(lines.newcomer, { location: 'in' });
});
afterAll(async () => {
  await pod?.close();
  await stage?.close();
});

/** A run as the runner drives it: every document checked against its shape, and laid over HTTP. */
async function runOnce(checkpoint?: OrangeCheckpoint) {
  const connector = stage.connector(lines.newcomer);
  const [first, ...more] = connector
    .places(access)
    .map(({ container, classes }) => ({ container: new URL(container, pod.url).href, classes }));
  let kept = checkpoint ?? connector.checkpoint.first;
  let covered: object | undefined;
  const written = await run({
    connector,
    access,
    checkpoint: kept,
    place: { storage: pod.url, container: first?.container ?? '', more },
    fetch,
    clock: createClock({ now: NOW, factor: 1_000 }),
    signal: new AbortController().signal,
    report: {
      checkpoint: async (next) => {
        kept = next;
      },
      coverage: async (days) => {
        covered = days;
      },
      access: async () => undefined,
      progress: () => undefined,
    },
  });
  return { written, kept, covered };
}

test('a first run lays months, line and bills over HTTP, and a second writes nothing', async () => {
  const first = await runOnce();
  const paths = [...pod.documents.keys()];
  const [container = ''] = stage
    .connector(lines.newcomer)
    .places(access)
    .map((place) => place.container);

  expect(first.covered).toMatchObject({ lastDay: '2026-11-23' });
  expect(paths).toEqual(
    expect.arrayContaining([
      `/${container}line.ttl`,
      `/${container}2026-11-calls.ttl`,
      `/${container}2026-11-positions.ttl`,
      '/documents/orange/2026-11-20-ORA-44-2026-11.ttl',
      '/documents/orange/2026-11-20-ORA-44-2026-11.pdf',
    ]),
  );
  expect(first.written).toBe(paths.length);

  const writes = pod.writes.length;
  const second = await runOnce(first.kept);

  expect(second.written).toBe(0);
  expect(pod.writes).toHaveLength(writes);
});

test('no address in the space names the line by its number', () => {
  expect([...pod.documents.keys()].filter((path) => path.includes(lines.newcomer))).toEqual([]);
});

test('a space that is full in the middle of a run keeps what it has, and the rest comes later', async () => {
  const before = new Map(pod.documents);
  pod.documents.clear();
  pod.troubles = [507];

  await expect(runOnce()).rejects.toMatchObject({ code: 'POD_FULL' });
  await runOnce();

  expect([...pod.documents].sort()).toEqual([...before].sort());
});
