import { expect, test } from 'vitest';
import { createOutside } from '../../../connectors/kit/outside.ts';

test.each([
  'http://exemple.org/',
  'http://localhost:3000/',
  'https://localhost/',
  'https://pods.localhost/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0.0.0.0/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[fe80::1]/',
  'https://192.168.1.1/',
  'https://172.20.0.1/',
  'https://100.100.0.1/',
  'https://224.0.0.1/',
  'file:///etc/passwd',
  'data:text/turtle,',
  'pas une adresse',
])('a city on the open network never calls %s', async (address) => {
  const outside = createOutside({ loopbackAllowed: false });

  await expect(outside.allow(address)).rejects.toThrow(
    expect.objectContaining({ code: 'PROVIDER_ADDRESS_WRONG' }),
  );
  await expect(outside.fetch(address)).rejects.toThrow(
    expect.objectContaining({ code: 'PROVIDER_ADDRESS_WRONG' }),
  );
});

test('a public address passes, and so does this machine where the whole city runs on it', async () => {
  const open = createOutside({ loopbackAllowed: false });
  const laptop = createOutside({ loopbackAllowed: true });

  expect((await open.allow('https://1.1.1.1/')).href).toBe('https://1.1.1.1/');
  expect((await laptop.allow('http://localhost:3000/')).port).toBe('3000');
  expect((await laptop.allow('http://127.0.0.1:3000/')).port).toBe('3000');
  await expect(laptop.allow('http://192.168.1.1/')).rejects.toThrow('is not https');
});
