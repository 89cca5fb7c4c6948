import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Bodies, StoredBody } from '../ordered/ordered-store.ts';
import { StorageError } from '../storage.ts';

/** Large bodies in memory, for tests. */
export class MemoryBodies implements Bodies {
  readonly #bodies = new Map<string, Buffer>();

  public async receive(source: AsyncIterable<Buffer>, bytesMax: number): Promise<StoredBody> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of source) {
      size += piece.length;
      if (size > bytesMax) throw new StorageError('TOO_LARGE', 'the body is too large');
      pieces.push(Buffer.from(piece));
    }
    const bytes = Buffer.concat(pieces);
    const file = randomUUID();
    this.#bodies.set(file, bytes);
    return new StoredBody({
      hash: createHash('sha256').update(bytes).digest('hex'),
      size,
      file,
      check: 0,
    });
  }

  public async publish(): Promise<void> {}

  public open(body: StoredBody, range: { readonly start: number; readonly end: number }): Readable {
    const bytes = this.#bodies.get(body.file);
    if (bytes === undefined) throw new StorageError('CORRUPT', 'a body is missing');
    const part = bytes.subarray(range.start, range.end + 1);
    return Readable.from(part.length === 0 ? [] : [part]);
  }

  public async remove(file: string): Promise<void> {
    this.#bodies.delete(file);
  }
}
