import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INLINE_BYTES_MAX, StorageError } from '../../../pod-server/storage/storage.ts';
import { type Engine, startEngine, turtle } from '../../kit/engine.ts';

const note = '@prefix ex: <https://exemple.invalid/>.\n<#it> ex:says "Bonjour" .\n';
const text = 'abcdefghijklmnopqrstuvwxyz';
const large = Buffer.alloc(3 * INLINE_BYTES_MAX, text);
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({
    changes: [
      turtle('/note.ttl', note),
      { kind: 'put', path: '/letters.txt', contentType: 'text/plain', body: Buffer.from(text) },
      { kind: 'put', path: '/page.html', contentType: 'text/html', body: Buffer.from('<p>Hi') },
      { kind: 'put', path: '/empty.txt', contentType: 'text/plain', body: Buffer.alloc(0) },
      { kind: 'make', path: '/folder/' },
    ],
  });
  const body = new Uint8Array(large);
  const headers = { 'content-type': 'application/octet-stream' };
  expect((await engine.ask('large.bin', { method: 'PUT', headers, body })).status).toBe(201);
});

afterAll(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
});

function links(response: Response): string {
  return response.headers.get('link') ?? '';
}

describe('a document is read', () => {
  test('as the bytes that were stored', async () => {
    const response = await engine.ask('note.ttl');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/turtle');
    expect(await response.text()).toBe(note);
  });

  test('with what it is, what rules it, what describes it and where the storage is described', async () => {
    const response = await engine.ask('note.ttl');

    expect(links(response)).toContain(`<${engine.root}note.ttl.acl>; rel="acl"`);
    expect(links(response)).toContain(`<${engine.root}note.ttl.meta>; rel="describedby"`);
    expect(links(response)).toContain('<http://www.w3.org/ns/ldp#Resource>; rel="type"');
    expect(links(response)).toContain(
      `<${engine.root}.well-known/solid>; rel="http://www.w3.org/ns/solid/terms#storageDescription"`,
    );
    expect(links(response)).not.toContain('Container');
  });

  test('with where its changes are streamed, unless its address is very long', async () => {
    const stream = /<([^>]+)>; rel="[^"]+#updatesViaStreamingHttp2023"/;
    const [, place = ''] = stream.exec(links(await engine.ask('note.ttl'))) ?? [];
    const answer = await fetch(place, { headers: { accept: 'application/ld+json' } });
    const reader = answer.body?.getReader();
    const first = JSON.parse(Buffer.from((await reader?.read())?.value ?? []).toString());
    await reader?.cancel();
    expect(first).toMatchObject({ type: 'Update', object: `${engine.root}note.ttl` });

    const long = await engine.ask(`${'é'.repeat(100)}/`.repeat(7), { method: 'OPTIONS' });
    expect(links(long)).toContain('rel="acl"');
    expect(links(long)).not.toMatch(stream);
    expect(links(await engine.ask('.acl', { method: 'OPTIONS' }))).not.toMatch(stream);
  });

  test('with what may be done to it', async () => {
    const { headers } = await engine.ask('note.ttl');

    expect(headers.get('allow')).toBe('OPTIONS, HEAD, GET, PATCH, PUT, DELETE');
    expect(headers.get('accept-patch')).toBe('text/n3, application/sparql-update');
    expect(headers.get('accept-put')).toContain('text/turtle');
    expect(headers.get('accept-post')).toBeNull();
    expect(headers.get('wac-allow')).toBe('user="read append write",public="read append write"');
  });

  test('by HEAD with the same headers and no body', async () => {
    const got = await engine.ask('note.ttl');
    const head = await engine.ask('note.ttl', { method: 'HEAD' });

    expect(await head.text()).toBe('');
    // How long the connection lives is between the client and the server, and says nothing of the document.
    const ofConnection = ['connection', 'date', 'keep-alive'];
    const told = (response: Response) =>
      [...response.headers].filter(([name]) => !ofConnection.includes(name)).sort();
    expect(told(head)).toEqual(told(got));
  });

  test('however large it is', async () => {
    const response = await engine.ask('large.bin');

    expect(response.headers.get('content-length')).toBe(String(large.length));
    expect(Buffer.from(await response.arrayBuffer()).equals(large)).toBe(true);
  });

  test('with a word about it when the storage goes away before the first byte', async () => {
    await using broken = await startEngine();
    const init = { method: 'PUT', headers: { 'content-type': 'text/plain' } };
    await broken.ask('large.txt', { ...init, body: new Uint8Array(large) });
    broken.storage.openBody = () =>
      new Readable({
        read() {
          this.destroy(new StorageError('UNAVAILABLE', 'gone'));
        },
      });

    const whole = await broken.ask('large.txt');
    const part = await broken.ask('large.txt', { headers: { range: 'bytes=5-9' } });

    expect([whole.status, whole.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await whole.json()).type).toBe('urn:traboule:problem:try-again');
    expect(part.status).toBe(503);
  });

  test('in none of its ways when nothing is there', async () => {
    expect((await engine.ask('nothing.ttl')).status).toBe(404);
    expect((await engine.ask('nothing/')).status).toBe(404);
    expect((await engine.ask('../nobody/note.ttl')).status).toBe(404);
  });

  test('only with a slash when it is a folder', async () => {
    const response = await engine.ask('folder?limit=3');

    expect(response.status).toBe(308);
    expect(response.headers.get('location')).toBe(`${engine.root}folder/?limit=3`);
  });
});

