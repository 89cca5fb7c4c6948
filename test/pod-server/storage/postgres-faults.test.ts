import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresStorage } from '../../../pod-server/storage/postgres/postgres-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { noPostgres, PostgresServer } from '../../kit/postgres.ts';
import { Wire } from '../../kit/wire.ts';
import { commit, done, get, newPod, OWNER, put, remove, state, text } from './suite-kit.ts';

/** What is promised to whoever asks while the database is gone, and once it is back. */
const TOLD_MILLISECONDS_MAX = 2_000;
const BACK_MILLISECONDS_MAX = 5_000;

describe.skipIf(noPostgres)('PostgreSQL and what goes wrong', () => {
  let server: PostgresServer;
  const opened: Storage[] = [];
  beforeAll(async () => {
    server = await PostgresServer.create();
  });
  afterEach(async () => {
    for (const storage of opened.splice(0)) await storage.close();
  });
  afterAll(() => server.remove());

  async function open(url = server.url): Promise<Storage> {
    const storage = await openPostgresStorage({ url });
    opened.push(storage);
    return storage;
  }

  describe('several processes', () => {
    test('a database without tables can be opened by many at once', async () => {
      const url = await server.newDatabase();
      const storages = await Promise.all(Array.from({ length: 8 }, () => open(url)));
      const made = await Promise.all(
        storages.map((storage) => storage.createPod('one', { owners: [OWNER], changes: [] })),
      );
      expect(made.filter(Boolean)).toHaveLength(1);
    });

    test('of many that replace the same version through several servers, one does', async () => {
      const storages = [await open(), await open(), await open()];
      const pod = await newPod(await open());
      for (let round = 0; round < 10; round += 1) {
        const version = (await get(first(storages), pod, '/a'))?.version;
        const outcomes = await Promise.all(
          Array.from({ length: 12 }, (_, at) =>
            commit(pick(storages, at), pod, [put('/a', `${at}`)], [{ path: '/a', version }]),
          ),
        );
        expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
      }
    });

    test('commits to one pod through several servers lose nothing and leave no gap', async () => {
      const storages = [await open(), await open(), await open()];
      const pod = await newPod(first(storages));
      const outcomes = await Promise.all(
        Array.from({ length: 150 }, (_, at) => done(pick(storages, at), pod, put(`/box/${at}`))),
      );
      const feed = await first(storages).feed(pod, 0, 10_000);
      expect(feed.map(({ sequence }) => sequence)).toEqual(feed.map((_, at) => at + 1));
      const told = outcomes.flatMap(({ entries }) => entries.map(({ sequence }) => sequence));
      expect(told.toSorted((one, other) => one - other)).toEqual(
        feed.slice(-told.length).map(({ sequence }) => sequence),
      );
      const page = await first(storages).children(pod, '/box/', { limit: 1_000 });
      expect(page?.children).toHaveLength(150);
    });

    test('values and identifiers have one winner among several servers', async () => {
      const storages = [await open(), await open(), await open()];
      const key = randomUUID();
      const sets = storages.map(({ keyValues }) =>
        keyValues.set('s', key, 'v', { ifVersion: null }),
      );
      expect((await Promise.all(sets)).filter(Boolean)).toHaveLength(1);
      const claims = storages.map((storage) => storage.claimOnce(key, Date.now() + 60_000));
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    });

    test('who listens at one server is told what was committed at another', async () => {
      const [here, there] = [await open(), await open()];
      const pod = await newPod(there);
      const told = new Promise<string>((resolve) => {
        here.onHint((hint) => hint === pod && resolve(hint));
      });
      // The first hints may come before this server listens.
      const writing = setInterval(() => void commit(there, pod, [put('/a')]), 100);
      expect(await told.finally(() => clearInterval(writing))).toBe(pod);
    });

    test('a staged body is taken by one commit only, whichever server it comes through', async () => {
      const [here, there] = [await open(), await open()];
      const [one, other] = [await newPod(here), await newPod(there)];
      const body = await here.stage(pieces(randomBytes(300_000)), 1_000_000);
      const change = { kind: 'put', path: '/film', contentType: '', body } as const;
      const outcomes = await Promise.allSettled([
        commit(here, one, [change]),
        commit(there, other, [change]),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('a database that goes and comes back', () => {
    test('stopped under load: told within 2 s, back within 5 s, nothing acknowledged is lost', async () => {
      const storage = await open();
      const pods = [await newPod(storage), await newPod(storage), await newPod(storage)];
      const load = new Load(storage, pods);
      await load.until(60);
      await server.stop();
      await toldInTime(storage, pods[0] ?? '');
      await server.start();
      await backInTime(storage, pods[0] ?? '');
      await load.until(60);
      await load.end();
      await load.check();
    });

    test('killed under load: nothing acknowledged is lost', async () => {
      const storage = await open();
      const pods = [await newPod(storage), await newPod(storage)];
      const load = new Load(storage, pods);
      for (let round = 0; round < 3; round += 1) {
        await load.until(30);
        await server.kill();
        await server.start();
        await backInTime(storage, pods[0] ?? '');
      }
      await load.end();
      await load.check();
    });

    test('a network that swallows everything: told within 2 s, back within 5 s', async () => {
      const wire = await Wire.to(server.port);
      const storage = await open(server.urlAt(wire.port));
      const pod = await newPod(storage);
      const load = new Load(storage, [pod, await newPod(storage)]);
      await load.until(30);
      wire.swallow();
      await toldInTime(storage, pod);
      wire.mend();
      await backInTime(storage, pod);
      await load.end();
      await load.check();
      await storage.close();
      await wire.close();
    });

    test('connections that break at any moment, COMMIT included, acknowledge nothing falsely', async () => {
      const wire = await Wire.to(server.port);
      const storage = await open(server.urlAt(wire.port));
      const pods = [await newPod(storage), await newPod(storage)];
      const load = new Load(storage, pods);
      for (let round = 0; round < 30; round += 1) {
        await load.until(5);
        wire.cut();
      }
      await load.end();
      await load.check();
      await storage.close();
      await wire.close();
    });

    test('a database that is not there is told when it is opened', async () => {
      const started = Date.now();
      await expect(openPostgresStorage({ url: server.urlAt(1) })).rejects.toMatchObject({
        name: 'StorageError',
        code: 'UNAVAILABLE',
      });
      expect(Date.now() - started).toBeLessThan(TOLD_MILLISECONDS_MAX);
    });
  });

  describe('damage', () => {
    test('a byte that flipped is told and not given out', async () => {
      const storage = await open();
      const pod = await newPod(storage);
      const large = randomBytes(600_000);
      const body = await storage.stage(pieces(large), 1_000_000);
      await done(storage, pod, put('/a', 'hello'), put('/b', 'world'));
      await done(storage, pod, { kind: 'put', path: '/film', contentType: '', body });
      await server.query(
        "UPDATE records SET value = set_byte(value, length(value) - 1, 0) WHERE pod = $1 AND key = 'r/a'",
        [pod],
      );
      await server.query(
        'UPDATE body_pieces SET bytes = set_byte(bytes, 7, get_byte(bytes, 7) # 1)',
      );

      await expect(get(storage, pod, '/a')).rejects.toMatchObject({ code: 'CORRUPT' });
      expect(await text(storage, pod, '/b')).toBe('world');
      const film = (await get(storage, pod, '/film'))?.body;
      if (film === undefined || Buffer.isBuffer(film)) throw new Error('no film');
      await expect(buffer(storage.openBody(film))).rejects.toMatchObject({ code: 'CORRUPT' });
      const damage = [];
      for await (const part of storage.exportPod(pod))
        if (part.kind === 'damage') damage.push(part);
      expect(damage).toHaveLength(1);
    });
  });

  describe('a full disk', () => {
    test('is told as such, and what stands can be read and deleted', async () => {
      const storage = await open();
      const pod = await newPod(storage);
      await done(storage, pod, put('/a', 'before'));
      // The answer that PostgreSQL gives when a file cannot grow.
      await server.query(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE disk_full; END$$`);
      await server.query(`CREATE TRIGGER full_disk BEFORE INSERT ON records FOR EACH ROW
        WHEN (new.key = 'r/b') EXECUTE FUNCTION no_room()`);
      await server.query(`CREATE TRIGGER full_disk BEFORE INSERT ON body_pieces FOR EACH ROW
        EXECUTE FUNCTION no_room()`);

      await expect(done(storage, pod, put('/b'))).rejects.toMatchObject({ code: 'FULL' });
      await expect(storage.stage(pieces(randomBytes(10)), 100)).rejects.toMatchObject({
        code: 'FULL',
      });

      expect(await text(storage, pod, '/a')).toBe('before');
      expect(await get(storage, pod, '/b')).toBeUndefined();
      await done(storage, pod, remove('/a'));
      await server.query('DROP FUNCTION no_room CASCADE');
      await done(storage, pod, put('/b'));
    });
  });

  describe('what nobody names', () => {
    test('a body that was replaced, or never committed, leaves the database in time', async () => {
      const storage = await open();
      const pod = await newPod(storage);
      await server.query('DELETE FROM body_pieces');
      await server.query('DELETE FROM body_dues');
      for (let round = 0; round < 2; round += 1) {
        const body = await storage.stage(pieces(randomBytes(300_000)), 1_000_000);
        await done(storage, pod, { kind: 'put', path: '/film', contentType: '', body });
      }
      await storage.stage(pieces(randomBytes(300_000)), 1_000_000);
      await done(storage, pod, remove('/film'));
      expect(await server.query('SELECT FROM body_dues')).toHaveLength(3);
      // As if a day had passed.
      await server.query('UPDATE body_dues SET due = due - 86400000');

      const later = await open();
      await done(later, pod, put('/a'));
      await later.close();

      expect(await server.query('SELECT FROM body_pieces')).toHaveLength(0);
      expect(await server.query('SELECT FROM body_dues')).toHaveLength(0);
    });
  });

  async function backInTime(storage: Storage, pod: string): Promise<void> {
    const until = Date.now() + BACK_MILLISECONDS_MAX;
    for (;;) {
      try {
        await done(storage, pod, put('/back'));
        return;
      } catch (error) {
        expect(error).toMatchObject({ code: 'UNAVAILABLE' });
        expect(Date.now()).toBeLessThan(until);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
});

/** Asks for everything at once: each answer is UNAVAILABLE, in time. */
async function toldInTime(storage: Storage, pod: string): Promise<void> {
  const started = Date.now();
  const asked: readonly Promise<unknown>[] = [
    storage.read(pod, ['/']),
    storage.children(pod, '/', { limit: 10 }),
    storage.feed(pod, 0, 10),
    storage.commit(pod, { changes: [put('/asked')], preconditions: [] }),
    storage.createPod(`${pod}-more`, { owners: [], changes: [] }),
    storage.changePod(pod, { owners: [OWNER] }),
    storage.stage(pieces(randomBytes(1_000)), 10_000),
    storage.pods({ limit: 1 }),
    storage.claimOnce(randomUUID(), started + 60_000),
    storage.keyValues.get('s', 'k'),
    storage.keyValues.set('s', 'k', 'v'),
    storage.keyValues.delete('s', 'k'),
    storage.keyValues.list('s', { limit: 1 }),
    storage.keyValues.spaces(),
    storage.exportPod(pod)[Symbol.asyncIterator]().next(),
  ];
  const answers = await Promise.allSettled(asked);
  expect(Date.now() - started).toBeLessThan(TOLD_MILLISECONDS_MAX);
  for (const [at, answer] of answers.entries())
    expect(answer, `call ${at}`).toMatchObject({
      status: 'rejected',
      reason: { name: 'StorageError', code: 'UNAVAILABLE' },
    });
}

/** Writers that go on whatever happens, and remember what they were told. */
class Load {
  readonly #storage: Storage;
  readonly #acknowledged = new Map<string, Map<string, string>>();
  readonly #writers: readonly Promise<void>[];
  #count = 0;
  #isEnding = false;
  #wake: () => void = () => undefined;

  public constructor(storage: Storage, pods: readonly string[]) {
    this.#storage = storage;
    this.#writers = pods.flatMap((pod) => [this.#write(pod, 'x'), this.#write(pod, 'y')]);
  }

  /** So many writes more are acknowledged. */
  public async until(more: number): Promise<void> {
    const goal = this.#count + more;
    while (this.#count < goal) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  public async end(): Promise<void> {
    this.#isEnding = true;
    await Promise.all(this.#writers);
  }

  /** All that was acknowledged is there, and the feed has neither gap nor double. */
  public async check(): Promise<void> {
    for (const [pod, writes] of this.#acknowledged) {
      const paths = [...writes.keys()];
      const read = await this.#storage.read(pod, paths);
      for (const [at, path] of paths.entries())
        expect(read?.resources[at]?.body.toString(), path).toBe(writes.get(path));
      const feed = await this.#storage.feed(pod, 0, 1_000_000);
      expect(feed.map(({ sequence }) => sequence)).toEqual(feed.map((_, at) => at + 1));
      expect((await state(this.#storage, pod)).sequence).toBe(feed.length);
    }
  }

  async #write(pod: string, writer: string): Promise<void> {
    const writes = this.#acknowledged.get(pod) ?? new Map<string, string>();
    this.#acknowledged.set(pod, writes);
    for (let round = 0; !this.#isEnding; round += 1) {
      const [path, body] = [`/${writer}/${round}`, randomUUID()];
      try {
        await done(this.#storage, pod, put(path, body));
        writes.set(path, body);
        this.#count += 1;
        this.#wake();
      } catch (error) {
        expect(error).toMatchObject({ name: 'StorageError', code: 'UNAVAILABLE' });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_000) yield bytes.subarray(at, at + 65_000);
}

function pick(storages: readonly Storage[], at: number): Storage {
  const storage = storages[at % storages.length];
  if (storage === undefined) throw new Error('no storage');
  return storage;
}

function first(storages: readonly Storage[]): Storage {
  return pick(storages, 0);
}
