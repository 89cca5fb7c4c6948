import type { Storage } from '../../../pod-server/storage/storage.ts';

/** What a group of facts works with: each test makes pods of its own in one storage. */
export interface Bench {
  readonly storage: () => Storage;
  /** Absent where nothing outlives the process. */
  readonly reopen: () => Promise<boolean>;
}