describe('a browser', () => {
  test('is never made to run what somebody stored', async () => {
    const { headers } = await engine.ask('page.html');

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/^sandbox;/);
    expect(headers.get('content-disposition')).toBe('attachment');
  });

  test('gets RDF as it is stored', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const response = await engine.ask('note.ttl', { headers: { accept } });

    expect(response.headers.get('content-type')).toBe('text/turtle');
  });

  test('lets the script of another site read answer, headers and errors', async () => {
    const origin = 'https://app.exemple.invalid';
    for (const place of ['note.ttl', 'folder/', 'nothing', '.acl', '.well-known/solid']) {
      const { headers } = await engine.ask(place, { headers: { origin } });
      expect(headers.get('access-control-allow-origin'), place).toBe(origin);
      expect(headers.get('vary'), place).toContain('Origin');
      const exposed = headers.get('access-control-expose-headers');
      for (const name of ['WAC-Allow', 'ETag', 'Link', 'Location', 'Accept-Patch', 'Allow'])
        expect(exposed, place).toContain(name);
    }
  });

  test('is told before it sends, without a look at the pod', async () => {
    const response = await engine.ask('.acl', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.exemple.invalid',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization, dpop',
      },
    });

    expect(response.status).toBe(204);
    const { headers } = response;
    expect(headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(headers.get('access-control-allow-headers')).toBe('authorization, dpop');
  });
});

test('OPTIONS tells methods, types and links without telling what is there', async () => {
  const there = await engine.ask('note.ttl', { method: 'OPTIONS' });
  const absent = await engine.ask('absent.ttl', { method: 'OPTIONS' });

  expect(there.status).toBe(204);
  expect(there.headers.get('allow')).toBe('OPTIONS, HEAD, GET, PATCH, PUT, DELETE');
  expect(links(there)).toContain('storageDescription');
  expect(absent.status).toBe(204);
});

test('a method that nobody knows is refused with those that are', async () => {
  const response = await engine.ask('note.ttl', { method: 'PROPFIND' });

  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toContain('PATCH');
});

describe('which representation is sent', () => {
  const as = (accept: string) => engine.ask('note.ttl', { headers: { accept } });

  test.each([
    ['application/ld+json', 'application/ld+json'],
    ['application/n-triples', 'application/n-triples'],
    ['application/ld+json;q=0.5, text/turtle;q=0.4', 'application/ld+json'],
    ['application/ld+json, text/turtle', 'text/turtle'],
    ['text/*', 'text/turtle'],
    ['text/turtle;q=0, */*', 'application/ld+json'],
  ])('who accepts %s gets %s', async (accept, type) => {
    const response = await as(accept);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('vary')).toContain('Accept');
    expect(await response.text()).toContain('Bonjour');
  });

  test('what does not exist is refused with what does', async () => {
    const response = await as('image/png');

    expect(response.status).toBe(406);
    expect(await response.text()).toContain('text/turtle');
    const plain = await engine.ask('letters.txt', { headers: { accept: 'text/turtle' } });
    expect(plain.status).toBe(406);
  });

  test('each has a strong tag of its own', async () => {
    const stored = (await as('text/turtle')).headers.get('etag');
    const converted = (await as('application/ld+json')).headers.get('etag');

    expect(stored).toMatch(/^"[A-Za-z0-9]+"$/);
    expect(converted).toBe(`${stored?.slice(0, -1)}-jsonld"`);
  });
});

