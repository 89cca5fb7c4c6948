import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConnectorConfig, readConnectorSecrets } from '../../../connectors/kit/config.ts';

const good = {
  CONNECTOR_PORT: '3200',
  CONNECTOR_BASE_URL: 'http://localhost:3200/',
  LOOK_FOLDER: 'look',
  CITY_PROVIDER: 'http://localhost:3000/',
  CITY_APPS: '[{"name":"Mon Logis","url":"http://localhost:3100/"}]',
  CONNECTOR_KEY: randomBytes(32).toString('base64'),
  CONNECTOR_ISSUER: 'http://localhost:3000',
  CONNECTOR_CLIENT_ID: 'client',
  CONNECTOR_CLIENT_SECRET: 'secret',
};

test('a connector on one machine needs to be told where the look and the provider are', () => {
  const config = readConnectorConfig(good);

  expect(config).toMatchObject({
    port: 3200,
    baseUrl: 'http://localhost:3200',
    loopbackAllowed: true,
  });
  expect(config.city.apps).toEqual([{ name: 'Mon Logis', url: 'http://localhost:3100/' }]);
  expect(JSON.stringify(config)).not.toContain('secret');
  expect(readConnectorSecrets(good).vaultKey).toHaveLength(32);
});

test.each([
  ['CONNECTOR_PORT', '70000'],
  ['CONNECTOR_PORT', 'http'],
  ['CONNECTOR_BASE_URL', 'http://source.exemple.invalid'],
  ['CONNECTOR_BASE_URL', 'localhost'],
  ['CITY_PROVIDER', ''],
  ['CITY_APPS', '{}'],
  ['CITY_APPS', '[{"name":"x","url":"javascript:alert(1)"}]'],
  ['LOOK_FOLDER', undefined],
  ['CLOCK_NOW', 'yesterday'],
  ['CLOCK_NOW', '2026-11-23T09:00:00'],
  ['CLOCK_FACTOR', '0'],
  ['CLOCK_FACTOR', 'fast'],
])('%s set to "%s" is refused by its name', (name, value) => {
  expect(() => readConnectorConfig({ ...good, [name]: value })).toThrow(name);
});

test('a key that is too short is refused with the way to make one, and is not shown', () => {
  const wrong = { ...good, CONNECTOR_KEY: 'c2hvcnQ=' };

  expect(() => readConnectorSecrets(wrong)).toThrow(/CONNECTOR_KEY is not 32 bytes.*openssl rand/);
  expect(() => readConnectorSecrets(wrong)).not.toThrow('c2hvcnQ=');
});
