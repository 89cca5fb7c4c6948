/**
 * The one file format of backups, which no engine knows: a first line, then frames of length, checksum, kind and content. The sum covers
 * the number of the frame too, so that one that is lost, doubled or moved is found; the last frame counts all.
 */
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { StorageError } from '../storage.ts';

const FIRST_LINE = Buffer.from('citypod backup 1\n');
const HEAD_BYTES = 9;
/** The largest frame that is written or read. */
const FRAME_BYTES_MAX = 16 * 1_024 * 1_024;
const READ_BYTES = 262_144;

const JSON_FRAME = 0;
const BYTES_FRAME = 1;
const END_FRAME = 2;

/** A thing that JSON can say, or bytes that belong to the thing before. */
export type Frame = { readonly json: unknown } | { readonly bytes: Buffer };

/** Writes frames to a file; on disk when `end` has resolved. Call `end` or `abandon`. */
export class FrameWriter {
  readonly #file: Awaited<ReturnType<typeof open>>;
  #frames = 0;
  #pending: Buffer[] = [FIRST_LINE];
  #pendingBytes = FIRST_LINE.length;

  private constructor(file: Awaited<ReturnType<typeof open>>) {
    this.#file = file;
  }

  /** The file must not exist. */
  public static async create(path: string): Promise<FrameWriter> {
    return new FrameWriter(await open(path, 'wx', 0o600));
  }

  public json(content: unknown): Promise<void> {
    return this.#write(JSON_FRAME, Buffer.from(JSON.stringify(content)));
  }

  public async bytes(content: Buffer): Promise<void> {
    for (let at = 0; at < content.length; at += READ_BYTES)
      await this.#write(BYTES_FRAME, content.subarray(at, at + READ_BYTES));
  }

  public async end(): Promise<void> {
    await this.#write(END_FRAME, Buffer.from(`${this.#frames}`));
    await this.#flush();
    await this.#file.sync();
    await this.#file.close();
  }

  public async abandon(): Promise<void> {
    await this.#file.close();
  }

  async #write(kind: number, content: Buffer): Promise<void> {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(content.length, 0);
    head.writeUInt32LE(sumOf(content, kind, this.#frames), 4);
    head[8] = kind;
    this.#frames += 1;
    this.#pending.push(head, content);
    this.#pendingBytes += HEAD_BYTES + content.length;
    if (this.#pendingBytes >= READ_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    await this.#file.writeFile(Buffer.concat(this.#pending, this.#pendingBytes));
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

/** The frames of a file, each checked. Throws StorageError CORRUPT for anything but a whole backup. */
export async function* readFrames(path: string): AsyncGenerator<Frame> {
  const file = await open(path, 'r');
  try {
    const input = new Input(file);
    if (!(await input.take(FIRST_LINE.length)).equals(FIRST_LINE)) throw corrupt();
    for (let number = 0; ; number += 1) {
      const head = await input.take(HEAD_BYTES);
      const length = head.readUInt32LE(0);
      if (length > FRAME_BYTES_MAX) throw corrupt();
      const content = await input.take(length);
      const kind = head.readUInt8(8);
      if (head.readUInt32LE(4) !== sumOf(content, kind, number)) throw corrupt();
      if (kind === END_FRAME) return;
      yield kind === JSON_FRAME ? { json: JSON.parse(content.toString()) } : { bytes: content };
    }
  } finally {
    await file.close();
  }
}

class Input {
  readonly #file: Awaited<ReturnType<typeof open>>;
  #rest = Buffer.alloc(0);

  public constructor(file: Awaited<ReturnType<typeof open>>) {
    this.#file = file;
  }

  public async take(length: number): Promise<Buffer> {
    while (this.#rest.length < length) {
      const { bytesRead, buffer } = await this.#file.read(Buffer.allocUnsafe(READ_BYTES));
      if (bytesRead === 0) throw corrupt();
      this.#rest = Buffer.concat([this.#rest, buffer.subarray(0, bytesRead)]);
    }
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}

function sumOf(content: Buffer, kind: number, number: number): number {
  return crc32(content, crc32(`${kind} ${number}`));
}

function corrupt(): StorageError {
  return new StorageError('CORRUPT', 'the file is not a whole backup');
}