describe('who has it already', () => {
  test('is told so by the tag, and not for another representation', async () => {
    const tag = (await engine.ask('note.ttl')).headers.get('etag') ?? '';
    const ask = (headers: Record<string, string>) => engine.ask('note.ttl', { headers });

    const unchanged = await ask({ 'if-none-match': `"other", W/${tag}` });
    expect(unchanged.status).toBe(304);
    expect(unchanged.headers.get('etag')).toBe(tag);
    expect((await ask({ 'if-none-match': '*' })).status).toBe(304);
    expect((await ask({ 'if-none-match': '"other"' })).status).toBe(200);
    const asJson = { accept: 'application/ld+json', 'if-none-match': tag };
    expect((await ask(asJson)).status).toBe(200);
  });

  test('is told so by the time when no tag is sent', async () => {
    const { headers } = await engine.ask('note.ttl');
    const modified = headers.get('last-modified') ?? '';
    const ask = (more: Record<string, string>) => engine.ask('note.ttl', { headers: more });

    expect((await ask({ 'if-modified-since': modified })).status).toBe(304);
    const before = new Date(Date.parse(modified) - 1_000).toUTCString();
    expect((await ask({ 'if-modified-since': before })).status).toBe(200);
    const both = { 'if-modified-since': modified, 'if-none-match': '"other"' };
    expect((await ask(both)).status).toBe(200);
    expect((await ask({ 'if-modified-since': 'yesterday' })).status).toBe(200);
  });

  test('is refused when it insists on another version', async () => {
    const headers = { 'if-match': '"other"' };

    expect((await engine.ask('note.ttl', { headers })).status).toBe(412);
  });
});

describe('a part of a document', () => {
  const part = (range: string, more: Record<string, string> = {}) =>
    engine.ask('letters.txt', { headers: { range, ...more } });

  test.each([
    ['bytes=0-2', 'abc', 'bytes 0-2/26'],
    ['bytes=23-', 'xyz', 'bytes 23-25/26'],
    ['bytes=-2', 'yz', 'bytes 24-25/26'],
    ['bytes=20-99', 'uvwxyz', 'bytes 20-25/26'],
  ])('%s is %s', async (range, body, said) => {
    const response = await part(range);

    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(said);
    expect(await response.text()).toBe(body);
  });

  test('beyond the end does not exist', async () => {
    const response = await part('bytes=26-');

    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */26');
    const empty = await engine.ask('empty.txt', { headers: { range: 'bytes=0-' } });
    expect(empty.status).toBe(416);
  });

  test('that is not understood, or several, means the whole', async () => {
    for (const range of ['bytes=0-1,4-5', 'bytes=5-2', 'lines=1-2', 'bytes=a-b', 'bytes=-'])
      expect((await part(range)).status, range).toBe(200);
  });

  test('of a version that is gone means the whole', async () => {
    const tag = (await part('bytes=0-0')).headers.get('etag') ?? '';

    expect((await part('bytes=0-0', { 'if-range': tag })).status).toBe(206);
    expect((await part('bytes=0-0', { 'if-range': '"other"' })).status).toBe(200);
  });

  test('is found in a large one', async () => {
    const start = INLINE_BYTES_MAX - 5;
    const headers = { range: `bytes=${start}-${start + 9}` };
    const response = await engine.ask('large.bin', { headers });

    expect(response.status).toBe(206);
    expect(await response.text()).toBe(large.subarray(start, start + 10).toString());
  });
});
