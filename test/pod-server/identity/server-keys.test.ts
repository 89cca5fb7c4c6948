import { expect, test } from 'vitest';
import { ServerKeys } from '../../../pod-server/identity/server-keys.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';

test('processes that start at once agree on one key and one secret', async () => {
  const { keyValues } = openMemoryStorage();
  const processes = Array.from({ length: 5 }, () => new ServerKeys(keyValues));

  const keys = await Promise.all(processes.map((one) => one.signingKey()));
  const secrets = await Promise.all(processes.map((one) => one.cookieSecret()));

  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  expect(new Set(secrets).size).toBe(1);
});

test('the public key says nothing of the private one', async () => {
  const keys = new ServerKeys(openMemoryStorage().keyValues);

  const [publicKey] = await keys.publicKeys();
  const { kid } = await keys.signingKey();

  expect(publicKey).toMatchObject({ alg: 'ES256', kid, use: 'sig', kty: 'EC' });
  expect(publicKey).not.toHaveProperty('d');
});
