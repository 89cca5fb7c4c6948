import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { EgressError } from './egress-error.ts';

/** We ask for none of these; some servers compress all the same. */
const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The whole body, decoded. The decoded size counts, so that a small answer cannot unfold into a large one. Throws EgressError
 * TOO_LARGE as soon as it is known, BAD_ANSWER for a coding that is unknown or broken.
 */
export async function decodedBody(
  body: Readable,
  contentEncoding: string,
  bytesMax: number,
): Promise<Buffer> {
  // A body that is destroyed early still reports that, to nobody: it must not end the process.
  body.on('error', () => undefined);
  const encoding = contentEncoding.trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return collected(body, body, bytesMax);
  const decoder = decoders[encoding]?.();
  if (decoder === undefined) {
    body.destroy();
    throw new EgressError('BAD_ANSWER', 'The answer is coded in a way that is not known here');
  }
  body.once('error', (error) => decoder.destroy(error));
  body.pipe(decoder);
  return collected(decoder, body, bytesMax);
}

async function collected(stream: Readable, source: Readable, bytesMax: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > bytesMax) throw new EgressError('TOO_LARGE', `More than ${bytesMax} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    if (isCodingError(error))
      throw new EgressError('BAD_ANSWER', 'The answer cannot be decoded', { cause: error });
    throw error;
  } finally {
    stream.destroy();
    source.destroy();
  }
  return Buffer.concat(pieces);
}

function isCodingError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return code.startsWith('Z_') || code.startsWith('ERR__ERROR_') || code.startsWith('ERR_BROTLI');
}
