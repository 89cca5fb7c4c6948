import { createHash } from 'node:crypto';

/** Numbers that look drawn and are always the same for the same name. */
export interface Chance {
  /** A whole number from 0 up to, not including, `below`. */
  next(below: number): number;
}

export function chanceOf(name: string): Chance {
  let bytes = createHash('sha256').update(name).digest();
  let used = 0;
  return {
    next: (below) => {
      if (used + 4 > bytes.length) {
        bytes = createHash('sha256').update(bytes).digest();
        used = 0;
      }
      const number = bytes.readUInt32BE(used);
      used += 4;
      return number % below;
    },
  };
}
