import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from 'n3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { closed, turtle } from '../../kit/engine.ts';
import type { OwnStorage } from '../../kit/storage-under-test.ts';
import {
  createAnna,
  type NotifyingProcess,
  podOfAnna,
  root,
  startProcess,
  write,
} from './notifying-process.ts';

const SOCKET = 'WebSocketChannel2023';
const STREAM = 'StreamingHTTPChannel2023';
const note = (text: string) => turtle('/note', `<#a> <#b> "${text}".`);

let storage: Storage;
let remove: OwnStorage['remove'];
let process: NotifyingProcess;

beforeEach(async () => {
  ({ storage, remove } = await podOfAnna());
  process = await startProcess(storage);
});

afterEach(async () => {
  await process.close();
  await remove();
});

describe('a channel', () => {
  test('that one process gave can be used at another', async () => {
    await using other = await startProcess(storage);
    const channel = await process.subscribe(SOCKET, { topic: `${root}note` });
    await write(storage, note('one'));
    const { take } = await other.listen(channel);
    await write(storage, note('two'));

    const told = await take(2);

    expect(told.map(({ type }) => type)).toEqual(['Create', 'Update']);
  });

  test('that broke off goes on where it was', async () => {
    const channel = await process.subscribe(SOCKET, { topic: `${root}note` });
    const before = await process.listen(channel);
    await write(storage, note('one'));
    const [first] = await before.take(1);
    before.socket.close();
    await once(before.socket, 'close');
    await write(storage, note('two'));
    const after = await process.listen(channel);

    const told = await after.take(1);

    // What was told may be told again when the end of a connection was not seen yet, and has the same name then.
    const ids = new Set(
      [first, ...told, ...(await after.take(told[0]?.type === 'Create' ? 2 : 1))].map(
        (one) => one?.id,
      ),
    );
    expect(ids.size).toBe(2);
    expect(after.told.at(-1)?.type).toBe('Update');
    after.socket.close();
  });

  test('ends at its time', async () => {
    const endAt = new Date(Date.now() + 1_000).toISOString();
    const channel = await process.subscribe(SOCKET, { topic: `${root}note`, endAt });
    const { socket } = await process.listen(channel);

    await once(socket, 'close');

    expect(channel.endAt).toBe(endAt);
    await expect(process.listen(channel)).rejects.toThrow('404');
  });

  test('ends for who is connected when it is ended', async () => {
    const channel = await process.subscribe(SOCKET, { topic: `${root}note` });
    const { socket } = await process.listen(channel);
    const end = once(socket, 'close');

    const answer = await process.ask(new URL(channel.id).pathname, { method: 'DELETE' });

    expect(answer.status).toBe(204);
    expect((await end)[0]).toBe(1_000);
  });

  test('tells at once that the topic is no longer what the subscriber knew', async () => {
    await write(storage, note('one'));
    const known = (await storage.read('anna', ['/note']))?.resources[0]?.version;
    await write(storage, note('two'));
    const now = (await storage.read('anna', ['/note']))?.resources[0]?.version;
    const wanted = { topic: `${root}note`, state: `"${known}"` };
    const { take, socket } = await process.listen(await process.subscribe(SOCKET, wanted));

    const [first] = await take(1);

    expect(first).toMatchObject({ type: 'Update', state: `"${now}"` });
    socket.close();
  });

  test('tells of nothing when the subscriber knows the state, and of nothing before its start', async () => {
    await write(storage, note('one'));
    const known = (await storage.read('anna', ['/note']))?.resources[0]?.version;
    const topic = `${root}note`;
    const startAt = new Date(Date.now() + 3_600_000).toISOString();
    const knowing = await process.listen(
      await process.subscribe(SOCKET, { topic, state: `"${known}-jsonld"` }),
    );
    const early = await process.listen(await process.subscribe(SOCKET, { topic, startAt }));
    await write(storage, note('two'));

    const told = await knowing.take(1);

    expect(told.map(({ type, state }) => [type, state === `"${known}"`])).toEqual([
      ['Update', false],
    ]);
    expect(early.told).toEqual([]);
    knowing.socket.close();
    early.socket.close();
  });

  test('with a rate tells the latest of what came meanwhile', async () => {
    const wanted = { topic: `${root}note`, rate: 'PT1S' };
    const { take, socket } = await process.listen(await process.subscribe(SOCKET, wanted));
    await write(storage, note('first'));
    await take(1);
    const start = Date.now();
    for (const text of ['second', 'third', 'last']) await write(storage, note(text));
    const version = (await storage.read('anna', ['/note']))?.resources[0]?.version;

    const told = await take(2);

    expect(told[1]?.state).toBe(`"${version}"`);
    expect(Date.now() - start).toBeGreaterThan(700);
    socket.close();
  });

  test('in Turtle speaks Turtle', async () => {
    const wanted = { topic: `${root}note`, accept: 'text/turtle' };
    const channel = await process.subscribe(STREAM, wanted);
    const stream = await process.ask(new URL(channel.receiveFrom).pathname);
    await write(storage, note('one'));

    const quads = new Parser().parse(await firstPiece(stream));

    expect(stream.headers.get('content-type')).toBe('text/turtle');
    expect(quads.map(({ object }) => object.value)).toEqual(
      expect.arrayContaining(['https://www.w3.org/ns/activitystreams#Create', `${root}note`]),
    );
  });

  test('is refused to who has too many', async () => {
    const wanted = { topic: `${root}note`, sendTo: 'https://receiver.exemple.invalid/' };
    for (let count = 0; count < 64; count += 1)
      await process.subscribe('WebhookChannel2023', wanted);

    await expect(process.subscribe('WebhookChannel2023', wanted)).rejects.toThrow('429');
  });
});

