import { createHash } from 'node:crypto';

/** A number from 0 up to, not including, 1 that depends on nothing but the words: the same day is the same for ever. */
export function chance(...words: readonly (string | number)[]): number {
  return createHash('sha256').update(words.join(' ')).digest().readUInt32BE(0) / 2 ** 32;
}

/** A whole number of `min` to `max`, both included. */
export function drawn(
  { min, max }: { readonly min: number; readonly max: number },
  ...words: readonly (string | number)[]
): number {
  return min + Math.floor(chance(...words) * (max - min + 1));
}
