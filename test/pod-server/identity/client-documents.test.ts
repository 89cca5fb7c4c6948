import { expect, test } from 'vitest';
import {
  ClientDocuments,
  readClientDocument,
} from '../../../pod-server/identity/client-documents.ts';
import { OidcRecords } from '../../../pod-server/identity/oidc-records.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';

const id = 'https://app.exemple.invalid/id.jsonld';
const document = {
  '@context': ['https://www.w3.org/ns/solid/oidc-context.jsonld'],
  client_id: id,
  client_name: 'Mon Logis',
  redirect_uris: ['https://app.exemple.invalid/back'],
};

test('a document at the client’s own address says who the client is', () => {
  const client = readClientDocument(id, JSON.stringify(document));

  expect(client).toMatchObject({ client_id: id, client_name: 'Mon Logis' });
  expect(client).toHaveProperty('token_endpoint_auth_method', 'none');
});

test('addresses that the provider would fetch are not taken from it', () => {
  const trap = {
    ...document,
    jwks_uri: 'http://169.254.169.254/',
    sector_identifier_uri: 'http://localhost/',
    request_uris: ['http://10.0.0.1/'],
  };

  expect(Object.keys(readClientDocument(id, JSON.stringify(trap))).join()).not.toMatch(
    /jwks_uri|sector|request_uris/,
  );
});

test.each([
  ['about another client', { ...document, client_id: 'https://other.invalid/' }],
  ['without the context', { ...document, '@context': 'https://schema.org/' }],
  ['that is a list', [document]],
])('a document %s is none', (_fact, wrong) => {
  expect(() => readClientDocument(id, JSON.stringify(wrong))).toThrow();
});

test('the document is asked for once in a while only, and a client without one does not exist', async () => {
  const asked: string[] = [];
  const outbound = {
    fetch: async (url: string) => {
      asked.push(url);
      const status = url === id ? 200 : 404;
      const body = Buffer.from(JSON.stringify(document));
      return { status, contentType: 'application/ld+json', url, body };
    },
  };
  const records = new OidcRecords(openMemoryStorage().keyValues);
  const clients = new ClientDocuments(records, outbound).createStorageAdapter('Client');

  const found = [await clients.find(id), await clients.find(id)];
  const missing = await clients.find('https://nobody.exemple.invalid/');
  const unknown = await clients.find('not-an-address');

  expect(found[0]).toMatchObject({ client_name: 'Mon Logis' });
  expect(asked).toEqual([id, 'https://nobody.exemple.invalid/']);
  expect(missing).toBeUndefined();
  expect(unknown).toBeUndefined();
});
