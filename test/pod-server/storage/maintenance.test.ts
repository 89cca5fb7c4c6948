import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';
import { backupStorage } from '../../../pod-server/storage/maintenance/backup.ts';
import { FrameWriter } from '../../../pod-server/storage/maintenance/frames.ts';
import { restoreStorage } from '../../../pod-server/storage/maintenance/restore.ts';
import { verifyStorage } from '../../../pod-server/storage/maintenance/verify.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import type { LargeBody, Storage } from '../../../pod-server/storage/storage.ts';
import { done, get, names, put, state, text } from './suite-kit.ts';

const LARGE = Buffer.alloc(600_000, 'a film of many frames. ');

let folder: string;
let storage: Storage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maintenance-'));
  storage = await openLmdbStorage({ folder: join(folder, 'pods') });
});

afterEach(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

test('a sound storage is found sound, and progress is told', async () => {
  await fill();
  const progress: number[] = [];
  const report = await verifyStorage({ storage, onProgress: ({ pods }) => progress.push(pods) });
  expect(report).toMatchObject({ pods: 2, resources: 9, findings: [], findingsCount: 0 });
  expect(report.bytes).toBeGreaterThan(LARGE.length);
  expect(progress).toEqual([1, 2]);
});

test('a flipped byte in a record is found, named and never given out', async () => {
  await fill();
  await flip(join(folder, 'pods', 'records', 'data.mdb'), 'the secret of ada');

  await expect(storage.read('ada', ['/box/a'])).rejects.toMatchObject({ code: 'CORRUPT' });
  expect(await text(storage, 'bea', '/b')).toBe('beta');
  const { findings } = await verifyStorage({ storage });
  expect(findings).toContainEqual({ kind: 'damaged', pod: 'ada', where: 'ada r/box/a' });
  const file = join(folder, 'backup');
  await expect(backupStorage({ storage, file })).rejects.toMatchObject({ code: 'CORRUPT' });
  expect(await readdir(folder)).toEqual(['pods']);
});

test('a flipped byte in a large body is found before its piece is given out', async () => {
  await fill();
  const [file] = await bodyFiles();
  await flip(file ?? '', 'film', 400_000);

  const body = await film(storage);
  await expect(buffer(storage.openBody(body))).rejects.toMatchObject({ code: 'CORRUPT' });
  const sound = await buffer(storage.openBody(body, { start: 10, end: 200_000 }));
  expect(sound.equals(LARGE.subarray(10, 200_001))).toBe(true);
  const { findings } = await verifyStorage({ storage });
  expect(findings).toEqual([{ kind: 'damaged', pod: 'ada', where: '/film' }]);
});

test('a flipped byte in the checksums of a large body is found', async () => {
  await fill();
  const [file = ''] = await bodyFiles();
  const bytes = await readFile(file);
  bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 4, bytes.length - 1);
  await writeFile(file, bytes);
  await expect(buffer(storage.openBody(await film(storage)))).rejects.toMatchObject({
    code: 'CORRUPT',
  });
});

test('a disk that does not read is no finding: the verification ends with what it said', async () => {
  await fill();
  const [file = ''] = await bodyFiles();
  await rm(file);
  await mkdir(file);
  await expect(verifyStorage({ storage })).rejects.toMatchObject({ code: 'EISDIR' });
});

test('a body that was cut short or is missing is found', async () => {
  await fill();
  const [file = ''] = await bodyFiles();
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, 300_000));
  await expect(buffer(storage.openBody(await film(storage)))).rejects.toMatchObject({
    code: 'CORRUPT',
  });
  await rm(file);
  await expect(buffer(storage.openBody(await film(storage)))).rejects.toMatchObject({
    code: 'CORRUPT',
  });
  expect((await verifyStorage({ storage })).findings).toHaveLength(1);
});

