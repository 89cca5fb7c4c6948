import { expect, test } from 'vitest';
import type { Bench } from './bench.ts';
import {
  commit,
  done,
  get,
  names,
  newPod,
  OWNER,
  put,
  refusal,
  remove,
  state,
  text,
  told,
} from './suite-kit.ts';

export function podFacts(bench: Bench): void {
  birthFacts(bench);
  quotaFacts(bench);
  feedFacts(bench);
}

function birthFacts({ storage }: Bench): void {
  test('a pod is there whole, with its root, owners and first content', async () => {
    const changes = [put('/.acl', 'rules'), put('/profile/card', 'me'), put('/.meta', 'storage')];
    expect(await storage().createPod('whole', { owners: [OWNER], bytesMax: 1_000, changes })).toBe(
      true,
    );

    const read = await storage().read('whole', ['/', '/.acl', '/profile/card']);

    expect(read?.state).toMatchObject({ owners: [OWNER], bytesMax: 1_000, bytesUsed: 14 });
    expect(read?.resources.map((resource) => resource?.path)).toEqual([
      '/',
      '/.acl',
      '/profile/card',
    ]);
    expect(await names(storage(), 'whole', '/')).toEqual(['/profile/']);
    expect(told(await storage().feed('whole', 0, 100))).toEqual([
      'Create /',
      'Create /.acl',
      'Create /.meta',
      'Create /profile/',
      'Create /profile/card',
    ]);
  });

  test('a pod that exists is not made again', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', 'mine'));
    const again = { owners: ['https://eve.exemple.invalid/#me'], changes: [put('/a', 'hers')] };
    expect(await storage().createPod(pod, again)).toBe(false);
    expect(await text(storage(), pod, '/a')).toBe('mine');
    expect((await state(storage(), pod)).owners).toEqual([OWNER]);
  });

  test('of ten that make the same pod at once, one does', async () => {
    const makers = Array.from({ length: 10 }, (_, maker) =>
      storage().createPod('contested', { owners: [], changes: [put('/by', `${maker}`)] }),
    );
    const made = await Promise.all(makers);
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await text(storage(), 'contested', '/by')).toBe(`${made.indexOf(true)}`);
  });

  test('a pod whose first content is refused does not exist', async () => {
    const bad = { owners: [], changes: [put('/good'), put('/no.acl')] };
    await expect(storage().createPod('unborn', bad)).rejects.toThrow();
    expect(await storage().read('unborn', [])).toBeUndefined();
    expect(await storage().createPod('unborn', { owners: [], changes: [] })).toBe(true);
    expect(await names(storage(), 'unborn', '/')).toEqual([]);
  });

  test('owners and the limit can be changed, and nothing else is', async () => {
    const pod = await newPod(storage(), 100);
    await done(storage(), pod, put('/a'));
    const before = await state(storage(), pod);
    expect(await storage().changePod(pod, { owners: ['https://bea.exemple.invalid/#i'] })).toBe(
      true,
    );
    expect(await storage().changePod(pod, { bytesMax: 200 })).toBe(true);
    expect(await state(storage(), pod)).toEqual({
      ...before,
      owners: ['https://bea.exemple.invalid/#i'],
      bytesMax: 200,
    });
    expect(await storage().changePod('nobody', { bytesMax: 1 })).toBe(false);
  });

  test('pods are named in order, page by page', async () => {
    for (const pod of ['zz-b', 'zz-a', 'zz', 'zz-a1', 'zz-a-1'])
      await storage().createPod(pod, { owners: [], changes: [put('/x')] });
    expect(await storage().pods({ after: 'zy', limit: 2 })).toEqual(['zz', 'zz-a']);
    expect(await storage().pods({ after: 'zz-a', limit: 10 })).toEqual(['zz-a-1', 'zz-a1', 'zz-b']);
    expect(await storage().pods({ limit: 1 })).toHaveLength(1);
  });

  test('pods whose names begin alike do not mix', async () => {
    await storage().createPod('mix', { owners: [], changes: [put('/a', '1')] });
    await storage().createPod('mix-a', { owners: [], changes: [put('/b', '2')] });
    expect(await names(storage(), 'mix', '/')).toEqual(['/a']);
    expect(await get(storage(), 'mix', '/b')).toBeUndefined();
  });

  test('whoever listens is told which pod changed', async () => {
    const pod = await newPod(storage());
    let stop: (() => void) | undefined;
    const told = new Promise<string>((resolve) => {
      stop = storage().onHint((changed) => {
        if (changed === pod) resolve(changed);
      });
    });
    await done(storage(), pod, put('/a'));
    expect(await told).toBe(pod);
    stop?.();
  });

  test('whoever listens is told other hints too, until it listens no longer', async () => {
    const told: string[] = [];
    const stop = storage().onHint((hint) => told.push(hint));
    storage().hint('.of another kind');
    expect(told).toContain('.of another kind');
    stop();
    storage().hint('.too late');
    expect(told).not.toContain('.too late');
  });
}

