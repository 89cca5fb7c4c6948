import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { inPieces, PIECE_BYTES } from '../ordered/body-pieces.ts';
import { type Bodies, StoredBody } from '../ordered/ordered-store.ts';
import { StorageError } from '../storage.ts';
import { type DiskSpace, saysFull } from './disk-space.ts';

const SUM_BYTES = 4;
/** A file under a temporary name that nobody wrote to for so long was left by a process that died. */
const LEFT_MILLISECONDS = 3_600_000;
/** How many temporary files one look considers, and how long until the next. */
const LOOK_MAX = 64;
const LOOK_MILLISECONDS = 600_000;

/**
 * Large bodies, one file each: the bytes, then the checksum of each piece. The name holds the hash of the content and a number
 * of its own: two resources with the same bytes have two files, so that no deletion can take what somebody else just stored.
 */
export class BodyFiles implements Bodies {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #space: DiskSpace;
  #lookAfter = 0;

  public constructor(folder: string, space: DiskSpace) {
    this.#folder = folder;
    this.#temporary = join(folder, 'tmp');
    this.#space = space;
  }

  public async receive(source: AsyncIterable<Buffer>, bytesMax: number): Promise<StoredBody> {
    const number = randomBytes(12).toString('hex');
    const path = join(this.#temporary, number);
    try {
      await mkdir(this.#temporary, { recursive: true, mode: 0o700 });
      await this.#removeLeft();
      const file = await open(path, 'wx', 0o600);
      try {
        const { hash, size, check } = await this.#write(file, source, bytesMax);
        await file.sync();
        return new StoredBody({ hash, size, check, file: nameOf(hash, number) });
      } finally {
        await file.close();
      }
    } catch (error) {
      await rm(path, { force: true });
      throw saysFull(error) ? full(error) : error;
    }
  }

  public async publish(body: StoredBody): Promise<void> {
    const path = join(this.#folder, body.file);
    const isNew = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(this.#temporaryOf(body.file), path);
    await syncFolder(dirname(path));
    if (isNew !== undefined) await syncFolder(this.#folder);
  }

  public open(body: StoredBody, range: { readonly start: number; readonly end: number }): Readable {
    return Readable.from(this.#read(body, range), { objectMode: false });
  }

  public async remove(file: string): Promise<void> {
    await rm(join(this.#folder, file), { force: true });
    await rm(this.#temporaryOf(file), { force: true });
  }

  async #write(
    file: FileHandle,
    source: AsyncIterable<Buffer>,
    bytesMax: number,
  ): Promise<{ hash: string; size: number; check: number }> {
    const hash = createHash('sha256');
    const sums: number[] = [];
    let size = 0;
    for await (const piece of inPieces(source)) {
      size += piece.length;
      if (size > bytesMax) throw new StorageError('TOO_LARGE', 'the body is too large');
      if (!this.#space.hasRoom()) throw full(undefined);
      hash.update(piece);
      sums.push(crc32(piece));
      await file.writeFile(piece);
    }
    const list = listOf(sums);
    await file.writeFile(list);
    return { hash: hash.digest('hex'), size, check: crc32(list) };
  }

  async *#read(
    body: StoredBody,
    { start, end }: { readonly start: number; readonly end: number },
  ): AsyncGenerator<Buffer> {
    if (end < start) return;
    const file = await openStored(join(this.#folder, body.file));
    try {
      const list = await readAt(file, body.size, Math.ceil(body.size / PIECE_BYTES) * SUM_BYTES);
      if (crc32(list) !== body.check) throw corrupt();
      for (let at = start - (start % PIECE_BYTES); at <= end; at += PIECE_BYTES) {
        const piece = await readAt(file, at, Math.min(PIECE_BYTES, body.size - at));
        if (crc32(piece) !== list.readUInt32LE((at / PIECE_BYTES) * SUM_BYTES)) throw corrupt();
        yield piece.subarray(Math.max(start - at, 0), end - at + 1);
      }
    } finally {
      await file.close();
    }
  }

  #temporaryOf(file: string): string {
    return join(this.#temporary, file.slice(file.lastIndexOf('-') + 1));
  }

  /** Some of what dead processes left, now and then. */
  async #removeLeft(): Promise<void> {
    const now = Date.now();
    if (now < this.#lookAfter) return;
    this.#lookAfter = now + LOOK_MILLISECONDS;
    let looks = 0;
    for await (const { name } of await opendir(this.#temporary)) {
      const path = join(this.#temporary, name);
      const written = await stat(path).catch(() => undefined);
      if (written !== undefined && now - written.mtimeMs > LEFT_MILLISECONDS)
        await rm(path, { force: true });
      looks += 1;
      if (looks >= LOOK_MAX) break;
    }
  }
}

function nameOf(hash: string, number: string): string {
  return `${hash.slice(0, 2)}/${hash.slice(2)}-${number}`;
}

function listOf(sums: readonly number[]): Buffer {
  const list = Buffer.alloc(sums.length * SUM_BYTES);
  for (const [at, sum] of sums.entries()) list.writeUInt32LE(sum, at * SUM_BYTES);
  return list;
}

async function openStored(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new StorageError('CORRUPT', 'a body is missing', { cause });
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead < length) throw corrupt();
  return bytes;
}

/** A name is on disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function corrupt(): StorageError {
  return new StorageError('CORRUPT', 'a body is not what was written');
}

function full(cause: unknown): StorageError {
  return new StorageError('FULL', 'the disk has no room', { cause });
}
