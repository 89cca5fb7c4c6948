import { once } from 'node:events';
import { get, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RDF_BYTES_MAX } from '../../../pod-server/rdf/limits.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import { INLINE_BYTES_MAX, StorageError } from '../../../pod-server/storage/storage.ts';
import { type Engine, startEngine } from '../../kit/engine.ts';

const asBytes = { 'content-type': 'application/octet-stream' };
const large = Buffer.alloc(20 * 1024 * 1024, 'abcdefgh');
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
});

/** In chunks, so that nobody knows the size before the end. */
function putChunked(place: string, body: Buffer, type: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(place, engine.root), {
      method: 'PUT',
      headers: { 'content-type': type, 'transfer-encoding': 'chunked' },
    });
    sent.on('response', (response) => resolve(response.resume().statusCode ?? 0));
    sent.on('error', reject);
    sent.end(body);
  });
}

async function rawPut(place: string, start: string): Promise<Socket> {
  const socket = connect({ port: engine.port, host: 'localhost' });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  const { host, pathname } = new URL(place, engine.root);
  socket.write(
    `PUT ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n${start}`,
  );
  return socket;
}

describe('a large body', () => {
  test('is kept whole, whether or not its size was announced', async () => {
    const announced = { method: 'PUT', headers: asBytes, body: new Uint8Array(large) };
    expect((await engine.ask('announced.bin', announced)).status).toBe(201);
    expect(await putChunked('chunked.bin', large, 'application/octet-stream')).toBe(201);

    for (const place of ['announced.bin', 'chunked.bin']) {
      const body = Buffer.from(await (await engine.ask(place)).arrayBuffer());
      expect(body.equals(large), place).toBe(true);
    }
  });

  test('in chunks that turns out to be small is kept too', async () => {
    expect(await putChunked('small.bin', Buffer.from('small'), 'text/plain')).toBe(201);
    expect(await (await engine.ask('small.bin')).text()).toBe('small');
  });

  test('of RDF is kept and converted', async () => {
    const lines = Math.ceil((4 * INLINE_BYTES_MAX) / 20);
    const body = Array.from({ length: lines }, (_, index) => `<#a> <#b> "${index}" .`).join('\n');
    const headers = { 'content-type': 'text/turtle' };

    expect((await engine.ask('l.ttl', { method: 'PUT', headers, body })).status).toBe(201);
    expect(await (await engine.ask('l.ttl')).text()).toBe(body);
    const json = await engine.ask('l.ttl', { headers: { accept: 'application/ld+json' } });
    expect((await json.text()).length).toBeGreaterThan(body.length / 2);
  });

  test('of RDF past its limit is refused, announced or not', async () => {
    const body = Buffer.alloc(RDF_BYTES_MAX + 1, ' ');
    const headers = { 'content-type': 'text/turtle', 'content-length': String(body.length) };
    const announced = request(new URL('big.ttl', engine.root), { method: 'PUT', headers });
    announced.on('error', () => undefined);
    announced.flushHeaders();
    const [response] = await once(announced, 'response');
    expect(response.statusCode).toBe(413);
    announced.destroy();

    expect(await putChunked('big.ttl', body, 'text/turtle')).toBe(413);
    expect((await engine.ask('big.ttl')).status).toBe(404);
  });

  test('is not asked of who may not write', async () => {
    await using closed = await startEngine({ rules: '' });
    for (const method of ['PUT', 'PATCH']) {
      const type = method === 'PUT' ? 'application/octet-stream' : 'text/n3';
      const headers = { 'content-type': type, 'content-length': '5000000' };
      const sent = request(new URL('x', closed.root), { method, headers });
      sent.on('error', () => undefined);
      sent.flushHeaders();
      const [response] = await once(sent, 'response');
      expect(response.statusCode, method).toBe(401);
      sent.destroy();
    }
  });

  test('for which there is no room is refused with words, and the old version stays', async () => {
    const storage = openMemoryStorage();
    await using full = await startEngine({ storage });
    await full.ask('kept.bin', { method: 'PUT', headers: asBytes, body: 'old' });
    storage.stage = async (body) => {
      for await (const _ of body) throw new StorageError('FULL', 'no room');
      throw new StorageError('FULL', 'no room');
    };

    const body = new Uint8Array(large.subarray(0, 200_000));
    const refused = await full.ask('kept.bin', { method: 'PUT', headers: asBytes, body });

    expect(refused.status).toBe(507);
    expect((await refused.json()).type).toBe('urn:traboule:problem:disk-full');
    expect(await (await full.ask('kept.bin')).text()).toBe('old');
  });
});

describe('an upload that breaks off', () => {
  test.each([
    ['a small part', 'x'],
    ['much of it', 'x'.repeat(500_000)],
  ])('after %s leaves nothing', async (_, start) => {
    const before = (await engine.ask('', { method: 'HEAD' })).headers.get('etag');
    const socket = await rawPut('broken.txt', start);
    socket.destroySoon();
    await once(socket.resume(), 'close');

    expect((await engine.ask('broken.txt')).status).toBe(404);
    expect((await engine.ask('', { method: 'HEAD' })).headers.get('etag')).toBe(before);
  });

  test('by standing still or dripping is closed within thirty seconds, while others are served', async () => {
    const started = Date.now();
    const still = await rawPut('still.txt', 'x'.repeat(100_000));
    const small = await rawPut('small.txt', 'x');
    const dripping = await rawPut('dripping.txt', 'x');
    const drops = setInterval(() => dripping.write('x'), 1_000);
    const ended = [still, small, dripping].map((socket) => once(socket.resume(), 'close'));

    expect((await engine.ask('')).status).toBe(200);
    await Promise.all(ended);
    clearInterval(drops);

    expect(Date.now() - started).toBeLessThan(32_000);
    for (const place of ['still.txt', 'small.txt', 'dripping.txt'])
      expect((await engine.ask(place)).status, place).toBe(404);
  }, 60_000);
});

test('a download that breaks off is nobody’s fault', async () => {
  const place = new URL('announced.bin', engine.root);
  await engine.ask('announced.bin', {
    method: 'PUT',
    headers: asBytes,
    body: new Uint8Array(large),
  });
  for (let times = 0; times < 5; times += 1) {
    const asked = get(place, { agent: false });
    const [response] = await once(asked, 'response');
    await once(response, 'data');
    asked.destroy();
    await once(asked, 'close');
  }

  expect((await engine.ask('announced.bin', { method: 'HEAD' })).status).toBe(200);
  expect(engine.faults).toEqual([]);
});