function quotaFacts({ storage }: Bench): void {
  test('the bytes of all bodies are counted, auxiliaries too', async () => {
    const pod = await newPod(storage());
    const used = async () => (await state(storage(), pod)).bytesUsed;
    expect(await used()).toBe(0);
    await done(storage(), pod, put('/a', '12345'), put('/a.acl', '123'), put('/b', '1'));
    expect(await used()).toBe(9);
    await done(storage(), pod, put('/a', '12'));
    expect(await used()).toBe(6);
    await done(storage(), pod, remove('/a'));
    expect(await used()).toBe(1);
  });

  test('a pod never holds more than it may', async () => {
    const pod = await newPod(storage(), 10);
    await done(storage(), pod, put('/a', '12345678'));
    expect(await refusal(storage(), pod, [put('/b', '123')])).toBe('QUOTA /b');
    expect(await refusal(storage(), pod, [put('/b', '12')])).toBe('done');
    expect(await refusal(storage(), pod, [remove('/b'), put('/c', '12')])).toBe('done');
    expect((await state(storage(), pod)).bytesUsed).toBe(10);
  });

  test('a pod whose limit was lowered may still shrink', async () => {
    const pod = await newPod(storage(), 10);
    await done(storage(), pod, put('/a', '12345'), put('/b', '12345'));
    await storage().changePod(pod, { bytesMax: 3 });
    expect(await refusal(storage(), pod, [put('/a', '123')])).toBe('done');
    expect(await refusal(storage(), pod, [put('/a', '1234')])).toBe('QUOTA /a');
    expect(await refusal(storage(), pod, [remove('/b')])).toBe('done');
  });
}

function feedFacts({ storage }: Bench): void {
  test('the feed numbers every change without gaps and can be continued anywhere', async () => {
    const pod = await newPod(storage());
    for (let round = 0; round < 6; round += 1) await done(storage(), pod, put(`/box/${round}`));
    await done(storage(), pod, remove('/box/3'));

    const all = await storage().feed(pod, 0, 1_000);

    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, at) => at + 1));
    expect((await state(storage(), pod)).sequence).toBe(all.length);
    for (let after = 0; after <= all.length; after += 1)
      expect(await storage().feed(pod, after, 2)).toEqual(all.slice(after, after + 2));
  });

  test('an entry says on whose behalf, when and to which version', async () => {
    const pod = await newPod(storage());
    const agent = 'https://bea.exemple.invalid/#i';
    const client = 'https://app.exemple.invalid/id';
    const outcome = await storage().commit(pod, {
      changes: [put('/a')],
      preconditions: [],
      agent,
      client,
    });
    const entries = await storage().feed(
      pod,
      (outcome.kind === 'done' && outcome.state.sequence - 2) || 0,
      10,
    );
    expect(outcome).toMatchObject({ entries });
    expect(entries).toHaveLength(2);
    const resource = await get(storage(), pod, '/a');
    expect(entries.find(({ path }) => path === '/a')).toMatchObject({
      kind: 'Create',
      version: resource?.version,
      time: resource?.modified,
      agent,
      client,
    });
  });

  test('an entry of a deletion names the version that was deleted', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a'));
    const last = (await get(storage(), pod, '/a'))?.version;
    const { entries } = await done(storage(), pod, remove('/a'));
    expect(entries.find(({ path }) => path === '/a')).toMatchObject({
      kind: 'Delete',
      version: last,
    });
  });

  test('a refused commit leaves no entry', async () => {
    const pod = await newPod(storage());
    const before = await storage().feed(pod, 0, 100);
    await commit(storage(), pod, [put('/a'), remove('/b')]);
    expect(await storage().feed(pod, 0, 100)).toEqual(before);
  });
}
