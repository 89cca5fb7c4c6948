import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { PodPart, Storage } from '../../../pod-server/storage/storage.ts';
import type { Bench } from './bench.ts';
import { done, get, names, newPod, OWNER, put, remove, state, text, version } from './suite-kit.ts';

const LARGE = randomBytes(700_001);
/** More than one step of an export or import takes. */
const MANY = 300;

export function archiveFacts({ storage }: Bench): void {
  test('a pod that is exported and imported is the same pod', async () => {
    const pod = await filledPod(storage());
    const copy = `${pod}-copy`;

    expect(await storage().importPod(copy, reread(storage(), pod), false)).toBe(true);

    const paths = ['/', '/.acl', '/box/', '/box/a', '/box/a.meta', '/box/sub/', '/box/sub/é'];
    const [before, after] = [await storage().read(pod, paths), await storage().read(copy, paths)];
    expect(after?.resources).toEqual(before?.resources);
    const { sequence, owners, bytesUsed, bytesMax } = await state(storage(), pod);
    expect(after?.state).toMatchObject({ sequence, owners, bytesUsed, bytesMax });
    expect(await storage().feed(copy, 0, 1_000)).toEqual(await storage().feed(pod, 0, 1_000));
    for (const container of ['/', '/box/', '/box/sub/'])
      expect(await names(storage(), copy, container)).toEqual(
        await names(storage(), pod, container),
      );
    const film = (await get(storage(), copy, '/film'))?.body;
    if (film === undefined || Buffer.isBuffer(film)) throw new Error('no film');
    expect((await buffer(storage().openBody(film))).equals(LARGE)).toBe(true);
  });

  test('a pod that was imported lives on with versions that were never given', async () => {
    const pod = await filledPod(storage());
    const parts = await all(reread(storage(), pod));
    const given = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      await done(storage(), pod, put('/box/a', `later ${round}`));
      given.add((await version(storage(), pod, '/box/a')) ?? '');
    }
    const { aclEpoch } = await state(storage(), pod);

    expect(await storage().importPod(pod, stagedAgain(storage(), parts), true)).toBe(true);

    expect(await text(storage(), pod, '/box/a')).toBe('alpha');
    expect((await state(storage(), pod)).aclEpoch).not.toBe(aclEpoch);
    for (let round = 0; round < 3; round += 1) {
      await done(storage(), pod, put('/box/a', `other ${round}`));
      expect(given).not.toContain(await version(storage(), pod, '/box/a'));
    }
    await done(storage(), pod, remove('/box/sub/é'), remove('/box/sub/'));
    expect(await names(storage(), pod, '/box/')).toEqual(['/box/a']);
  });

  test('a pod that exists is not imported over unless it is to be replaced', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/mine', 'mine'));
    const other = await filledPod(storage());
    expect(await storage().importPod(pod, reread(storage(), other), false)).toBe(false);
    expect(await text(storage(), pod, '/mine')).toBe('mine');
    expect(await storage().importPod(pod, reread(storage(), other), true)).toBe(true);
    expect(await get(storage(), pod, '/mine')).toBeUndefined();
    expect(await names(storage(), pod, '/')).toEqual(await names(storage(), other, '/'));
  });

  test('a pod whose import breaks off does not exist, and its name is free', async () => {
    const pod = await filledPod(storage());
    const copy = `${pod}-broken`;
    async function* broken(): AsyncGenerator<PodPart> {
      for await (const part of reread(storage(), pod)) if (part.kind !== 'entry') yield part;
      throw new Error('file ends');
    }
    await expect(storage().importPod(copy, broken(), false)).rejects.toThrow('file ends');
    expect(await storage().read(copy, ['/'])).toBeUndefined();
    expect(await storage().children(copy, '/box/', { limit: 1 })).toBeUndefined();
    expect(await storage().feed(copy, 0, 10)).toEqual([]);
    expect(await storage().pods({ after: pod, limit: 1 })).not.toEqual([copy]);
    expect(await storage().createPod(copy, { owners: [], changes: [] })).toBe(true);
    expect(await names(storage(), copy, '/')).toEqual([]);
    expect(await get(storage(), copy, '/box/a')).toBeUndefined();
    expect((await state(storage(), copy)).bytesUsed).toBe(0);
  });

  test('an export is one moment, whatever is written meanwhile', async () => {
    const pod = await newPod(storage());
    for (let at = 0; at < 30; at += 1)
      await done(storage(), pod, put(`/a${at}`, '0'), put(`/b${at}`, '0'));
    const before = await state(storage(), pod);
    const seen: PodPart[] = [];
    for await (const part of storage().exportPod(pod)) {
      seen.push(part);
      if (seen.length % 10 === 1)
        await done(storage(), pod, put('/a29', `${seen.length}`), put(`/new${seen.length}`));
    }
    expect(seen[0]).toEqual({ kind: 'pod', state: before });
    const entries = seen.filter(({ kind }) => kind === 'entry');
    expect(entries).toHaveLength(before.sequence);
    expect(seen.filter(({ kind }) => kind === 'child')).toHaveLength(60);
    expect(seen.filter(({ kind }) => kind === 'resource')).toHaveLength(61);
  });

  test('a pod of more things than one step takes is exported, imported and replaced whole', async () => {
    const pod = await newPod(storage());
    const many = Array.from({ length: MANY }, (_, at) => put(`/box/${at}`, `${at}`));
    await done(storage(), pod, ...many);
    const copy = `${pod}-copy`;

    for (const replace of [false, true])
      expect(await storage().importPod(copy, storage().exportPod(pod), replace)).toBe(true);

    expect(await names(storage(), copy, '/box/')).toEqual(await names(storage(), pod, '/box/'));
    expect(await storage().feed(copy, 0, 1_000)).toEqual(await storage().feed(pod, 0, 1_000));
    expect(await text(storage(), copy, '/box/299')).toBe('299');
  });

  test('of a pod whose import broke off after some steps nothing is seen', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, ...Array.from({ length: MANY }, (_, at) => put(`/${at}`)));
    const copy = `${pod}-steps`;
    async function* broken(): AsyncGenerator<PodPart> {
      yield* storage().exportPod(pod);
      throw new Error('file ends');
    }
    await expect(storage().importPod(copy, broken(), false)).rejects.toThrow('file ends');
    expect(await storage().pods({ limit: 10_000 })).not.toContain(copy);
    expect(await storage().createPod(copy, { owners: [], changes: [put('/mine')] })).toBe(true);
    expect(await names(storage(), copy, '/')).toEqual(['/mine']);
  });

  test('who makes a pod during its import wins, and the import ends', async () => {
    const pod = await filledPod(storage());
    const copy = `${pod}-contested`;
    async function* slow(): AsyncGenerator<PodPart> {
      yield* reread(storage(), pod);
      const content = { owners: [], changes: [put('/mine')] };
      expect(await storage().createPod(copy, content)).toBe(true);
    }
    await expect(storage().importPod(copy, slow(), false)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(await names(storage(), copy, '/')).toEqual(['/mine']);
  });

  test('a body that was not staged again is not imported', async () => {
    const pod = await filledPod(storage());
    const copy = `${pod}-unstaged`;
    await expect(storage().importPod(copy, storage().exportPod(pod), false)).rejects.toThrow(
      TypeError,
    );
    expect(await storage().read(copy, [])).toBeUndefined();
  });

  test('there is nothing to export of a pod that does not exist', async () => {
    expect(await all(storage().exportPod('nobody'))).toEqual([]);
  });
}

