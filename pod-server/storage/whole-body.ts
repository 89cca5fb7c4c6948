import type { Resource, Storage } from './storage.ts';

/** The bytes of a small document, wherever they lie; undefined past `bytesMax`. */
export async function wholeBody(
  storage: Storage,
  { body }: Resource,
  bytesMax: number,
): Promise<Buffer | undefined> {
  if (Buffer.isBuffer(body)) return body.length > bytesMax ? undefined : body;
  if (body.size > bytesMax) return undefined;
  const pieces: Buffer[] = [];
  for await (const piece of storage.openBody(body)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
