import { join } from 'node:path';
import type { PodServerConfig } from './config.ts';
import type { StorageConfig } from './storage/open-storage.ts';

/** Where the storage lies that the configuration names. */
export function storageConfig({ storage, rootFilePath }: PodServerConfig): StorageConfig {
  return storage.kind === 'lmdb'
    ? { kind: 'lmdb', folder: join(rootFilePath, 'storage') }
    : storage;
}
