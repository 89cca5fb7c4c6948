import { beforeEach, expect, test } from 'vitest';
import { verifyStorage } from '../../../pod-server/storage/maintenance/verify.ts';
import { MemoryBodies } from '../../../pod-server/storage/memory/memory-bodies.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import { MemoryStore } from '../../../pod-server/storage/memory/memory-store.ts';
import {
  childKey,
  feedKey,
  podKey,
  resourceKey,
} from '../../../pod-server/storage/ordered/keys.ts';
import { LocalHints } from '../../../pod-server/storage/ordered/local-hints.ts';
import { OrderedStorage } from '../../../pod-server/storage/ordered/ordered-storage.ts';
import { StoredBody } from '../../../pod-server/storage/ordered/ordered-store.ts';
import { decodePod, encodeChild, encodePod } from '../../../pod-server/storage/ordered/records.ts';
import { nameOf } from '../../../pod-server/storage/paths.ts';
import type { StagedBody, Storage } from '../../../pod-server/storage/storage.ts';
import { done, get, names, newPod, put, remove, version } from './suite-kit.ts';

let store: MemoryStore;
let bodies: MemoryBodies;
let storage: Storage;
let pod: string;

beforeEach(async () => {
  store = new MemoryStore();
  bodies = new MemoryBodies();
  storage = new OrderedStorage({
    store,
    bodies,
    hints: new LocalHints(),
    claims: { claim: () => true, close: async () => undefined },
  });
  pod = await newPod(storage);
  await done(storage, pod, put('/box/a'), put('/box/a.meta'), put('/b'));
});

test('a resource that its container does not list is found', async () => {
  store.remove(childKey(pod, '/box/', 'a'));
  expect(await findings()).toEqual(['not-listed /box/a']);
});

test('a resource that its container lists otherwise is found', async () => {
  const key = childKey(pod, '/', 'b');
  store.put(key, encodeChild(key, { path: '/b', contentType: 'a/b', size: 1, modified: 0 }));
  expect(await findings()).toEqual(['not-listed /b']);
});

test('what is listed but missing is found, and what hangs on it', async () => {
  store.remove(resourceKey(pod, '/box/a'));
  expect(await findings()).toEqual([
    'bytes-used 10',
    'listed-but-missing /box/a',
    'orphan /box/a.meta',
  ]);
});

test('a container that is missing leaves orphans', async () => {
  store.remove(resourceKey(pod, '/box/'));
  expect(await findings()).toEqual(['listed-but-missing /box/', 'orphan /box/a']);
});

test('a pod without its root is found', async () => {
  store.remove(resourceKey(pod, '/'));
  expect(await findings()).toContain('no-root /');
});

test('a wrong count of bytes is found', async () => {
  const key = podKey(pod);
  const record = store.get(key) ?? Buffer.alloc(0);
  store.put(key, encodePod(key, { ...decodePod(key, record), bytesUsed: 7 }));
  expect(await findings()).toEqual(['bytes-used 15']);
});

test('a gap in the feed is found, in the midst and at the end', async () => {
  await done(storage, pod, put('/c'));
  const { sequence } = (await storage.read(pod, []))?.state ?? { sequence: 0 };
  store.remove(feedKey(pod, 1));
  store.remove(feedKey(pod, sequence));
  expect(await findings()).toEqual(['feed-gap 2', `feed-gap ${sequence}`]);
});

test('a record under the name of another is found and not given out', async () => {
  store.put(resourceKey(pod, '/b'), store.get(resourceKey(pod, '/box/a')) ?? Buffer.alloc(0));
  await expect(storage.read(pod, ['/b'])).rejects.toMatchObject({ code: 'CORRUPT' });
  expect(await findings()).toContain(`damaged ${pod} r/b`);
});

