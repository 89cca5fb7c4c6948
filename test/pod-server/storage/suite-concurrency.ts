import { expect, test } from 'vitest';
import type { FeedEntry } from '../../../pod-server/storage/storage.ts';
import type { Bench } from './bench.ts';
import { commit, done, get, names, newPod, put, remove, state, text } from './suite-kit.ts';

export function concurrencyFacts({ storage }: Bench): void {
  test('of many that replace the same version at once, one does', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', 'start'));
    const version = (await get(storage(), pod, '/a'))?.version;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        commit(storage(), pod, [put('/a', `${at}`)], [{ path: '/a', version }]),
      ),
    );
    const winners = outcomes.flatMap(({ kind }, at) => (kind === 'done' ? [at] : []));
    expect(winners).toHaveLength(1);
    expect(await text(storage(), pod, '/a')).toBe(`${winners[0]}`);
  });

  test('a counter that everybody raises by retrying loses no count', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/count', '0'));
    async function raise(): Promise<void> {
      for (;;) {
        const now = await get(storage(), pod, '/count');
        const next = `${Number(now?.body.toString()) + 1}`;
        const precondition = { path: '/count', version: now?.version };
        if ((await commit(storage(), pod, [put('/count', next)], [precondition])).kind === 'done')
          return;
      }
    }
    await Promise.all(Array.from({ length: 12 }, () => raise()));
    expect(await text(storage(), pod, '/count')).toBe('12');
  });

  test('the feed holds each of many concurrent commits once, in order, without gaps', async () => {
    const pod = await newPod(storage());
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, at) => done(storage(), pod, put(`/box${at % 3}/${at}`))),
    );

    const feed = await storage().feed(pod, 0, 1_000);

    expect(feed.map(({ sequence }) => sequence)).toEqual(feed.map((_, at) => at + 1));
    const acknowledged = outcomes.flatMap(({ entries }) => entries);
    const bySequence = (one: FeedEntry, other: FeedEntry) => one.sequence - other.sequence;
    expect(acknowledged.toSorted(bySequence)).toEqual(feed.slice(-acknowledged.length));
    const creations = feed.filter(({ kind, path }) => kind === 'Create' && !path.endsWith('/'));
    expect(new Set(creations.map(({ path }) => path)).size).toBe(60);
    expect(await names(storage(), pod, '/box1/')).toHaveLength(20);
  });

  test('who follows the feed while it grows sees every entry once and in order', async () => {
    const pod = await newPod(storage());
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let round = 0; round < 15; round += 1)
          await done(storage(), pod, put(`/w${writer}`, `${round}`));
      }),
    ).finally(() => {
      writing = false;
    });
    const seen: number[] = [];
    for (;;) {
      const last = !writing;
      const entries = await storage().feed(pod, seen.at(-1) ?? 0, 7);
      seen.push(...entries.map(({ sequence }) => sequence));
      if (last && entries.length === 0) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writers;
    expect(seen).toEqual(seen.map((_, at) => at + 1));
    expect((await state(storage(), pod)).sequence).toBe(seen.length);
  });

  test('one read is one moment: pairs that are written together are never seen apart', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', '0'), put('/b', '0'));
    let writing = true;
    const writer = (async () => {
      for (let round = 1; round <= 40; round += 1)
        await done(storage(), pod, put('/a', `${round}`), put('/b', `${round}`));
      writing = false;
    })();
    let looks = 0;
    while (writing) {
      const read = await storage().read(pod, ['/a', '/', '/b']);
      const [a, root, b] = read?.resources ?? [];
      expect(a?.body.toString()).toBe(b?.body.toString());
      expect(root?.modified).toBe(b?.modified);
      looks += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writer;
    expect(looks).toBeGreaterThan(0);
  });

  test('a parent that is deleted while a child is born: one of both, never half', async () => {
    const pod = await newPod(storage());
    for (let round = 0; round < 10; round += 1) {
      await done(storage(), pod, { kind: 'make', path: '/box/' });
      const [born, gone] = await Promise.all([
        commit(storage(), pod, [put('/box/child')]),
        commit(storage(), pod, [remove('/box/')]),
      ]);
      expect(born.kind).toBe('done');
      expect(await names(storage(), pod, '/box/')).toEqual(['/box/child']);
      if (gone.kind === 'refused') expect(gone.reason).toBe('NOT_EMPTY');
      await done(storage(), pod, remove('/box/child'), remove('/box/'));
    }
  });

  test('random histories on few paths leave exactly what the feed tells', async () => {
    const pod = await newPod(storage());
    const paths = ['/a', '/b/', '/b/c', '/b/d', '/b', '/a.acl', '/b/.meta', '/e/f/g'];
    const random = randomFrom(20_260_611);
    const pick = () => paths[Math.floor(random() * paths.length)] ?? '/a';
    async function wander(): Promise<void> {
      for (let step = 0; step < 40; step += 1) {
        const path = pick();
        const change = path.endsWith('/')
          ? ({ kind: 'make', path } as const)
          : put(path, `${random()}`);
        await commit(storage(), pod, [random() < 0.4 ? remove(path) : change]);
      }
    }
    await Promise.all(Array.from({ length: 6 }, () => wander()));

    const told = new Map<string, string>();
    for (const { kind, path, version } of await storage().feed(pod, 0, 10_000))
      if (kind === 'Delete') {
        expect(told.get(path)).toBe(version);
        told.delete(path);
      } else {
        expect(told.has(path)).toBe(kind === 'Update');
        told.set(path, version);
      }
    const everything = ['/', '/e/', '/e/f/', ...paths];
    const read = await storage().read(pod, everything);
    for (const [at, path] of everything.entries())
      expect(read?.resources[at]?.version, path).toBe(told.get(path));
    const sizes = read?.resources.map((resource) => resource?.size ?? 0) ?? [];
    expect(read?.state.bytesUsed).toBe(sizes.reduce((sum, size) => sum + size, 0));
    for (const container of ['/', '/b/', '/e/', '/e/f/']) {
      if (!told.has(container)) continue;
      const listed = await names(storage(), pod, container);
      const held = [...told.keys()].filter(
        (path) => new RegExp(`^${container}[^/]+/?$`).test(path) && !/\.(acl|meta)$/.test(path),
      );
      expect(listed).toEqual(held.toSorted());
    }
  });
}

/** Repeatable numbers from 0 to 1: Mulberry32. */
function randomFrom(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
