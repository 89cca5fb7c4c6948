import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DiskSpace } from '../../../pod-server/storage/lmdb/disk-space.ts';
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';
import { verifyStorage } from '../../../pod-server/storage/maintenance/verify.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { done, get, newPod, put, remove, text } from './suite-kit.ts';

const MEGABYTE = 1_024 * 1_024;
const MOUNT = 'mount';
const UNMOUNT = 'umount';
const disks: string[] = [];
const first = newDisk('size=16m');
if (first === undefined)
  process.stdout.write('No disk can be mounted here: not tested how a full one is met.\n');

afterAll(() => {
  for (const disk of disks) {
    spawnSync(UNMOUNT, ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  }
});

describe.skipIf(first === undefined)('a storage on a disk that is full', () => {
  let disk: string;
  beforeEach(() => {
    disk = newDisk('size=16m') ?? '';
  });

  test('refuses what grows as FULL, keeps what it acknowledged, and writes again once there is room', async () => {
    await withStorage(disk, async (storage) => {
      const pod = await newPod(storage);
      const written: string[] = [];
      const writeUntilFull = async (): Promise<unknown> => {
        for (let at = 0; ; at += 1)
          try {
            await done(storage, pod, put(`/a${at}`, 'x'.repeat(60_000)));
            written.push(`/a${at}`);
          } catch (error) {
            return error;
          }
      };
      expect(await writeUntilFull()).toMatchObject({ name: 'StorageError', code: 'FULL' });

      expect(written.length).toBeGreaterThan(50);
      const read = await storage.read(pod, written);
      expect(read?.resources.filter((one) => one?.size === 60_000)).toHaveLength(written.length);
      for (const path of written.slice(0, 20)) await done(storage, pod, remove(path));
      await done(storage, pod, put('/after'));
      expect((await verifyStorage({ storage })).findings).toEqual([]);
    });
  });

  test('refuses a large body that does not fit and leaves nothing of it', async () => {
    await withStorage(disk, async (storage) => {
      const pod = await newPod(storage);
      const free = freeBytes(disk);
      // Its own look at the disk may be a moment old.
      await expect(storage.stage(film(32), 64 * MEGABYTE)).rejects.toMatchObject({ code: 'FULL' });
      expect(freeBytes(disk)).toBeGreaterThan(free - MEGABYTE);
      const body = await storage.stage(film(2), 64 * MEGABYTE);
      await done(storage, pod, { kind: 'put', path: '/film', contentType: '', body });
      expect((await get(storage, pod, '/film'))?.size).toBe(2 * MEGABYTE);
    });
  });

  test('refuses claims as FULL rather than to forget one, and takes them again', async () => {
    await withStorage(disk, async (storage) => {
      const later = Date.now() + 600_000;
      expect(await storage.claimOnce('known', later)).toBe(true);
      const ballast = fill(disk);
      let refusal: unknown;
      for (let at = 0; refusal === undefined; at += 1)
        await storage.claimOnce(`more ${at}`, later).catch((error) => (refusal = error));
      expect(refusal).toMatchObject({ name: 'StorageError', code: 'FULL' });
      await expect(storage.claimOnce('known', later)).rejects.toMatchObject({ code: 'FULL' });
      rmSync(ballast);
      await expect
        .poll(() => storage.claimOnce('known', later).catch(({ code }) => code), { timeout: 5_000 })
        .toBe(false);
      expect(await storage.claimOnce('new', later)).toBe(true);
    });
  });

  test('goes on when its disk grows', async () => {
    await withStorage(disk, async (storage) => {
      const pod = await newPod(storage);
      await done(storage, pod, put('/kept', 'kept'));
      fill(disk);
      const change = put('/a', 'x'.repeat(3 * MEGABYTE));
      await expect(done(storage, pod, change)).rejects.toMatchObject({ code: 'FULL' });
      spawnSync(MOUNT, ['-o', 'remount,size=64m', disk]);
      await done(storage, pod, change);
      expect(await text(storage, pod, '/kept')).toBe('kept');
      expect((await verifyStorage({ storage })).findings).toEqual([]);
    });
  });
});

describe.skipIf(first === undefined)('a disk', () => {
  test('with room is not used up, and one that is full is', () => {
    const disk = newDisk('size=8m') ?? '';
    expect(new DiskSpace(disk).isUsedUp()).toBe(false);
    fill(disk);
    expect(new DiskSpace(disk).isUsedUp()).toBe(true);
  });

  test('that shows room and takes no file counts as used up, as with a quota', () => {
    // The root of the disk is the only file that it may hold.
    const disk = newDisk('size=8m,nr_inodes=1') ?? '';
    expect(freeBytes(disk)).toBeGreaterThan(MEGABYTE);
    expect(new DiskSpace(disk).isUsedUp()).toBe(true);
  });
});

/** Undefined: this account may not mount. */
function newDisk(options: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  disks.push(folder);
  const { status } = spawnSync(MOUNT, ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  return status === 0 ? folder : undefined;
}

function freeBytes(disk: string): number {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
}

/** Leaves not one byte. */
function fill(disk: string): string {
  const ballast = join(disk, 'ballast');
  for (let bytes = freeBytes(disk); bytes > 0; bytes = freeBytes(disk))
    appendFileSync(ballast, Buffer.alloc(Math.min(bytes, MEGABYTE), 1));
  return ballast;
}

async function* film(megabytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < megabytes; at += 1) yield Buffer.alloc(MEGABYTE, at);
}

/** No reserve: the disk itself must refuse. */
async function withStorage(disk: string, work: (storage: Storage) => Promise<void>): Promise<void> {
  const storage = await openLmdbStorage({ folder: join(disk, 'pods'), reserveBytes: 0 });
  try {
    await work(storage);
  } finally {
    await storage.close();
  }
}
