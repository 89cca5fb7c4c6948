import { expect, test } from 'vitest';
import type { Bench } from './bench.ts';
import {
  commit,
  done,
  get,
  make,
  names,
  newPod,
  put,
  refusal,
  remove,
  state,
  text,
  told,
  version,
} from './suite-kit.ts';

export function commitFacts(bench: Bench): void {
  writingFacts(bench);
  preconditionFacts(bench);
  refusalFacts(bench);
  auxiliaryFacts(bench);
}

function writingFacts({ storage, reopen }: Bench): void {
  test('what was written is read back, byte for byte, with its type and size', async () => {
    const pod = await newPod(storage());
    const body = Buffer.from([0, 255, 10, 13, 0, 200]);
    const started = Date.now();

    await commit(storage(), pod, [
      { kind: 'put', path: '/é t.bin', contentType: 'image/png; q="é"', body },
    ]);

    const resource = await get(storage(), pod, '/é t.bin');
    expect(resource).toMatchObject({
      path: '/é t.bin',
      contentType: 'image/png; q="é"',
      size: 6,
    });
    expect(resource?.body).toEqual(body);
    expect(resource?.version).toMatch(/^[A-Za-z0-9]+$/);
    expect(resource?.modified).toBeGreaterThanOrEqual(started - 1_000);
  });

  test('an empty document is a document', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/empty', ''));
    expect(await get(storage(), pod, '/empty')).toMatchObject({ size: 0, body: Buffer.alloc(0) });
  });

  test('what is read stays as it was when it is overwritten', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', 'before'));
    const before = await get(storage(), pod, '/a');

    await done(storage(), pod, put('/a', 'after!'));

    expect(before?.body.toString()).toBe('before');
    expect(await text(storage(), pod, '/a')).toBe('after!');
  });

  test('one read answers for many paths in the order asked', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', '1'), put('/b', '2'));

    const read = await storage().read(pod, ['/b', '/nothing', '/a', '/']);

    expect(read?.resources.map((resource) => resource?.path)).toEqual(['/b', undefined, '/a', '/']);
  });

  test('a pod that does not exist has nothing to read, to list or to tell', async () => {
    expect(await storage().read('nobody', ['/'])).toBeUndefined();
    expect(await storage().children('nobody', '/', { limit: 1 })).toBeUndefined();
    expect(await storage().feed('nobody', 0, 10)).toEqual([]);
    expect(await refusal(storage(), 'nobody', [put('/a')])).toBe('NO_POD /a');
    expect(await refusal(storage(), 'nobody', [])).toBe('NO_POD /');
  });

  test('a commit of several changes is one moment', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', 'a1'), put('/b', 'b1'));

    const { entries } = await done(storage(), pod, put('/a', 'a2'), remove('/b'), put('/c', 'c2'));

    expect(told(entries)).toEqual(['Create /c', 'Delete /b', 'Update /', 'Update /a']);
    expect(await names(storage(), pod, '/')).toEqual(['/a', '/c']);
  });

  test('a change sees those before it in its commit', async () => {
    const pod = await newPod(storage());
    const { entries } = await done(storage(), pod, make('/box/'), put('/box/a'), remove('/box/a'));
    expect(told(entries)).toEqual(['Create /box/', 'Update /']);
    expect(await names(storage(), pod, '/box/')).toEqual([]);
    expect(told((await done(storage(), pod, remove('/box/'), put('/box', 'x'))).entries)).toEqual([
      'Create /box',
      'Delete /box/',
      'Update /',
    ]);
    expect(await names(storage(), pod, '/')).toEqual(['/box']);
  });

  test('a commit without changes only checks', async () => {
    const pod = await newPod(storage());
    const before = await state(storage(), pod);
    expect((await done(storage(), pod)).entries).toEqual([]);
    expect(await refusal(storage(), pod, [], [{ path: '/', version: 'x' }])).toBe('RACE /');
    expect(await state(storage(), pod)).toEqual(before);
  });

  test('the outcome tells the versions and the state that are then read', async () => {
    const pod = await newPod(storage());
    const outcome = await done(storage(), pod, put('/a'));
    expect(outcome.state).toEqual(await state(storage(), pod));
    for (const entry of outcome.entries)
      expect(entry.version).toBe(await version(storage(), pod, entry.path));
  });

  test('what was acknowledged is there when the storage is opened again', async () => {
    const pod = await newPod(storage());
    const { state: before } = await done(storage(), pod, put('/a/b', 'kept'));
    await reopen();
    expect(await text(storage(), pod, '/a/b')).toBe('kept');
    expect(await state(storage(), pod)).toEqual(before);
    expect(await names(storage(), pod, '/a/')).toEqual(['/a/b']);
  });
}

