/** Byte ranges (RFC 9110, §14): one range; several at once are answered as none. */
import { Problem } from '../http/problem.ts';

export interface Range {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** undefined: the whole is asked for, or something that is not understood. Throws Problem 416 when nothing of it exists. */
export function readRange(header: string | undefined, size: number): Range | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const suffix = Number(last);
    if (suffix === 0 || size === 0) throw unsatisfiable(size);
    return { start: Math.max(0, size - suffix), end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw unsatisfiable(size);
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

function unsatisfiable(size: number): Problem {
  return new Problem(416, 'range', { size }, { 'Content-Range': `bytes */${size}` });
}
