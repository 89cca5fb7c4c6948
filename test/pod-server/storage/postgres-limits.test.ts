import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Connections } from '../../../pod-server/storage/postgres/connections.ts';
import { NotifyHints } from '../../../pod-server/storage/postgres/notify-hints.ts';
import { openPostgresStorage } from '../../../pod-server/storage/postgres/postgres-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { noPostgres, PostgresServer } from '../../kit/postgres.ts';
import { Wire } from '../../kit/wire.ts';
import { commit, done, get, newPod, OWNER, put, state, text } from './suite-kit.ts';

describe.skipIf(noPostgres)('PostgreSQL and its limits', () => {
  let server: PostgresServer;
  const opened: Storage[] = [];
  beforeAll(async () => {
    server = await PostgresServer.create();
  });
  afterEach(async () => {
    for (const storage of opened.splice(0)) await storage.close();
  });
  afterAll(() => server.remove());

  async function open(url = server.url, claimsMax?: number): Promise<Storage> {
    const storage = await openPostgresStorage({
      url,
      ...(claimsMax !== undefined && { claimsMax }),
    });
    opened.push(storage);
    return storage;
  }

  test('more commits to one pod than may wait are refused as BUSY, and all others are done', async () => {
    const storage = await open();
    const pod = await newPod(storage);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5_200 }, () => commit(storage, pod, [put('/a')])),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(one).toMatchObject({ reason: { code: 'BUSY' } });
    await done(storage, pod, put('/b'));
  });

  test('more calls than may wait for a connection are refused as BUSY, and later ones are answered', async () => {
    const storage = await open();
    const pod = await newPod(storage);
    const calls = Array.from({ length: 10_200 }, () => storage.read(pod, ['/']));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.at(-1)).toMatchObject({ reason: { name: 'StorageError', code: 'BUSY' } });
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason.name).toBe('StorageError');
    await done(storage, pod, put('/a'));
    expect(await text(storage, pod, '/a')).toBe('hello');
  });

  test('more claims than may be remembered are refused until some have expired', async () => {
    const url = await server.newDatabase();
    const storage = await open(url, 20);
    const later = Date.now() + 600_000;
    for (let at = 0; at < 10; at += 1) expect(await storage.claimOnce(`${at}`, later)).toBe(true);
    for (let at = 10; at < 20; at += 1)
      expect(await storage.claimOnce(`${at}`, Date.now() + 300)).toBe(true);
    await expect(storage.claimOnce('one more', later)).rejects.toMatchObject({ code: 'BUSY' });
    expect(await storage.claimOnce('3', later)).toBe(false);
    await expect
      .poll(() => storage.claimOnce('room again', later).catch(({ code }) => code))
      .toBe(true);
  });

  test('a pod whose row somebody holds is told in time, and goes on', async () => {
    const storage = await open();
    const pod = await newPod(storage);
    const holder = new Client({ connectionString: server.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM pods WHERE pod = $1 FOR UPDATE', [pod]);
    const started = Date.now();

    await expect(storage.changePod(pod, { bytesMax: 1 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });

    expect(Date.now() - started).toBeLessThan(2_000);
    await holder.query('ROLLBACK');
    await holder.end();
    expect(await storage.changePod(pod, { bytesMax: 7 })).toBe(true);
    expect((await state(storage, pod)).bytesMax).toBe(7);
  });

  test('who listens is told again after its connection broke', async () => {
    const wire = await Wire.to(server.port);
    const [here, there] = [await open(server.urlAt(wire.port)), await open()];
    const told: string[] = [];
    here.onHint((pod) => told.push(pod));
    const [before, after] = [await newPod(there), await newPod(there)];
    // A hint may be lost while nobody listens: so it is given until it was heard.
    const heard = async (pod: string) =>
      expect
        .poll(
          async () => {
            await done(there, pod, put('/a'));
            return told;
          },
          { timeout: 10_000, interval: 100 },
        )
        .toContain(pod);
    await heard(before);
    wire.cut();
    await heard(after);
    await here.close();
    await wire.close();
  });

  test('of hints to others as many are told at once as one notification takes', async () => {
    const storage = await open();
    const told = new Set<string>();
    storage.onHint((pod) => told.add(pod));
    const connections = new Connections(server.url);
    const hints = new NotifyHints(connections);
    // The first may come before anybody listens.
    await expect
      .poll(() => {
        hints.tell('first');
        return told.has('first');
      })
      .toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let at = 0; at < 1_100; at += 1) hints.tell(`${at}`);
    await expect.poll(() => told.has('999')).toBe(true);
    expect(told.has('1000')).toBe(false);
    hints.tell('later');
    await expect.poll(() => told.has('later')).toBe(true);
    await hints.close();
    await connections.close();
  });

  test('a body that is long on its way keeps its note, and is kept', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const storage = await open();
      const pod = await newPod(storage);
      async function* slow(): AsyncGenerator<Buffer> {
        for (let at = 0; at < 4; at += 1) {
          vi.setSystemTime(Date.now() + 1_500_000);
          yield Buffer.alloc(300_000, at);
        }
      }
      const body = await storage.stage(slow(), 2_000_000);
      // Longer than a note lasts, and other servers have swept meanwhile.
      await done(await open(), pod, put('/a'));
      await done(storage, pod, { kind: 'put', path: '/film', contentType: '', body });
      expect((await get(storage, pod, '/film'))?.size).toBe(1_200_000);
    } finally {
      vi.useRealTimers();
    }
  });

  test('an export on a connection that breaks ends as UNAVAILABLE, and the pod is as it was', async () => {
    const wire = await Wire.to(server.port);
    const storage = await open(server.urlAt(wire.port));
    const pod = await newPod(storage);
    await done(storage, pod, put('/a'));
    const parts = storage.exportPod(pod)[Symbol.asyncIterator]();
    expect((await parts.next()).value).toMatchObject({ kind: 'pod' });
    wire.cut();
    await expect(parts.next()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect.poll(() => text(storage, pod, '/a').catch(() => undefined)).toBe('hello');
    await storage.close();
    await wire.close();
  });

  test('a piece that is too short is not given out, though its sum is right', async () => {
    const url = await server.newDatabase();
    const storage = await open(url);
    const pod = await newPod(storage);
    const body = await storage.stage(film(), 1_000_000);
    await done(storage, pod, { kind: 'put', path: '/film', contentType: '', body });
    const client = new Client({ connectionString: url });
    await client.connect();
    const [row] = (await client.query('SELECT file FROM body_pieces WHERE number = 1')).rows;
    const short = Buffer.alloc(5);
    const sum = crc32(short, crc32(`${row.file} 1`));
    await client.query('UPDATE body_pieces SET bytes = $1, sum = $2 WHERE number = 1', [
      short,
      sum,
    ]);
    await client.end();
    const stored = (await get(storage, pod, '/film'))?.body;
    if (stored === undefined || Buffer.isBuffer(stored)) throw new Error('no film');
    await expect(buffer(storage.openBody(stored))).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  test('damage that the database itself finds is told as such', async () => {
    const own = await PostgresServer.create();
    const storage = await openPostgresStorage({ url: own.url });
    try {
      await storage.keyValues.set('accounts', 'ada', '{}');
      const [place] = (await own.query(
        "SELECT current_setting('data_directory') AS folder, pg_relation_filepath('key_values') AS file",
      )) as readonly { folder: string; file: string }[];
      await own.stop();
      const file = await openFile(join(place?.folder ?? '', place?.file ?? ''), 'r+');
      // The head of its first page, which says where on it things lie.
      await file.write(Buffer.alloc(24, 0xff), 0, 24, 0);
      await file.close();
      await own.start();
      await expect
        .poll(() => storage.keyValues.get('accounts', 'ada').catch(({ code }) => code))
        .toBe('CORRUPT');
    } finally {
      await storage.close();
      await own.remove();
    }
  });

  test('tables of a newer version are refused, and tables without one are taken', async () => {
    const url = await server.newDatabase();
    const pod = await newPod(await open(url));
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('INSERT INTO storage_version VALUES (1000)');
    await expect(openPostgresStorage({ url })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'the tables are those of a newer version',
    });
    await client.query('DELETE FROM storage_version');
    await client.end();
    expect((await state(await open(url), pod)).owners).toEqual([OWNER]);
  });
});

async function* film(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(600_000, 'a film of many frames');
}
