import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, startEngine, turtle } from '../kit/engine.ts';
import { randomOf, seedOfThisRun } from '../kit/random.ts';
import {
  jsons,
  methods,
  patches,
  paths,
  refused,
  type Sent,
  turtles,
  updates,
} from './impossible-requests.ts';

/** REQUESTS=100000 makes a long run of the same test; SEED repeats one that failed. */
const REQUESTS = Number(process.env.REQUESTS ?? '10000');
const seed = seedOfThisRun();

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({
    changes: [
      turtle('/note.ttl', '<#a> <#b> "c".'),
      { kind: 'put', path: '/photo', contentType: 'image/png', body: Buffer.from('not quite') },
    ],
  });
});

afterAll(async () => {
  agent.destroy();
  await engine.close();
});

function send({ method, path, headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = engine;
    // Without it node would send the body of a GET as if it were the next request.
    const length = { 'content-length': String(Buffer.byteLength(body ?? '')) };
    const all = { ...headers, ...length };
    const asked = request(
      { agent, host: 'localhost', port, method, path, headers: all },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** What is wrong with the answer to a request that nobody can serve. */
function complaintAbout(
  { method, path, body = '' }: Sent,
  { status, type, text }: Answer,
): string | undefined {
  const said = `${method} ${path.slice(0, 80)} ${String(body).slice(0, 80)}: ${status}`;
  // What takes too long is no mistake of the client: it is asked to come again.
  if ((status < 400 || status >= 500) && status !== 503) return said;
  if (method === 'HEAD') return undefined;
  if (type !== 'application/problem+json') return `${said} ${type}`;
  return /[ .]/.test(String(JSON.parse(text).detail)) ? undefined : `${said} ${text}`;
}

describe('requests that nobody can serve', () => {
  test(`are many: ${refused.length}`, () => {
    expect(refused.length).toBeGreaterThanOrEqual(400);
  });

  test('are each refused with a sentence, and store nothing', async () => {
    const before = (await engine.storage.read('anna', []))?.state.sequence;
    const wrong: string[] = [];
    for (const sent of refused) {
      const complaint = complaintAbout(sent, await send(sent));
      if (complaint !== undefined) wrong.push(complaint);
    }

    expect(wrong).toEqual([]);
    expect(engine.faults).toEqual([]);
    expect((await engine.storage.read('anna', []))?.state.sequence).toBe(before);
  }, 240_000);

  test.each([
    ['two hosts', 'GET /anna/ HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n'],
    [
      'two tokens',
      'GET /anna/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: DPoP a\r\nAuthorization: DPoP b\r\n\r\n',
    ],
    ['no host', 'GET /anna/ HTTP/1.1\r\n\r\n'],
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a header that never ends', `GET /anna/ HTTP/1.1\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['a length that is no number', 'PUT /anna/x HTTP/1.1\r\nContent-Length: ten\r\n\r\n'],
    [
      'two ways to say the length',
      'PUT /anna/x HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
    ],
  ])('on the bare line, %s: refused, and the line closes', async (_, bytes) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(engine.port, 'localhost', () => socket.write(bytes));
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => {
        chunks.push(chunk);
        socket.end();
      });
      socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
      socket.on('error', reject);
    });

    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

test(
  `of ${REQUESTS} requests put together at random (SEED=${seed}), none is our fault`,
  async () => {
    const random = randomOf(seed);
    const pick = <T>(from: readonly T[]): T => from[random.below(from.length)] as T;
    const types = ['text/turtle', 'application/ld+json', 'text/n3', 'application/sparql-update'];
    const small = [...turtles, ...jsons, ...patches, ...updates].filter(
      ({ length }) => length < 400,
    );
    const noise = (text: string): string => {
      const at = random.below(text.length + 1);
      const inserted = pick(['', '"', '<', '}', '.', '\\', '\u0001', 'é', '?x', '@', '_:']);
      return text.slice(0, at) + inserted + text.slice(at + random.below(3));
    };
    const places = [
      '/anna/',
      '/anna/r/a',
      '/anna/r/b.ttl',
      '/anna/r/',
      '/anna/r/b.ttl.meta',
      ...paths,
    ];
    const make = (): Sent => ({
      method: pick([...methods, 'OPTIONS']),
      path: pick(places),
      headers: {
        'content-type': pick([...types, 'text/plain', 'x']),
        ...(random.below(4) === 0 ? { 'if-match': pick(['*', '"x"', 'W/"x"', 'x', '']) } : {}),
        ...(random.below(4) === 0
          ? { range: pick(['bytes=0-', 'bytes=-1', 'bytes=5-1', 'x']) }
          : {}),
        ...(random.below(4) === 0 ? { accept: pick([...types, '*/*;q=0', 'x', ';;,']) } : {}),
        ...(random.below(6) === 0 ? { slug: pick(['..', 'a/b', '%00', '.acl', 'x']) } : {}),
      },
      body: noise(pick(small)),
    });
    const wrong: string[] = [];
    let left = REQUESTS;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const sent = make();
        const { status, text } = await send(sent);
        if (status >= 500 && status !== 503)
          wrong.push(`${JSON.stringify(sent)}: ${status} ${text}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));

    expect(wrong).toEqual([]);
    expect(engine.faults).toEqual([]);
    expect((await send({ method: 'GET', path: '/anna/note.ttl' })).status).toBe(200);
  },
  60_000 + REQUESTS * 10,
);
