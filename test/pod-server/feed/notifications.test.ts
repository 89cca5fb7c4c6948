import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { boris, closed, type Engine, startEngine } from '../../kit/engine.ts';

const CONTEXT = 'https://www.w3.org/ns/solid/notification/v1';

interface Told {
  readonly type: string;
  readonly object: string;
  readonly target?: string;
  readonly state?: string;
}

let engine: Engine;

beforeEach(async () => {
  engine = await startEngine();
});

afterEach(() => engine.close());

async function subscribe(
  type: string,
  topic: string,
  more: Readonly<Record<string, unknown>> = {},
  as?: string,
): Promise<Response> {
  return fetch(`${engine.baseUrl}.notifications/${type}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/ld+json',
      ...(as === undefined ? {} : { authorization: `DPoP ${as}` }),
    },
    body: JSON.stringify({ '@context': [CONTEXT], type, topic, ...more }),
  });
}

async function channelTo(topic: string, as?: string): Promise<string> {
  const answer = await subscribe('WebSocketChannel2023', topic, {}, as);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { receiveFrom: string }).receiveFrom;
}

/** Resolves with the first messages of a socket, as many as are wanted. */
async function listen(url: string): Promise<{
  readonly socket: WebSocket;
  take(count: number): Promise<readonly Told[]>;
}> {
  const socket = new WebSocket(url);
  const told: Told[] = [];
  socket.on('message', (data) => told.push(JSON.parse(String(data)) as Told));
  await once(socket, 'open');
  return {
    socket,
    take: async (count) => {
      while (told.length < count) await once(socket, 'message');
      return told.slice(0, count);
    },
  };
}

function put(place: string, body: string): Promise<Response> {
  return engine.ask(place, { method: 'PUT', headers: { 'content-type': 'text/plain' }, body });
}

describe('a WebSocket channel', () => {
  test('tells each change of a document once and in order, also those before it was connected', async () => {
    const topic = `${engine.root}note`;
    const receiveFrom = await channelTo(topic);
    const tags = [(await put('note', 'one')).headers.get('etag')];
    const { socket, take } = await listen(receiveFrom);
    for (const text of ['two', 'three']) tags.push((await put('note', text)).headers.get('etag'));
    await engine.ask('note', { method: 'DELETE' });

    const told = await take(4);

    expect(told.map(({ type }) => type)).toEqual(['Create', 'Update', 'Update', 'Delete']);
    expect(told.slice(0, 3).map(({ state }) => state)).toEqual(tags);
    expect(new Set(told.map(({ object }) => object))).toEqual(new Set([topic]));
    socket.close();
  });

  test('tells what comes into a container and what leaves it', async () => {
    await put('box/first', '1');
    const { socket, take } = await listen(await channelTo(`${engine.root}box/`));
    await put('box/second', '2');
    await engine.ask('box/first', { method: 'DELETE' });

    const told = await take(2);

    expect(told.map(({ type, object }) => [type, object])).toEqual([
      ['Add', `${engine.root}box/second`],
      ['Remove', `${engine.root}box/first`],
    ]);
    expect(told[0]?.target).toBe(`${engine.root}box/`);
    socket.close();
  });

  test('misses nothing of fifty writers at once', async () => {
    await put('box/first', '1');
    const { socket, take } = await listen(await channelTo(`${engine.root}box/`));
    await Promise.all(Array.from({ length: 50 }, (_, number) => put(`box/n${number}`, 'x')));

    const told = await take(50);

    expect(new Set(told.map(({ object }) => object)).size).toBe(50);
    socket.close();
  });

  test('ends when its reader loses access', async () => {
    const { socket } = await listen(await channelTo(`${engine.root}note`, boris));
    const end = once(socket, 'close');
    await engine.ask('.acl', {
      method: 'PUT',
      headers: { 'content-type': 'text/turtle' },
      body: closed,
      as: engine.owner,
    });

    await end;

    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  test('that was ended does not open again', async () => {
    const receiveFrom = await channelTo(`${engine.root}note`);
    const channel = receiveFrom.replace(/^ws/, 'http');

    expect((await fetch(channel, { method: 'DELETE' })).status).toBe(204);
    const socket = new WebSocket(receiveFrom);
    const [error] = await once(socket, 'error');

    expect(String(error)).toContain('404');
  });
});

test('a streaming channel sends what happens in one long answer', async () => {
  const answer = await subscribe('StreamingHTTPChannel2023', `${engine.root}note`);
  const { receiveFrom } = (await answer.json()) as { receiveFrom: string };
  const stream = await fetch(receiveFrom);
  await put('note', 'one');

  const reader = stream.body?.getReader();
  const first = await reader?.read();

  expect(JSON.parse(Buffer.from(first?.value ?? []).toString())).toMatchObject({ type: 'Create' });
  await reader?.cancel();
});

describe('a webhook', () => {
  test('is signed, tried again until it is taken, and told all in order', async () => {
    const bodies: Told[] = [];
    const requests: IncomingMessage[] = [];
    const received = new Promise<void>((resolve) => {
      receiver.on('request', async (request, response) => {
        requests.push(request);
        const body = Buffer.concat(await request.toArray()).toString();
        // The first two are not taken.
        const isTaken = requests.length > 2;
        response.writeHead(isTaken ? 200 : 503).end();
        if (isTaken) bodies.push(JSON.parse(body) as Told);
        if (bodies.length === 2) resolve();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, 'localhost', resolve));
    const sendTo = `http://localhost:${(receiver.address() as AddressInfo).port}/here`;
    const answer = await subscribe('WebhookChannel2023', `${engine.root}note`, { sendTo });
    expect(answer.status).toBe(200);
    await put('note', 'one');
    await put('note', 'two');

    await received;

    expect(bodies.map(({ type }) => type)).toEqual(['Create', 'Update']);
    expect(requests[0]?.headers.authorization).toMatch(/^DPoP /);
    expect(requests[0]?.headers.dpop).toBeDefined();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const receiver = createServer();
});

describe('a subscription is refused', () => {
  test.each([
    ['to what lies on another server', 422, { topic: 'https://elsewhere.invalid/x' }],
    ['of another type than the service', 422, { type: 'WebhookChannel2023' }],
    ['without the known context', 422, { '@context': ['https://elsewhere.invalid/context'] }],
    ['with a rate that is no duration', 422, { rate: 'often' }],
  ])('%s', async (_, status, more) => {
    const answer = await subscribe('WebSocketChannel2023', `${engine.root}note`, more);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  test('to those who may not read: 401 without a name, 403 with one', async () => {
    await engine.close();
    engine = await startEngine({ rules: closed });
    const topic = `${engine.root}note`;

    expect((await subscribe('WebSocketChannel2023', topic)).status).toBe(401);
    expect((await subscribe('WebSocketChannel2023', topic, {}, boris)).status).toBe(403);
  });
});

test('each service describes itself', async () => {
  for (const type of ['WebSocketChannel2023', 'WebhookChannel2023', 'StreamingHTTPChannel2023']) {
    const answer = await fetch(`${engine.baseUrl}.notifications/${type}/`);

    expect(await answer.json()).toMatchObject({
      channelType: `http://www.w3.org/ns/solid/notifications#${type}`,
    });
  }
});