function preconditionFacts({ storage }: Bench): void {
  test('a write that names the present version is done, one that names another is refused', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', 'first'));
    const first = await version(storage(), pod, '/a');

    expect(
      await refusal(storage(), pod, [put('/a', 'second')], [{ path: '/a', version: first }]),
    ).toBe('done');
    expect(
      await refusal(storage(), pod, [put('/a', 'third')], [{ path: '/a', version: first }]),
    ).toBe('RACE /a');
    expect(await text(storage(), pod, '/a')).toBe('second');
  });

  test('a write that expects nothing is refused once something stands there', async () => {
    const pod = await newPod(storage());
    const absent = [{ path: '/a', version: undefined }];
    expect(await refusal(storage(), pod, [put('/a')], absent)).toBe('done');
    expect(await refusal(storage(), pod, [put('/a')], absent)).toBe('RACE /a');
  });

  test('a precondition may name what the commit does not change', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/rule', '1'));
    const rule = { path: '/rule', version: await version(storage(), pod, '/rule') };
    await done(storage(), pod, put('/rule', '2'));
    expect(await refusal(storage(), pod, [put('/a')], [rule])).toBe('RACE /rule');
    expect(await get(storage(), pod, '/a')).toBeUndefined();
  });

  test('preconditions speak of the moment before the commit', async () => {
    const pod = await newPod(storage());
    const changes = [put('/a', '1'), put('/b', '2')];
    const absent = [
      { path: '/a', version: undefined },
      { path: '/b', version: undefined },
    ];
    expect(await refusal(storage(), pod, changes, absent)).toBe('done');
  });

  test('a race is told before any other reason', async () => {
    const pod = await newPod(storage());
    expect(await refusal(storage(), pod, [remove('/')], [{ path: '/a', version: 'old' }])).toBe(
      'RACE /a',
    );
  });

  test('a decision taken by old access rules is refused', async () => {
    const pod = await newPod(storage());
    const { aclEpoch } = await state(storage(), pod);
    expect(await refusal(storage(), pod, [put('/.acl', 'rules')], [{ aclEpoch }])).toBe('done');
    expect(await refusal(storage(), pod, [put('/a')], [{ aclEpoch }])).toMatch(/^RACE/);
  });
}

function refusalFacts({ storage }: Bench): void {
  test('"a" and "a/" never both exist', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/doc'), make('/box/'));
    expect(await refusal(storage(), pod, [make('/doc/')])).toBe('SLASH_TWIN /doc/');
    expect(await refusal(storage(), pod, [put('/box')])).toBe('SLASH_TWIN /box');
    expect(await refusal(storage(), pod, [put('/new'), make('/new/')])).toBe('SLASH_TWIN /new/');
  });

  test('nothing can be put below a document', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a/doc'));
    expect(await refusal(storage(), pod, [put('/a/doc/b/c')])).toBe('NOT_A_CONTAINER /a/doc');
    expect(await refusal(storage(), pod, [make('/a/doc/b/')])).toBe('NOT_A_CONTAINER /a/doc');
  });

  test('a container with something in it is not deleted', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a/b'), make('/c/d/'));
    expect(await refusal(storage(), pod, [remove('/a/')])).toBe('NOT_EMPTY /a/');
    expect(await refusal(storage(), pod, [remove('/c/')])).toBe('NOT_EMPTY /c/');
    expect(await refusal(storage(), pod, [remove('/a/b'), remove('/a/')])).toBe('done');
  });

  test('what does not exist is not deleted', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a'));
    expect(await refusal(storage(), pod, [remove('/b')])).toBe('NOT_FOUND /b');
    expect(await refusal(storage(), pod, [remove('/a/')])).toBe('NOT_FOUND /a/');
    expect(await refusal(storage(), pod, [remove('/a.acl')])).toBe('NOT_FOUND /a.acl');
  });

  test('the root and its access rules stay', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/.acl'), put('/.meta'));
    expect(await refusal(storage(), pod, [remove('/')])).toBe('ROOT /');
    expect(await refusal(storage(), pod, [remove('/.acl')])).toBe('ROOT /.acl');
    expect(await refusal(storage(), pod, [remove('/.meta')])).toBe('done');
  });

  test('one change that is refused undoes the whole commit', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', 'old'));
    const before = await storage().read(pod, ['/', '/a', '/new']);

    expect(await refusal(storage(), pod, [put('/new'), put('/a', 'new'), remove('/x')])).toBe(
      'NOT_FOUND /x',
    );

    expect(await storage().read(pod, ['/', '/a', '/new'])).toEqual(before);
    expect(await names(storage(), pod, '/')).toEqual(['/a']);
  });
}