test('a pod whose own record is damaged is found, and can be replaced', async () => {
  const parts = await all(storage.exportPod(pod));
  store.put(podKey(pod), Buffer.from('nothing that was written'));
  await expect(storage.read(pod, [])).rejects.toMatchObject({ code: 'CORRUPT' });
  expect(await all(storage.exportPod(pod))).toEqual([{ kind: 'damage', what: pod }]);
  expect(await findings()).toEqual([`damaged ${pod}`]);

  expect(await storage.importPod(pod, from(parts), true)).toBe(true);

  expect(await names(storage, pod, '/box/')).toEqual(['/box/a']);
  expect(await findings()).toEqual([]);
});

test('a pod with a damaged resource can be replaced', async () => {
  const parts = await all(storage.exportPod(pod));
  const before = await version(storage, pod, '/b');
  store.put(resourceKey(pod, '/b'), Buffer.from('rot'));
  expect(await storage.importPod(pod, from(parts), true)).toBe(true);
  expect(await version(storage, pod, '/b')).toBe(before);
});

test('what is no whole pod is not imported', async () => {
  const parts = await all(storage.exportPod(pod));
  for (const part of [
    parts.filter(({ kind }) => kind !== 'pod'),
    parts.filter((one) => one.kind !== 'resource' || one.resource.path !== '/'),
  ])
    await expect(storage.importPod('half', from(part), false)).rejects.toMatchObject({
      code: 'CORRUPT',
    });
  expect(await storage.read('half', [])).toBeUndefined();
});

test('a body that is missing is found', async () => {
  const body = await storage.stage(from([Buffer.from('film')]), 10);
  await done(storage, pod, { kind: 'put', path: '/film', contentType: '', body });
  const film = (await get(storage, pod, '/film'))?.body;
  await bodies.remove(film instanceof StoredBody ? film.file : '');
  expect(await findings()).toEqual(['damaged /film']);
});

test('a body of another storage is refused', async () => {
  const other = openMemoryStorage();
  const staged = await other.stage(from([Buffer.from('film')]), 10);
  const stranger: StagedBody = { ...staged, discard: async () => undefined };
  const change = { kind: 'put', path: '/film', contentType: '', body: stranger } as const;
  await expect(done(storage, pod, change)).rejects.toThrow(TypeError);
  expect(() => storage.openBody(stranger)).toThrow(TypeError);
  await done(storage, pod, remove('/b'));
  expect(await names(storage, pod, '/')).toEqual(['/box/']);
});

test('more pods and values than fit a page are all verified and listed', async () => {
  const many = openMemoryStorage();
  for (let at = 0; at < 1_005; at += 1) {
    await many.createPod(`pod-${at}`, { owners: [], changes: [] });
    await many.keyValues.set('accounts', `${at}`, '');
  }
  expect(await verifyStorage({ storage: many })).toMatchObject({ pods: 1_005, findings: [] });
  expect(await many.keyValues.list('accounts', { limit: 2_000 })).toHaveLength(1_005);
});

test('of very many findings all are counted and some are listed', async () => {
  const paths = Array.from({ length: 1_100 }, (_, at) => `/many/${at}`);
  await done(storage, pod, ...paths.map((path) => put(path)));
  for (const path of paths) store.remove(childKey(pod, '/many/', nameOf(path)));
  const report = await verifyStorage({ storage, pods: [pod] });
  expect(report.findings).toHaveLength(1_000);
  expect(report.findingsCount).toBe(1_100);
});

test('owners of more pods than are kept parsed are read all the same', async () => {
  const many = openMemoryStorage();
  const ownerOf = (at: number) => `https://owner-${at}.exemple.invalid/#i`;
  for (let at = 0; at < 1_100; at += 1)
    await many.createPod(`pod-${at}`, { owners: [ownerOf(at)], changes: [] });
  for (let at = 0; at < 1_100; at += 1)
    expect((await many.read(`pod-${at}`, []))?.state.owners).toEqual([ownerOf(at)]);
});

/** "kind where", sorted. */
async function findings(): Promise<readonly string[]> {
  const report = await verifyStorage({ storage, pods: [pod] });
  return report.findings.map(({ kind, where }) => `${kind} ${where}`).sort();
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