test('a backup restores into another engine, pods, feed and values alike', async () => {
  await fill();
  const file = join(folder, 'backup');
  const report = await backupStorage({ storage, file });
  expect(report).toMatchObject({ pods: 2, resources: 9 });

  const other = openMemoryStorage();
  expect(await restoreStorage({ storage: other, file })).toMatchObject({ pods: 2, left: [] });

  expect(await other.feed('ada', 0, 100)).toEqual(await storage.feed('ada', 0, 100));
  expect(await names(other, 'ada', '/')).toEqual(await names(storage, 'ada', '/'));
  expect(await text(other, 'ada', '/box/a')).toBe('the secret of ada');
  expect((await buffer(other.openBody(await film(other)))).equals(LARGE)).toBe(true);
  expect((await other.keyValues.get('accounts', 'ada'))?.value).toBe('{}');
  expect((await other.keyValues.list('sessions', { limit: 9 }))[0]?.expires).toBeGreaterThan(0);
  expect((await verifyStorage({ storage: other })).findings).toEqual([]);
});

test('one pod is restored to what it was, and the others are left alone', async () => {
  await fill();
  const file = join(folder, 'backup');
  await backupStorage({ storage, file });
  await done(storage, 'ada', put('/box/a', 'spoilt'), put('/extra'));
  await done(storage, 'bea', put('/b', 'newer'));

  expect(await restoreStorage({ storage, file, pods: ['ada'] })).toMatchObject({ left: ['ada'] });
  expect(await text(storage, 'ada', '/box/a')).toBe('spoilt');
  await restoreStorage({ storage, file, pods: ['ada'], replace: true });

  expect(await text(storage, 'ada', '/box/a')).toBe('the secret of ada');
  expect(await get(storage, 'ada', '/extra')).toBeUndefined();
  expect(await text(storage, 'bea', '/b')).toBe('newer');
  expect((await verifyStorage({ storage })).findings).toEqual([]);
});

test('a backup of one pod holds that pod only', async () => {
  await fill();
  const file = join(folder, 'backup');
  expect(await backupStorage({ storage, file, pods: ['bea'] })).toMatchObject({ pods: 1 });
  const other = openMemoryStorage();
  await restoreStorage({ storage: other, file });
  expect(await other.pods({ limit: 10 })).toEqual(['bea']);
  expect(await other.keyValues.spaces()).toEqual([]);
});

test('a backup of a pod that does not exist holds nothing', async () => {
  const file = join(folder, 'backup');
  expect(await backupStorage({ storage, file, pods: ['nobody'] })).toMatchObject({ pods: 0 });
  const other = openMemoryStorage();
  expect(await restoreStorage({ storage: other, file })).toMatchObject({ pods: 0, left: [] });
});

test('values of more than one page are all in the backup', async () => {
  const full = openMemoryStorage();
  for (let at = 0; at < 2_000; at += 1) await full.keyValues.set('accounts', `${at}`, `${at}`);
  const file = join(folder, 'backup');
  await backupStorage({ storage: full, file });
  const other = openMemoryStorage();
  await restoreStorage({ storage: other, file });
  expect(await other.keyValues.list('accounts', { limit: 3_000 })).toHaveLength(2_000);
  expect((await other.keyValues.get('accounts', '1999'))?.value).toBe('1999');
});

test('a backup that was written wrongly is refused although its sums are right', async () => {
  await fill();
  const parts = [];
  for await (const part of storage.exportPod('bea')) parts.push(part);
  const state = parts.find((part) => part.kind === 'pod')?.state;
  const file = join(folder, 'backup');
  const writer = await FrameWriter.create(file);
  await writer.json({ kind: 'pod', pod: 'bea', state });
  const resource = { path: '/b', version: '1', contentType: 'text/plain', modified: 0, size: 4 };
  await writer.json({ kind: 'resource', resource: { ...resource, isLarge: false } });
  await writer.bytes(Buffer.from('beta'));
  await writer.end();

  const other = openMemoryStorage();
  await expect(restoreStorage({ storage: other, file })).rejects.toMatchObject({ code: 'CORRUPT' });
  expect(await other.pods({ limit: 9 })).toEqual([]);
  // Whoever does not want the pod misses nothing.
  expect(await restoreStorage({ storage: other, file, pods: ['ada'] })).toMatchObject({ pods: 0 });
});

