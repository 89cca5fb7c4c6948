import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTurtle } from '../../shapes/kit/turtle.ts';
import {
  readValueList,
  valueListPattern,
  writeValueList,
} from '../../shapes/meter-reading/value-list.ts';
import { namespaces } from '../../vocab/reused.ts';

test('a list of values is short to read and exact', () => {
  const list = writeValueList([
    { milliwattHours: 1_278_500, quality: 'measured' },
    undefined,
    { milliwattHours: 0, quality: 'estimated' },
    { milliwattHours: 1, quality: 'corrected' },
    { milliwattHours: 10, quality: 'measured' },
    { milliwattHours: 999_999_999_999, quality: 'measured' },
  ]);

  expect(list).toBe('1278.5 - 0e 0.001c 0.01 999999999.999');
});

test.each([
  '',
  ' ',
  '1  2',
  ' 1',
  '1 ',
  '01',
  '1.',
  '.5',
  '1.0',
  '1.50',
  '1.2345',
  '1e3',
  '-1',
  '+1',
  '1ec',
  '1pe',
  '-p',
  'e',
  '--',
  'NaN',
  '1\n2',
  '1234567890',
])('"%s" is no list of values', (text) => {
  expect(readValueList(text)).toBeUndefined();
});

test('code and SHACL agree on what a list of values is', () => {
  const shape = parseTurtle(
    readFileSync('shapes/meter-reading/shape.ttl', 'utf8'),
    'https://exemple.invalid/',
  );
  const pattern = shape
    .filter(({ predicate }) => predicate.value === `${namespaces.sh}pattern`)
    .map(({ object }) => object.value)
    .find((text) => text.includes('[ec]'));
  const shacl = new RegExp(pattern ?? 'missing');
  const text = fc
    .array(fc.constantFrom('0', '1', '25', '.', '-', 'e', 'c', 'p', ' ', '\n', '999999999'), {
      maxLength: 12,
    })
    .map((parts) => parts.join(''));

  fc.assert(
    fc.property(text, (list) => {
      expect(shacl.test(list)).toBe(valueListPattern.test(list));
    }),
    { numRuns: 2_000 },
  );
});
