import { expect, test } from 'vitest';
import {
  childKey,
  feedKey,
  importKey,
  podKey,
  podPrefix,
  resourceKey,
} from '../../../pod-server/storage/ordered/keys.ts';
import { Missing, PodRows } from '../../../pod-server/storage/postgres/pod-rows.ts';

const CHILDREN = { start: childKey('ada', '/', ''), end: childKey('ada', '/', 'z'), limit: 3 };

function child(name: string): { readonly key: Buffer; readonly value: Buffer } {
  return { key: childKey('ada', '/', name), value: Buffer.from(name) };
}

/** As the table has them: without the name of the pod. */
function stored(name: string): { readonly key: Buffer; readonly value: Buffer } {
  const { key, value } = child(name);
  return { key: key.subarray(podPrefix('ada').length), value };
}

function range(rows: PodRows): readonly string[] {
  const { start, end, limit } = CHILDREN;
  return rows.range(start, end, limit).map(({ value }) => value.toString());
}

/** Asks until nothing is missing, as the store does. */
function fetched(rows: PodRows, names: readonly string[]): readonly string[] {
  try {
    return range(rows);
  } catch (error) {
    if (!(error instanceof Missing) || error.want.kind !== 'range') throw error;
    rows.addRange(error.want.range, names.map(stored));
    return range(rows);
  }
}

test('a range shows what was written meanwhile, in order, and not what was removed', () => {
  const rows = new PodRows('ada', { revision: '1', record: null, import_mark: null });
  rows.put(podKey('ada'), Buffer.from('record'));
  rows.put(feedKey('ada', 1), Buffer.from('entry'));
  rows.put(childKey('ada', '/', 'b'), Buffer.from('b'));
  rows.put(childKey('ada', '/', 'zz'), Buffer.from('beyond'));
  rows.remove(childKey('ada', '/', 'c'));

  expect(fetched(rows, ['a', 'c', 'd', 'e'])).toEqual(['a', 'b', 'd']);
});

test('what was not fetched is asked for, once, and what is not there is known then', () => {
  const rows = new PodRows('ada', undefined);
  const key = resourceKey('ada', '/a');
  expect(() => rows.get(key)).toThrow(Missing);
  rows.addKeys([key.subarray(podPrefix('ada').length)], []);
  expect(rows.get(key)).toBeUndefined();
  expect(rows.get(podKey('ada'))).toBeUndefined();
  expect(rows.get(importKey('ada'))).toBeUndefined();
});
