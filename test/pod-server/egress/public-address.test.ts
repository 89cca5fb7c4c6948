import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import {
  guardedLookup,
  PrivateAddressError,
  type Resolver,
  systemResolver,
} from '../../../pod-server/egress/public-address.ts';

/** What a socket is told to connect to. */
function lookUp(resolver: Resolver, all: boolean): Promise<string | LookupAddress[]> {
  return new Promise((resolve, reject) => {
    guardedLookup(resolver)('pods.exemple.invalid', { all }, (error, address) =>
      error === null ? resolve(address) : reject(error),
    );
  });
}

test('a socket gets exactly the addresses that were checked, from one question', async () => {
  let questions = 0;
  // A name that says something else the second time it is asked.
  const rebinding: Resolver = async () =>
    ++questions === 1 ? ['8.8.8.8', '2606:4700::1111'] : ['127.0.0.1'];

  expect(await lookUp(rebinding, true)).toEqual([
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ]);
  expect(questions).toBe(1);
  await expect(lookUp(rebinding, true)).rejects.toThrow(PrivateAddressError);
});

test('a socket that wants one address gets the first', async () => {
  expect(await lookUp(async () => ['8.8.8.8', '8.8.4.4'], false)).toBe('8.8.8.8');
});

test('a name that cannot be resolved stays unresolved', async () => {
  await expect(lookUp(() => Promise.reject(new Error('no such name')), true)).rejects.toThrow(
    'no such name',
  );
});

test('the system resolves names to addresses, and one of ours to nowhere else', async () => {
  const addresses = await systemResolver('localhost');

  expect(addresses.length).toBeGreaterThan(0);
  await expect(lookUp(systemResolver, true)).rejects.toThrow();
});