describe('a channel that is ended at one process of a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'channels-'));
    const own = await openLmdbStorage({ folder });
    await createAnna(own);
    await own.close();
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('ends for who is connected at another, long before its heartbeat', async () => {
    await using near = await processOn(folder);
    await using far = await processOn(folder);
    const topic = `${root}note`;
    const socketChannel = await near.subscribe(SOCKET, { topic });
    const streamChannel = await near.subscribe(STREAM, { topic });
    const { socket } = await far.listen(socketChannel);
    const stream = await far.ask(new URL(streamChannel.receiveFrom).pathname);
    const [closed, rest] = [once(socket, 'close'), stream.text()];
    const started = Date.now();

    for (const { id } of [socketChannel, streamChannel])
      await near.ask(new URL(id).pathname, { method: 'DELETE' });

    expect((await closed)[0]).toBe(1_000);
    expect(await rest).toBe('');
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

/** A process with a storage of its own on the folder, as the workers of one server have. */
async function processOn(folder: string): Promise<NotifyingProcess> {
  const own = await openLmdbStorage({ folder });
  const started = await startProcess(own);
  const close = async () => {
    await started.close();
    await own.close();
  };
  return { ...started, close, [Symbol.asyncDispose]: close };
}

describe('a stream of a topic, without a subscription', () => {
  test('begins with the state and goes on with what happens', async () => {
    await write(storage, note('one'));
    const place = `.notifications/${STREAM}/${encodeURIComponent(`${root}note`)}`;
    const stream = await process.ask(place, { headers: { accept: 'application/ld+json' } });
    const reader = stream.body?.getReader();
    const first = JSON.parse(textOf(await reader?.read()));
    await write(storage, note('two'));
    const second = JSON.parse(textOf(await reader?.read()));

    expect([first.type, second.type]).toEqual(['Update', 'Update']);
    expect(first.state).not.toBe(second.state);
    await reader?.cancel();
  });

  test('is refused to who may not read the topic, and ends when its reader may no longer', async () => {
    const place = `.notifications/${STREAM}/${encodeURIComponent(`${root}note`)}`;
    const stream = await process.ask(place);
    const rest = stream.text();
    await write(storage, turtle('/.acl', closed));

    expect(await rest).toContain('Delete');
    expect((await process.ask(place)).status).toBe(401);
    expect(
      (
        await process.ask(place, {
          headers: { authorization: 'DPoP https://boris.exemple.invalid/#me' },
        })
      ).status,
    ).toBe(403);
  });
});

async function firstPiece(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const text = textOf(await reader?.read());
  await reader?.cancel();
  return text;
}

function textOf(read: { readonly value?: Uint8Array | undefined } | undefined): string {
  return Buffer.from(read?.value ?? []).toString();
}