test('a frame that claims to be enormous is refused before it is read', async () => {
  await fill();
  const file = join(folder, 'backup');
  await backupStorage({ storage, file });
  const bytes = await readFile(file);
  bytes.writeUInt32LE(0xffff_ffff, bytes.indexOf('\n') + 1);
  await writeFile(file, bytes);
  await expect(restoreStorage({ storage: openMemoryStorage(), file })).rejects.toMatchObject({
    code: 'CORRUPT',
  });
});

test('a backup that is taken under writers is one moment of each pod', async () => {
  await fill();
  let writing = true;
  const writer = (async () => {
    for (let round = 1; writing; round += 1)
      await done(storage, 'bea', put('/x', `${round}`), put('/y', `${round}`));
  })();
  const file = join(folder, 'backup');
  for (let round = 0; round < 5; round += 1) await backupStorage({ storage, file });
  writing = false;
  await writer;
  const other = openMemoryStorage();
  await restoreStorage({ storage: other, file });
  expect(await text(other, 'bea', '/x')).toBe(await text(other, 'bea', '/y'));
  expect((await verifyStorage({ storage: other })).findings).toEqual([]);
});

test('a backup that is damaged or cut short is refused wherever the fault lies', async () => {
  await fill();
  const file = join(folder, 'backup');
  await backupStorage({ storage, file });
  const bytes = await readFile(file);
  const bad = join(folder, 'bad');
  for (let at = 0; at < bytes.length; at += 20_011) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    await writeFile(bad, flipped);
    await expect(restoreStorage({ storage: openMemoryStorage(), file: bad })).rejects.toMatchObject(
      { code: 'CORRUPT' },
    );
    await writeFile(bad, bytes.subarray(0, at));
    await expect(restoreStorage({ storage: openMemoryStorage(), file: bad })).rejects.toMatchObject(
      { code: 'CORRUPT' },
    );
  }
});

test('a damaged pod is restored from a backup', async () => {
  await fill();
  const file = join(folder, 'backup');
  await backupStorage({ storage, file });
  await flip(join(folder, 'pods', 'records', 'data.mdb'), 'the secret of ada');
  await restoreStorage({ storage, file, pods: ['ada'], replace: true });
  expect(await text(storage, 'ada', '/box/a')).toBe('the secret of ada');
  expect((await verifyStorage({ storage })).findings).toEqual([]);
});

async function fill(): Promise<void> {
  const owners = ['https://ada.exemple.invalid/#i'];
  await storage.createPod('ada', { owners, bytesMax: 9_000_000, changes: [put('/.acl', 'rules')] });
  await storage.createPod('bea', { owners: [], changes: [put('/b', 'beta')] });
  await done(storage, 'ada', put('/box/a', 'the secret of ada'), put('/box/a.meta'), put('/c/d'));
  const body = await storage.stage(whole(), LARGE.length);
  await done(storage, 'ada', { kind: 'put', path: '/film', contentType: 'video/mp4', body });
  await done(storage, 'ada', { kind: 'delete', path: '/c/d' });
  expect((await state(storage, 'ada')).sequence).toBeGreaterThan(5);
  await storage.keyValues.set('accounts', 'ada', '{}');
  await storage.keyValues.set('sessions', '1', '', { expires: Date.now() + 600_000 });
}

async function* whole(): AsyncGenerator<Buffer> {
  yield LARGE;
}

async function film(from: Storage): Promise<LargeBody> {
  const body = (await get(from, 'ada', '/film'))?.body;
  if (body === undefined || Buffer.isBuffer(body)) throw new Error('no film');
  return body;
}

async function bodyFiles(): Promise<readonly string[]> {
  const bodies = join(folder, 'pods', 'bodies');
  const all = await readdir(bodies, { recursive: true });
  return all.filter((name) => name.includes('-')).map((name) => join(bodies, name));
}

/** Changes one bit of the first place that reads so, as a failing disk would. */
async function flip(path: string, words: string, from = 0): Promise<void> {
  const bytes = await readFile(path);
  for (let at = bytes.indexOf(words, from); at !== -1; at = bytes.indexOf(words, at + 1)) {
    const file = await open(path, 'r+');
    await file.write(Buffer.from([(bytes[at] ?? 0) ^ 4]), 0, 1, at);
    await file.close();
    if (from > 0) return;
  }
}
