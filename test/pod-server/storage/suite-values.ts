import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Bench } from './bench.ts';

export function valueFacts({ storage, reopen }: Bench): void {
  test('a value is found under its name, until it is deleted', async () => {
    const space = randomUUID();
    const { keyValues } = storage();
    expect(await keyValues.get(space, 'a')).toBeUndefined();
    expect(await keyValues.set(space, 'a', '{"é":1}')).toBe(true);
    expect(await keyValues.get(space, 'a')).toMatchObject({ key: 'a', value: '{"é":1}' });
    expect(await keyValues.delete(space, 'a')).toBe(true);
    expect(await keyValues.delete(space, 'a')).toBe(false);
    expect(await keyValues.get(space, 'a')).toBeUndefined();
  });

  test('a value outlives the process', async () => {
    const space = randomUUID();
    await storage().keyValues.set(space, 'a', 'kept');
    await reopen();
    expect((await storage().keyValues.get(space, 'a'))?.value).toBe('kept');
  });

  test('a value is replaced only by who knows its version', async () => {
    const space = randomUUID();
    const { keyValues } = storage();
    expect(await keyValues.set(space, 'a', '1', { ifVersion: null })).toBe(true);
    expect(await keyValues.set(space, 'a', '2', { ifVersion: null })).toBe(false);
    const ifVersion = (await keyValues.get(space, 'a'))?.version ?? '';
    expect(await keyValues.set(space, 'a', '3', { ifVersion })).toBe(true);
    expect(await keyValues.set(space, 'a', '4', { ifVersion })).toBe(false);
    expect((await keyValues.get(space, 'a'))?.value).toBe('3');
    expect(await keyValues.set(space, 'b', '5', { ifVersion })).toBe(false);
  });

  test('of ten that replace the same version at once, one does', async () => {
    const space = randomUUID();
    const { keyValues } = storage();
    await keyValues.set(space, 'a', 'start');
    const ifVersion = (await keyValues.get(space, 'a'))?.version ?? '';
    const tries = Array.from({ length: 10 }, (_, at) =>
      keyValues.set(space, 'a', `${at}`, { ifVersion }),
    );
    const made = await Promise.all(tries);
    expect(made.filter(Boolean)).toHaveLength(1);
    expect((await keyValues.get(space, 'a'))?.value).toBe(`${made.indexOf(true)}`);
  });

  test('an expired value is not there, and its name is free', async () => {
    const space = randomUUID();
    const { keyValues } = storage();
    await keyValues.set(space, 'new', '2', { expires: Date.now() + 60_000 });
    await keyValues.set(space, 'old', '1', { expires: Date.now() - 1 });
    expect(await keyValues.get(space, 'old')).toBeUndefined();
    expect((await keyValues.list(space, { limit: 10 })).map(({ key }) => key)).toEqual(['new']);
    expect(await keyValues.delete(space, 'old')).toBe(false);
    expect(await keyValues.set(space, 'old', '3', { ifVersion: null })).toBe(true);
    expect((await keyValues.get(space, 'old'))?.value).toBe('3');
  });

  test('a value that is set again expires by what was said last', async () => {
    const space = randomUUID();
    const { keyValues } = storage();
    await keyValues.set(space, 'a', '1', { expires: Date.now() - 1 });
    await keyValues.set(space, 'a', '2');
    for (let at = 0; at < 20; at += 1) await keyValues.set(space, `b${at}`, '');
    expect((await keyValues.get(space, 'a'))?.value).toBe('2');
  });

  test('values are listed in the order of their keys, page by page, in their space only', async () => {
    const space = randomUUID();
    const { keyValues } = storage();
    const keys = ['a', 'a/b', 'a/c', 'b', 'https://x.exemple.invalid/y', 'é'];
    for (const key of keys.toReversed()) await keyValues.set(space, key, key.toUpperCase());
    await keyValues.set(`${space}2`, 'c', 'elsewhere');
    const first = await keyValues.list(space, { limit: 4 });
    const second = await keyValues.list(space, { limit: 4, after: first.at(-1)?.key ?? '' });
    expect([...first, ...second].map(({ key }) => key)).toEqual(keys);
    expect(first[1]?.value).toBe('A/B');
    const spaces = await keyValues.spaces();
    expect(spaces).toContain(space);
    expect(spaces).toContain(`${space}2`);
  });

  test('a large value is kept whole', async () => {
    const space = randomUUID();
    const value = 'é'.repeat(300_000);
    await storage().keyValues.set(space, 'a', value);
    expect((await storage().keyValues.get(space, 'a'))?.value).toBe(value);
  });

  test('an identifier can be claimed once until it expires', async () => {
    const identifier = randomUUID();
    const soon = Date.now() + 60_000;
    expect(await storage().claimOnce(identifier, soon)).toBe(true);
    expect(await storage().claimOnce(identifier, soon)).toBe(false);
    await reopen();
    expect(await storage().claimOnce(identifier, soon)).toBe(false);
    expect(await storage().claimOnce(`${identifier}-2`, Date.now() - 1)).toBe(true);
    expect(await storage().claimOnce(`${identifier}-2`, soon)).toBe(true);
    expect(await storage().claimOnce(`${identifier}-2`, soon)).toBe(false);
  });

  test('of ten that claim the same identifier at once, one gets it', async () => {
    const identifier = 'x'.repeat(5_000) + randomUUID();
    const claims = Array.from({ length: 10 }, () =>
      storage().claimOnce(identifier, Date.now() + 60_000),
    );
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  });
}
