import { expect, test } from 'vitest';
import type { Bench } from './bench.ts';
import { done, get, make, names, newPod, put, remove, told, version } from './suite-kit.ts';

export function containerFacts({ storage }: Bench): void {
  test('missing containers are made on the way, each told and listed', async () => {
    const pod = await newPod(storage());

    const { entries } = await done(storage(), pod, put('/a/b/c'));

    expect(told(entries)).toEqual(['Create /a/', 'Create /a/b/', 'Create /a/b/c', 'Update /']);
    expect(await names(storage(), pod, '/')).toEqual(['/a/']);
    expect(await names(storage(), pod, '/a/')).toEqual(['/a/b/']);
    expect(await names(storage(), pod, '/a/b/')).toEqual(['/a/b/c']);
    expect(await get(storage(), pod, '/a/b/')).toMatchObject({
      contentType: '',
      size: 0,
      body: Buffer.alloc(0),
    });
  });

  test('a container that exists is made again without any change', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, make('/box/'));
    const before = await version(storage(), pod, '/box/');
    expect((await done(storage(), pod, make('/box/'))).entries).toEqual([]);
    expect((await done(storage(), pod, make('/'))).entries).toEqual([]);
    expect(await version(storage(), pod, '/box/')).toBe(before);
  });

  test('a container changes with each child that comes, changes or goes, and no other does', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, make('/box/'));
    const versions = new Set([await version(storage(), pod, '/box/')]);
    const root = await version(storage(), pod, '/');
    for (const change of [put('/box/a', '1'), put('/box/a', '2'), remove('/box/a')]) {
      const { entries } = await done(storage(), pod, change);
      expect(told(entries)).toContain('Update /box/');
      versions.add(await version(storage(), pod, '/box/'));
    }
    expect(versions.size).toBe(4);
    expect(await version(storage(), pod, '/')).toBe(root);
  });

  test('no version comes back, not even after deletion', async () => {
    const pod = await newPod(storage());
    const versions: (string | undefined)[] = [];
    for (let round = 0; round < 5; round += 1) {
      await done(storage(), pod, put('/box/a', 'the same'));
      versions.push(
        await version(storage(), pod, '/box/a'),
        await version(storage(), pod, '/box/'),
      );
      await done(storage(), pod, remove('/box/a'));
      versions.push(await version(storage(), pod, '/box/'));
      await done(storage(), pod, remove('/box/'));
      versions.push(await version(storage(), pod, '/'));
    }
    expect(new Set(versions).size).toBe(20);
  });

  test('a container says type, size and time of what it holds', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a.ttl', '<> a <> .', 'text/turtle'), make('/b/'));
    const a = await get(storage(), pod, '/a.ttl');
    const b = await get(storage(), pod, '/b/');

    const page = await storage().children(pod, '/', { limit: 10 });

    expect(page?.containerVersion).toBe(await version(storage(), pod, '/'));
    expect(page?.children).toEqual([
      { path: '/a.ttl', contentType: 'text/turtle', modified: a?.modified, size: 9 },
      { path: '/b/', contentType: '', modified: b?.modified, size: 0 },
    ]);
  });

  test('what a container says of a document follows the document', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a', 'one', 'text/plain'));
    await done(storage(), pod, put('/a', 'three', 'text/html'));
    const page = await storage().children(pod, '/', { limit: 10 });
    expect(page?.children).toMatchObject([{ contentType: 'text/html', size: 5 }]);
  });

  test('children come in the order of their names in UTF-8, page by page', async () => {
    const pod = await newPod(storage());
    const all = [
      '!',
      '-',
      '0',
      'A',
      'Z',
      '_',
      'a',
      'a b',
      'a.ttl',
      'ab',
      'b',
      'z',
      'é',
      '漢',
      '\u{ffee}',
      '\u{1f600}',
    ];
    for (const name of all.toReversed())
      await done(storage(), pod, name === 'a' ? make('/box/a/') : put(`/box/${name}`));
    const sorted = all.toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );

    const found: string[] = [];
    for (;;) {
      const last = found.at(-1);
      const page = await storage().children(pod, '/box/', {
        limit: 3,
        ...(last !== undefined && { after: last }),
      });
      const pageNames = page?.children.map(({ path }) => path.split('/')[2] ?? '') ?? [];
      found.push(...pageNames);
      if (pageNames.length < 3) break;
    }

    expect(found).toEqual(sorted);
  });

  test('a page may continue after a full path as well as after a name', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, make('/box/a/'), put('/box/b'), put('/box/c'));
    const after = async (key: string) =>
      (await storage().children(pod, '/box/', { after: key, limit: 1 }))?.children[0]?.path;
    expect(await after('a')).toBe('/box/b');
    expect(await after('/box/a/')).toBe('/box/b');
    expect(await after('/box/b')).toBe('/box/c');
  });

  test('a page that continues after something deleted loses nothing', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/box/a'), put('/box/b'), put('/box/c'));
    await done(storage(), pod, remove('/box/b'));
    const page = await storage().children(pod, '/box/', { after: 'b', limit: 10 });
    expect(page?.children.map(({ path }) => path)).toEqual(['/box/c']);
  });

  test('containers whose names begin alike do not mix', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a/x'), put('/ab/y'), put('/a/b/z'), put('/a!/w'));
    expect(await names(storage(), pod, '/a/')).toEqual(['/a/b/', '/a/x']);
    expect(await names(storage(), pod, '/ab/')).toEqual(['/ab/y']);
    expect(await names(storage(), pod, '/')).toEqual(['/a/', '/a!/', '/ab/']);
  });

  test('only a container has children', async () => {
    const pod = await newPod(storage());
    await done(storage(), pod, put('/a'));
    expect(await storage().children(pod, '/a', { limit: 1 })).toBeUndefined();
    expect(await storage().children(pod, '/b/', { limit: 1 })).toBeUndefined();
    expect(await names(storage(), pod, '/')).toEqual(['/a']);
  });

  test('the longest path is stored and listed', async () => {
    const pod = await newPod(storage());
    const path = `/${'d'.repeat(254)}`.repeat(6).slice(0, 1_500);
    await done(storage(), pod, put(path));
    expect(await get(storage(), pod, path)).toMatchObject({ path });
    expect(await names(storage(), pod, path.slice(0, path.lastIndexOf('/') + 1))).toEqual([path]);
  });
}
