import type { Storage } from './storage.ts';

/** Which engine holds the pods, and what it needs to know. */
export type StorageConfig =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'lmdb';
      readonly folder: string;
      readonly reserveBytes?: number;
    }
  | {
      readonly kind: 'postgres';
      /** `postgres://user:password@host:port/database` */
      readonly url: string;
    };

/** Opens a storage; only the engine that is asked for is loaded. Throws StorageError UNAVAILABLE. */
export async function openStorage(config: StorageConfig): Promise<Storage> {
  switch (config.kind) {
    case 'memory': {
      const { openMemoryStorage } = await import('./memory/memory-storage.ts');
      return openMemoryStorage();
    }
    case 'lmdb': {
      const { openLmdbStorage } = await import('./lmdb/lmdb-storage.ts');
      return openLmdbStorage(config);
    }
    case 'postgres': {
      const { openPostgresStorage } = await import('./postgres/postgres-storage.ts');
      return openPostgresStorage(config);
    }
  }
}
