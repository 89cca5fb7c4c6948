import { randomUUID } from 'node:crypto';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stays free on the disk, so that deletions, which copy before they free, can still be written. */
const RESERVE_BYTES = 64 * 1_024 * 1_024;
/** With so little left, one transaction may be too much. */
const USED_UP_BYTES = 1_024 * 1_024;
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
    if (Date.now() - this.#looked > LOOK_MILLISECONDS) this.#look();
    return this.#free > this.#reserveBytes;
  }

  /** Whether a write may have failed for lack of room; a quota is found only by trying. */
  public isUsedUp(): boolean {
    this.#look();
    return this.#free < USED_UP_BYTES || !this.#takes(USED_UP_BYTES);
  }

  #takes(bytes: number): boolean {
    const probe = join(this.#folder, `probe-${randomUUID()}`);
    try {
      writeFileSync(probe, Buffer.alloc(bytes), { mode: 0o600 });
      return true;
    } catch (error) {
      return !saysFull(error);
    } finally {
      rmSync(probe, { force: true });
    }
  }

  #look(): void {
    const { bavail, bsize } = statfsSync(this.#folder);
    this.#free = bavail * bsize;
    this.#looked = Date.now();
  }
}

const FULL_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG', 28, 122, 27, -30_792];

/** Whether an error of the file system or of LMDB says that there is no room. */
export function saysFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FULL_CODES.includes(error.code);
}
