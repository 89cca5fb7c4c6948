import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';
import { verifyStorage } from '../../../pod-server/storage/maintenance/verify.ts';
import { openStorage } from '../../../pod-server/storage/open-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { done, get, names, newPod, put, remove, text } from './suite-kit.ts';

const ROUNDS = 5;

let kit: string;
let folder: string;

beforeAll(async () => {
  kit = await mkdtemp(join(tmpdir(), 'lmdb-writer-'));
  await build({
    entryPoints: ['lmdb-writer.ts', 'lmdb-filler.ts'].map((name) =>
      join(import.meta.dirname, name),
    ),
    outdir: kit,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The native library is found from where it is installed.
    plugins: [
      {
        name: 'installed',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^lmdb$/ }, ({ path }) => ({
            path: createRequire(import.meta.url).resolve(path),
            external: true,
          })),
      },
    ],
  });
});

afterAll(() => rm(kit, { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmdb-faults-'));
});

afterEach(() => rm(folder, { recursive: true }));

test('a writer that is killed at any moment loses nothing that it acknowledged', async () => {
  const acknowledged = new Map<string, string>();
  await withStorage(async (storage) => {
    await storage.createPod('ada', { owners: [], changes: [] });
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    const writer = startWriter(`${round}`);
    let count = 0;
    await new Promise<void>((resolve) => {
      writer.on('message', ([path, content]: [string, string]) => {
        acknowledged.set(path, content);
        count += 1;
        if (count === 30 + round * 7) resolve();
      });
    });
    writer.kill('SIGKILL');
    await once(writer, 'exit');

    await withStorage(async (storage) => {
      for (const [path, content] of acknowledged) {
        // What was not acknowledged may be there as well, but only whole and newer.
        const found = (await text(storage, 'ada', path)) ?? '';
        expect(Number(found)).toBeGreaterThanOrEqual(Number(content));
        expect(Number(found)).toBeLessThanOrEqual(Number(content) + 1);
      }
      expect((await verifyStorage({ storage })).findings).toEqual([]);
    });
  }
});

test('two processes on one folder see each other at once and never write over each other', async () => {
  await withStorage(async (storage) => {
    await storage.createPod('ada', { owners: [], changes: [] });
    const hinted = new Promise<void>((resolve) => {
      storage.onHint((pod) => pod === 'ada' && resolve());
    });
    const writer = startWriter('other');
    const told: string[] = [];
    await new Promise<void>((resolve, reject) => {
      writer.on('message', ([path, content]: [string, string]) => {
        told.push(path);
        text(storage, 'ada', path)
          .then((found) => {
            expect(Number(found)).toBeGreaterThanOrEqual(Number(content));
            if (told.length > 40) resolve();
          })
          .catch(reject);
      });
    });
    await Promise.all(
      Array.from({ length: 40 }, (_, at) => done(storage, 'ada', put(`/mine/${at}`))),
    );
    await hinted;
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    expect(await names(storage, 'ada', '/mine/')).toHaveLength(40);
    await done(storage, 'ada', put('/after'));
    expect((await verifyStorage({ storage })).findings).toEqual([]);
  });
});

test('on a full disk nothing changes, reads and deletions go on', async () => {
  let pod = '';
  await withStorage(async (storage) => {
    pod = await newPod(storage);
    await done(storage, pod, put('/a', 'kept'), put('/b'));
  });
  // More is to stay free than there can be: the disk counts as full.
  const full = await openLmdbStorage({ folder, reserveBytes: 2 ** 60 });
  try {
    const before = await full.read(pod, ['/', '/a']);
    await expect(done(full, pod, put('/a', 'new'))).rejects.toMatchObject({ code: 'FULL' });
    await expect(full.createPod('new', { owners: [], changes: [] })).rejects.toMatchObject({
      code: 'FULL',
    });
    await expect(full.keyValues.set('a', 'b', 'c')).rejects.toMatchObject({ code: 'FULL' });
    await expect(full.stage(chunks(100_000), 200_000)).rejects.toMatchObject({ code: 'FULL' });
    expect(await full.read(pod, ['/', '/a'])).toEqual(before);
    await done(full, pod, remove('/b'));
    expect(await names(full, pod, '/')).toEqual(['/a']);
  } finally {
    await full.close();
  }
  await withStorage(async (storage) => {
    await done(storage, pod, put('/c'));
    expect(await leftBodies()).toEqual([]);
  });
});

// A disk of its own needs Linux's unshare and the right to use it.
const hasOwnDisks = spawnSync('unshare', ['-rm', 'true']).status === 0;

test.skipIf(!hasOwnDisks)('when the disk takes no more, nothing acknowledged is lost', async () => {
  const script = 'mount -t tmpfs -o size=16m tmpfs "$2" && exec "$0" "$1" "$2/pods"';
  const program = join(kit, 'lmdb-filler.mjs');
  const command = ['-rm', 'sh', '-c', script, process.execPath, program, folder];
  const filler = spawn('unshare', command);
  let output = '';
  filler.stdout.on('data', (piece: Buffer) => {
    output += piece.toString();
  });
  const [exitCode] = await once(filler, 'close');

  expect(exitCode).toBe(0);
  const report = JSON.parse(output.slice(output.indexOf('{')));
  expect(report).toMatchObject({ refusedAs: 'FULL', readAgain: report.written, deleted: 20 });
  expect(report.written).toBeGreaterThan(20);
  expect(report.writtenAfterwards).toBeGreaterThan(0);
  expect(report.findings).toEqual([]);
});

test('more claims than may be remembered are refused rather than forgotten', async () => {
  const storage = await openLmdbStorage({ folder, claimsMax: 10 });
  try {
    const later = Date.now() + 600_000;
    for (let at = 0; at < 10; at += 1) expect(await storage.claimOnce(`${at}`, later)).toBe(true);
    await expect(storage.claimOnce('one more', later)).rejects.toMatchObject({ code: 'BUSY' });
    expect(await storage.claimOnce('3', later)).toBe(false);
  } finally {
    await storage.close();
  }
  const other = await openLmdbStorage({ folder, claimsMax: 20 });
  for (let at = 0; at < 8; at += 1)
    expect(await other.claimOnce(`short ${at}`, Date.now() + 1)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 10));
  for (let at = 0; at < 10; at += 1)
    expect(await other.claimOnce(`long ${at}`, Date.now() + 600_000)).toBe(true);
  await other.close();
});

test('what dead processes left of uploads is removed in time, and nothing else', async () => {
  await withStorage(async (storage) => {
    const pod = await newPod(storage);
    const temporary = join(folder, 'bodies', 'tmp');
    await (await storage.stage(chunks(10), 10)).discard();
    await writeFile(join(temporary, 'dead'), 'half an upload');
    await writeFile(join(temporary, 'alive'), 'half an upload');
    const yesterday = Date.now() / 1_000 - 86_400;
    await utimes(join(temporary, 'dead'), yesterday, yesterday);
    await withStorage(async (other) => {
      const body = await other.stage(chunks(100_000), 100_000);
      await done(other, pod, { kind: 'put', path: '/film', contentType: '', body });
    });
    expect(await readdir(temporary)).toEqual(['alive']);
    const film = (await get(storage, pod, '/film'))?.body;
    if (film === undefined || Buffer.isBuffer(film)) throw new Error('no film');
    expect(await buffer(storage.openBody(film))).toHaveLength(100_000);
  });
});

test('one look at what dead processes left has an end, and the next goes on', async () => {
  const temporary = join(folder, 'bodies', 'tmp');
  await mkdir(temporary, { recursive: true });
  const yesterday = Date.now() / 1_000 - 86_400;
  for (let at = 0; at < 70; at += 1) {
    await writeFile(join(temporary, `${at}`), '');
    await utimes(join(temporary, `${at}`), yesterday, yesterday);
  }
  for (const left of [6, 0]) {
    await withStorage(async (storage) => {
      await (await storage.stage(chunks(10), 10)).discard();
    });
    expect(await readdir(temporary)).toHaveLength(left);
  }
});

test('a pod is not imported onto a full disk', async () => {
  const full = await openLmdbStorage({ folder, reserveBytes: 2 ** 60 });
  try {
    await withStorage(async (storage) => {
      const pod = await newPod(storage);
      await expect(full.importPod('copy', storage.exportPod(pod), false)).rejects.toMatchObject({
        code: 'FULL',
      });
    });
    expect(await full.read('copy', [])).toBeUndefined();
  } finally {
    await full.close();
  }
});

test('the file of a body that nobody names any more goes in time, but not while it is exported', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    let pod = '';
    await withStorage(async (storage) => {
      pod = await newPod(storage);
      const body = await storage.stage(chunks(100_000), 100_000);
      await done(storage, pod, { kind: 'put', path: '/film', contentType: '', body });
      await storage.stage(chunks(100_000), 100_000);
    });
    await withStorage(async (storage) => {
      const parts = storage.exportPod(pod)[Symbol.asyncIterator]();
      await parts.next();
      await done(storage, pod, remove('/film'));
      vi.setSystemTime(Date.now() + 120_000);
      await done(storage, pod, put('/a'));
      await parts.return?.();
    });
    expect(await leftBodies()).toHaveLength(2);
    await withStorage((storage) => done(storage, pod, put('/b')).then(() => undefined));
    expect(await leftBodies()).toHaveLength(1);

    // What was staged for a commit that never came goes as well, only later.
    vi.setSystemTime(Date.now() + 7_200_000);
    await withStorage((storage) => done(storage, pod, put('/c')).then(() => undefined));
    expect(await leftBodies()).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('what lies on the disk is for its owner only', async () => {
  await withStorage(async (storage) => {
    const pod = await newPod(storage);
    const body = await storage.stage(chunks(100_000), 100_000);
    await done(storage, pod, { kind: 'put', path: '/film', contentType: '', body });
    storage.onHint(() => undefined);
    for (const name of ['.', ...(await readdir(folder, { recursive: true }))]) {
      const { mode } = await stat(join(folder, name));
      expect(mode & 0o077, name).toBe(0);
    }
  });
});

test('a folder that cannot be used is refused', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(openStorage({ kind: 'lmdb', folder: join(folder, 'file') })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
});

test('a closed storage takes no writes', async () => {
  const storage = await openStorage({ kind: 'lmdb', folder });
  const pod = await newPod(storage);
  await storage.close();
  await expect(done(storage, pod, put('/a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

async function withStorage(work: (storage: Storage) => Promise<void>): Promise<void> {
  const storage = await openLmdbStorage({ folder });
  try {
    await work(storage);
  } finally {
    await storage.close();
  }
}

/** A process that writes counters to /NAME/… and tells each that was acknowledged. */
function startWriter(name: string): ChildProcess {
  return fork(join(kit, 'lmdb-writer.mjs'), [folder, name]);
}

async function leftBodies(): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'bodies'), { recursive: true });
  return names.filter((name) => name.includes('-'));
}

async function* chunks(bytes: number): AsyncGenerator<Buffer> {
  yield Buffer.alloc(bytes, 'x');
}
