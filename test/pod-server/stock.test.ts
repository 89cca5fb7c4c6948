import { expect, test } from 'vitest';
import { createCitizen, startStockServer } from '../kit/pod-servers.ts';

test('the stock server of the kit gives a citizen a pod that others cannot read', async () => {
  const server = await startStockServer();
  const odile = await createCitizen(server, {
    email: 'odile@exemple.invalid',
    password: 'une longue phrase',
    name: 'odile',
  });

  const put = await odile.fetch(`${odile.podUrl}note.txt`, {
    method: 'PUT',
    headers: { 'content-type': 'text/plain' },
    body: 'bonjour',
  });
  const visitor = await fetch(`${odile.podUrl}note.txt`);

  expect(put.status).toBe(201);
  expect(visitor.status).toBe(401);
  await server.close();
});