async function filledPod(storage: Storage): Promise<string> {
  const pod = await newPod(storage, 5_000_000);
  await storage.changePod(pod, { owners: [OWNER, 'https://bea.exemple.invalid/#i'] });
  await done(storage, pod, put('/.acl', 'rules'), put('/box/a', 'alpha'), put('/box/a.meta', 'm'));
  await done(storage, pod, put('/box/sub/é', 'accent', 'text/turtle'));
  const body = await storage.stage(pieces(), LARGE.length);
  await done(storage, pod, { kind: 'put', path: '/film', contentType: 'video/mp4', body });
  return pod;
}

async function* pieces(): AsyncGenerator<Buffer> {
  yield LARGE;
}

/** What an export gives, with large bodies staged anew, as an import wants them. */
async function* reread(storage: Storage, pod: string): AsyncGenerator<PodPart> {
  yield* stagedAgain(storage, storage.exportPod(pod));
}

async function* stagedAgain(
  storage: Storage,
  parts: AsyncIterable<PodPart> | Iterable<PodPart>,
): AsyncGenerator<PodPart> {
  for await (const part of parts) {
    if (part.kind !== 'resource' || Buffer.isBuffer(part.resource.body)) yield part;
    else {
      const body = await storage.stage(pieces(), LARGE.length);
      yield { kind: 'resource', resource: { ...part.resource, body } };
    }
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
