import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { inPieces, PIECE_BYTES } from '../ordered/body-pieces.ts';
import { dueKey } from '../ordered/keys.ts';
import { StoredBody } from '../ordered/ordered-store.ts';
import { STAGED_MILLISECONDS_MAX, StagedFile } from '../ordered/staged-file.ts';
import { StorageError } from '../storage.ts';
import type { Connections } from './connections.ts';

/** How often a body that is still arriving says that it lives. */
const RENEWED_MILLISECONDS = 600_000;
/** How long a body stays after it is due: who reads it holds nothing in the database. */
const READING_MILLISECONDS = 3_600_000;
/** How many bodies one sweep removes at most, and how many pieces one statement. */
const SWEEP_MAX = 16;
const PIECES_PER_DELETION = 256;

interface PieceRow {
  readonly sum: string;
  readonly bytes: Buffer;
}

/**
 * Large bodies as rows of pieces. A body is noted as due for removal before its first piece is there, and the commit that takes it
 * strikes the note: whatever breaks off in between is removed when its time comes.
 */
export class PostgresBodies {
  readonly #connections: Connections;

  public constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** Throws StorageError TOO_LARGE, FULL, UNAVAILABLE; nothing is left then. */
  public async stage(source: AsyncIterable<Buffer>, bytesMax: number): Promise<StagedFile> {
    const file = randomBytes(16).toString('hex');
    try {
      await this.#note(file);
      const { hash, size } = await this.#receive(file, source, bytesMax);
      const due = await this.#note(file);
      const stored = new StoredBody({ hash, size, file, check: 0 });
      return new StagedFile({ stored, due, discard: (staged) => this.#discard(staged) });
    } catch (error) {
      // What cannot be removed now is noted as due.
      if (!isUnavailable(error))
        await this.#remove(file, Number.POSITIVE_INFINITY).catch(() => undefined);
      throw error;
    }
  }

  /** The bytes from `start` to `end` (inclusive); ends with StorageError CORRUPT, UNAVAILABLE. */
  public open(body: StoredBody, range: { readonly start: number; readonly end: number }): Readable {
    return Readable.from(this.#read(body, range), { objectMode: false });
  }

  /** Removes some bodies that nobody names any more, unless somebody reads a snapshot. */
  public async sweep(): Promise<void> {
    const now = Date.now();
    const due = await this.#connections.rows<{ file: string }>({
      text: `SELECT file FROM body_dues
        WHERE due <= $1 AND NOT EXISTS (SELECT FROM holds WHERE until > $2)
        ORDER BY due LIMIT $3`,
      values: [now - READING_MILLISECONDS, now, SWEEP_MAX],
    });
    for (const { file } of due) await this.#remove(file, now);
    await this.#connections.count({ text: 'DELETE FROM holds WHERE until <= $1', values: [now] });
  }

  async #receive(
    file: string,
    source: AsyncIterable<Buffer>,
    bytesMax: number,
  ): Promise<{ hash: string; size: number }> {
    const hash = createHash('sha256');
    let size = 0;
    let number = 0;
    let noted = Date.now();
    for await (const piece of inPieces(source)) {
      size += piece.length;
      if (size > bytesMax) throw new StorageError('TOO_LARGE', 'the body is too large');
      hash.update(piece);
      await this.#write(file, number, piece);
      number += 1;
      if (Date.now() - noted < RENEWED_MILLISECONDS) continue;
      await this.#note(file);
      noted = Date.now();
    }
    return { hash: hash.digest('hex'), size };
  }

  async #note(file: string): Promise<number> {
    const due = Date.now() + STAGED_MILLISECONDS_MAX;
    await this.#connections.count({
      name: 'note-due',
      text: `INSERT INTO body_dues (file, due) VALUES ($1, $2)
        ON CONFLICT (file) DO UPDATE SET due = excluded.due`,
      values: [file, due],
    });
    return due;
  }

  async #write(file: string, number: number, piece: Buffer): Promise<void> {
    await this.#connections.count({
      name: 'write-piece',
      text: 'INSERT INTO body_pieces (file, number, sum, bytes) VALUES ($1, $2, $3, $4)',
      values: [file, number, sumOf(file, number, piece), piece],
    });
  }

  async *#read(
    { file, size }: StoredBody,
    { start, end }: { readonly start: number; readonly end: number },
  ): AsyncGenerator<Buffer> {
    for (let at = start - (start % PIECE_BYTES); at <= end; at += PIECE_BYTES) {
      const piece = await this.#readPiece(file, at / PIECE_BYTES);
      if (piece.length !== Math.min(PIECE_BYTES, size - at)) throw corrupt();
      yield piece.subarray(Math.max(start - at, 0), end - at + 1);
    }
  }

  async #readPiece(file: string, number: number): Promise<Buffer> {
    const [row] = await this.#connections.rows<PieceRow>({
      name: 'read-piece',
      text: 'SELECT sum, bytes FROM body_pieces WHERE file = $1 AND number = $2',
      values: [file, number],
    });
    if (row === undefined || Number(row.sum) !== sumOf(file, number, row.bytes)) throw corrupt();
    return row.bytes;
  }

  async #discard({ dueKey: key, stored }: StagedFile): Promise<void> {
    const isOurs = await this.#connections.rows<{ due: number }>({
      text: 'SELECT due FROM body_dues WHERE file = $1',
      values: [stored.file],
    });
    const due = isOurs[0]?.due;
    if (due === undefined || !dueKey(due, stored.file).equals(key)) return;
    // Due at once, so that no commit takes what is about to go.
    const struck = await this.#connections.count({
      text: 'UPDATE body_dues SET due = 0 WHERE file = $1 AND due = $2',
      values: [stored.file, due],
    });
    if (struck > 0) await this.#remove(stored.file, 0);
  }

  /** From the last piece to the first, so that what breaks off can be gone on with; the note goes last. */
  async #remove(file: string, dueMax: number): Promise<void> {
    const [last] = await this.#connections.rows<{ number: number | null }>({
      text: 'SELECT max(number) AS number FROM body_pieces WHERE file = $1',
      values: [file],
    });
    for (let to = (last?.number ?? -1) + 1; to > 0; to -= PIECES_PER_DELETION)
      await this.#connections.count({
        text: 'DELETE FROM body_pieces WHERE file = $1 AND number >= $2 AND number < $3',
        values: [file, to - PIECES_PER_DELETION, to],
      });
    await this.#connections.count({
      text: 'DELETE FROM body_dues WHERE file = $1 AND due <= $2',
      values: [file, dueMax],
    });
  }
}

/** File and number are part of the sum, so that a piece that stands in a wrong place is found as well. */
function sumOf(file: string, number: number, bytes: Buffer): number {
  return crc32(bytes, crc32(`${file} ${number}`));
}

function isUnavailable(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'UNAVAILABLE';
}

function corrupt(): StorageError {
  return new StorageError('CORRUPT', 'a body is not what was written');
}
