/** What every storage engine promises. Each engine calls `describeStorage` from a test file of its own. */
import { afterAll, beforeAll, describe } from 'vitest';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import type { Bench } from './bench.ts';
import { archiveFacts } from './suite-archive.ts';
import { bodyFacts } from './suite-bodies.ts';
import { commitFacts } from './suite-commits.ts';
import { concurrencyFacts } from './suite-concurrency.ts';
import { containerFacts } from './suite-containers.ts';
import { podFacts } from './suite-pods.ts';
import { valueFacts } from './suite-values.ts';

export interface OpenedStorage {
  readonly storage: Storage;
  /** Closes, and opens the same data again; absent where nothing outlives the process. */
  readonly reopen?: () => Promise<Storage>;
  /** Closes what is open and removes the data. */
  readonly close: () => Promise<void>;
}

export function describeStorage(name: string, open: () => Promise<OpenedStorage>): void {
  describe(name, () => {
    let opened: OpenedStorage;
    let storage: Storage;
    beforeAll(async () => {
      opened = await open();
      storage = opened.storage;
    });
    afterAll(() => opened.close());

    const bench: Bench = {
      storage: () => storage,
      async reopen() {
        if (opened.reopen === undefined) return false;
        storage = await opened.reopen();
        return true;
      },
    };
    describe('commits', () => commitFacts(bench));
    describe('containers', () => containerFacts(bench));
    describe('pods', () => podFacts(bench));
    describe('bodies', () => bodyFacts(bench));
    describe('values', () => valueFacts(bench));
    describe('export and import', () => archiveFacts(bench));
    describe('concurrency', () => concurrencyFacts(bench));
  });
}
