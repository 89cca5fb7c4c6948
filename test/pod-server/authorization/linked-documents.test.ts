import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { solidOidcIssuer } from '../../../pod-server/authorization/acl-terms.ts';
import { LinkedDocuments } from '../../../pod-server/authorization/linked-documents.ts';
import { Egress } from '../../../pod-server/egress/egress.ts';
import { Addresses } from '../../../pod-server/http/addresses.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import { type Storage, StorageError } from '../../../pod-server/storage/storage.ts';
import { startRdf } from '../../kit/rdf.ts';

const baseUrl = 'https://pods.exemple.invalid/';
const issuer = 'https://issuer.exemple.invalid/';
const card = `<#me> <${solidOidcIssuer}> <${issuer}>.`;
const rdf = startRdf();
let server: Server;
let host: string;
let asked: number;
let answer: (response: ServerResponse) => void;
let egress: Egress;
let storage: Storage;
let documents: LinkedDocuments;

beforeEach(async () => {
  asked = 0;
  server = createServer((_, response) => {
    asked += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  egress = new Egress({ allowedOrigins: [host] });
  storage = openMemoryStorage();
  documents = new LinkedDocuments({ storage, addresses: new Addresses({ baseUrl }), rdf, egress });
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await egress.close();
});

function turtle(body: string) {
  return (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'Text/Turtle; charset=utf-8' }).end(body);
}

test('somebody else’s document is asked for once in a while, by however many at a time', async () => {
  answer = turtle(card);

  const answers = await Promise.all(
    [1, 2, 3].map(() => documents.objectsOf(`${host}/card#me`, solidOidcIssuer)),
  );

  expect(answers).toEqual([[issuer], [issuer], [issuer]]);
  expect(await documents.objectsOf(`${host}/card#you`, solidOidcIssuer)).toEqual([]);
  expect(asked).toBe(1);
});

test('a document that cannot be read is not asked for again at once', async () => {
  answer = turtle('<#me> a');

  expect(await documents.objectsOf(`${host}/card#me`, solidOidcIssuer)).toBeUndefined();
  expect(await documents.objectsOf(`${host}/card#me`, solidOidcIssuer)).toBeUndefined();
  expect(await documents.membersOf(`${host}/card#us`)).toEqual([]);
  expect(asked).toBe(1);
});

test('a document of ours is read as it is now, large or small, and is never asked for', async () => {
  const url = `${baseUrl}anna/card#me`;
  const small = {
    kind: 'put',
    path: '/card',
    contentType: 'text/turtle',
    body: Buffer.from(''),
  } as const;
  await storage.createPod('anna', { owners: [], changes: [small] });
  expect(await documents.objectsOf(url, solidOidcIssuer)).toEqual([]);

  const text = Buffer.from(`${card}\n#${'x'.repeat(100_000)}`);
  const body = await storage.stage(Readable.from([text]), 1_000_000);
  await storage.commit('anna', { changes: [{ ...small, body }], preconditions: [] });

  expect(await documents.objectsOf(url, solidOidcIssuer)).toEqual([issuer]);
  expect(await documents.objectsOf(url, solidOidcIssuer)).toEqual([issuer]);
});

test('what is no document of ours says nothing', async () => {
  const put = (path: string, contentType: string, body: Buffer) =>
    ({ kind: 'put', path, contentType, body }) as const;
  await storage.createPod('anna', {
    owners: [],
    changes: [
      put('/picture', 'image/png', Buffer.from(card)),
      put('/broken', 'text/turtle', Buffer.from('<#me> a')),
      put('/large', 'text/turtle', Buffer.alloc(600_000, ' ')),
    ],
  });
  const body = await storage.stage(Readable.from([Buffer.alloc(600_000, ' ')]), 1_000_000);
  const changes = [{ kind: 'put', path: '/huge', contentType: 'text/turtle', body } as const];
  await storage.commit('anna', { changes, preconditions: [] });

  const names = ['', 'picture', 'broken', 'large', 'huge', 'absent', 'card?all', '%2F', '%00'];
  for (const name of names)
    expect(
      await documents.objectsOf(`${baseUrl}anna/${name}#me`, solidOidcIssuer),
      name,
    ).toBeUndefined();
  expect(await documents.objectsOf('no address', solidOidcIssuer)).toBeUndefined();
  expect(asked).toBe(0);
});

test('a fault of our own is not taken for a missing document', async () => {
  const broken = {
    ...storage,
    read: () => Promise.reject(new StorageError('UNAVAILABLE', 'Gone')),
  };
  const addresses = new Addresses({ baseUrl });
  const reading = new LinkedDocuments({ storage: broken, addresses, rdf, egress });

  await expect(reading.membersOf(`${baseUrl}anna/card#us`)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
});