function auxiliaryFacts({ storage }: Bench): void {
  test('an auxiliary needs a subject', async () => {
    const pod = await newPod(storage());
    expect(await refusal(storage(), pod, [put('/a.acl')])).toBe('NO_SUBJECT /a.acl');
    expect(await refusal(storage(), pod, [put('/box/.meta')])).toBe('NO_SUBJECT /box/.meta');
    expect(await refusal(storage(), pod, [put('/a'), put('/a.acl'), put('/a.meta')])).toBe('done');
    expect(await refusal(storage(), pod, [put('/a.meta.acl')])).toBe('NO_SUBJECT /a.meta.acl');
  });

  test('auxiliaries are not listed and go with their subject', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/box/a'), put('/box/a.acl'), put('/box/a.meta'));
    await done(storage(), pod, put('/box/.acl'), put('/box/.meta'));
    expect(await names(storage(), pod, '/box/')).toEqual(['/box/a']);

    const first = await done(storage(), pod, remove('/box/a'));
    const second = await done(storage(), pod, remove('/box/'));

    expect(told(first.entries)).toEqual([
      'Delete /box/a',
      'Delete /box/a.acl',
      'Delete /box/a.meta',
      'Update /box/',
    ]);
    expect(told(second.entries)).toEqual([
      'Delete /box/',
      'Delete /box/.acl',
      'Delete /box/.meta',
      'Update /',
    ]);
    await done(storage(), pod, put('/box/a'));
    const read = await storage().read(pod, ['/box/a.acl', '/box/a.meta', '/box/.acl']);
    expect(read?.resources).toEqual([undefined, undefined, undefined]);
  });

  test('each change of access rules begins a new epoch, and nothing else does', async () => {
    const pod = await newPod(storage());
    const epochs = new Set<number>();
    const epoch = async () => (await state(storage(), pod)).aclEpoch;
    for (const change of [
      put('/a'),
      put('/a.acl', '1'),
      put('/a.acl', '2'),
      remove('/a.acl'),
      put('/a.acl', '3'),
      remove('/a'),
    ]) {
      await done(storage(), pod, change);
      epochs.add(await epoch());
    }
    expect(epochs.size).toBe(6);
    const before = await epoch();
    await done(storage(), pod, put('/b'), put('/b.meta'), make('/c/'), remove('/b'));
    expect(await epoch()).toBe(before);
  });

  test('describing a container changes it, giving it rules does not', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, make('/box/'), put('/box/a'));
    const before = await version(storage(), pod, '/box/');
    await done(storage(), pod, put('/box/.acl'), put('/box/a.meta'), put('/box/a.acl'));
    expect(await version(storage(), pod, '/box/')).toBe(before);
    const { entries } = await done(storage(), pod, put('/box/.meta', '1'));
    expect(told(entries)).toEqual(['Create /box/.meta', 'Update /box/']);
    const described = await version(storage(), pod, '/box/');
    expect(described).not.toBe(before);
    await done(storage(), pod, remove('/box/.meta'));
    expect(await version(storage(), pod, '/box/')).not.toBe(described);
  });

  test('describing a document leaves the document as it is', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a'));
    const before = await version(storage(), pod, '/a');
    await done(storage(), pod, put('/a.meta'));
    expect(await version(storage(), pod, '/a')).toBe(before);
  });
}
