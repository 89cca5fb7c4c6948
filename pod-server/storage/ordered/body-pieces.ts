/** A large body is checked in pieces of this size, so that any part of it can be given out checked. */
export const PIECE_BYTES = 262_144;

/** Cuts whatever comes into whole pieces; only the last may be shorter. */
export async function* inPieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    pending.push(chunk);
    bytes += chunk.length;
    if (bytes < PIECE_BYTES) continue;
    const all = Buffer.concat(pending, bytes);
    const whole = bytes - (bytes % PIECE_BYTES);
    for (let at = 0; at < whole; at += PIECE_BYTES) yield all.subarray(at, at + PIECE_BYTES);
    pending = [all.subarray(whole)];
    bytes -= whole;
  }
  if (bytes > 0) yield Buffer.concat(pending, bytes);
}
