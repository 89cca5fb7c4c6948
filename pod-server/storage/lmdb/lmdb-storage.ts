import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OrderedStorage } from '../ordered/ordered-storage.ts';
import { type Storage, StorageError } from '../storage.ts';
import { BodyFiles } from './body-files.ts';
import { DiskSpace } from './disk-space.ts';
import { InboxHints } from './inbox-hints.ts';
import { LmdbClaims } from './lmdb-claims.ts';
import { LmdbStore } from './lmdb-store.ts';

export interface LmdbStorageOptions {
  /** Made if it is missing; several processes may share it. */
  readonly folder: string;
  /** Bytes that stay free on the disk; writes are refused as FULL before. */
  readonly reserveBytes?: number;
  /** How many identifiers `claimOnce` remembers at once. */
  readonly claimsMax?: number;
}

/**
 * Opens the embedded storage: records in LMDB, large bodies in files beside it. Nothing is read, repaired or swept at opening.
 * Throws StorageError UNAVAILABLE when the folder cannot be used.
 */
export async function openLmdbStorage(options: LmdbStorageOptions): Promise<Storage> {
  const { folder, reserveBytes, claimsMax } = options;
  try {
    for (const name of ['records', 'claims', 'bodies', 'hints'])
      await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const space = new DiskSpace(folder, reserveBytes);
    return new OrderedStorage({
      store: new LmdbStore({ folder: join(folder, 'records'), space }),
      bodies: new BodyFiles(join(folder, 'bodies'), space),
      claims: new LmdbClaims(join(folder, 'claims'), claimsMax),
      hints: new InboxHints(join(folder, 'hints')),
    });
  } catch (cause) {
    throw new StorageError('UNAVAILABLE', 'the folder of the storage cannot be used', { cause });
  }
}
