import { statfsSync } from 'node:fs';

/** What stays free on the disk, so that deletions, which copy before they free, can still be written. */
const RESERVE_BYTES = 64 * 1_024 * 1_024;
/** How long one look at the disk is believed. */
const LOOK_MILLISECONDS = 250;

export class DiskSpace {
  readonly #folder: string;
  readonly #reserveBytes: number;
  #looked = 0;
  #free = 0;

  public constructor(folder: string, reserveBytes: number = RESERVE_BYTES) {
    this.#folder = folder;
    this.#reserveBytes = reserveBytes;
  }

  public get reserveBytes(): number {
    return this.#reserveBytes;
  }

  /** Whether more than the reserve is free. */
  public hasRoom(): boolean {
    const now = Date.now();
    if (now - this.#looked > LOOK_MILLISECONDS) {
      const { bavail, bsize } = statfsSync(this.#folder);
      this.#free = bavail * bsize;
      this.#looked = now;
    }
    return this.#free > this.#reserveBytes;
  }
}

const FULL_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG', 28, 122, 27, -30_792];

/** Whether an error of the file system or of LMDB says that there is no room. */
export function saysFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FULL_CODES.includes(error.code);
}
