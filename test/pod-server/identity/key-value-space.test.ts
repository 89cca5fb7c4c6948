import { expect, test } from 'vitest';
import { KeyValueSpace } from '../../../pod-server/identity/key-value-space.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';

function openSpace() {
  const { keyValues } = openMemoryStorage();
  return { keyValues, space: new KeyValueSpace<unknown>(keyValues, 'things') };
}

test('what was kept is found again, what was deleted is not', async () => {
  const { space } = openSpace();
  await space.set('a', { b: [1] });
  await space.set('c', 'd');

  expect(await space.delete('c')).toBe(true);
  expect(await space.get('a')).toEqual({ b: [1] });
  expect(await space.has('c')).toBe(false);
  expect(await space.delete('c')).toBe(false);
});

test('a value that expires is gone when its time has come', async () => {
  const { space, keyValues } = openSpace();

  await space.set('past', 1, new Date(Date.now() - 1));
  await space.set('soon', 2, 60_000);
  await space.set('never', 3);

  expect(await space.get('past')).toBeUndefined();
  expect(await space.get('soon')).toBe(2);
  expect((await keyValues.get('things', 'soon'))?.expires).toBeGreaterThan(Date.now());
  expect((await keyValues.get('things', 'never'))?.expires).toBeUndefined();
});

test('a key of any length and alphabet is a key', async () => {
  const { space } = openSpace();
  const long = `https://exemple.invalid/${'é'.repeat(5_000)}`;

  await space.set(long, 1);
  await space.set(`${long}x`, 2);

  expect(await space.get(long)).toBe(1);
  expect(await space.get(`${long}x`)).toBe(2);
});

test('all entries are listed, page by page', async () => {
  const { space } = openSpace();
  const count = 250;
  for (let number = 0; number < count; number += 1) await space.set(`k${number}`, number);

  const seen = new Set<unknown>();
  for await (const [, value] of space.entries()) seen.add(value);

  expect(seen.size).toBe(count);
});
