import { LocalHints } from '../ordered/local-hints.ts';
import { type Claims, OrderedStorage } from '../ordered/ordered-storage.ts';
import { type Storage, StorageError } from '../storage.ts';
import { MemoryBodies } from './memory-bodies.ts';
import { MemoryStore } from './memory-store.ts';

const CLAIMS_MAX = 100_000;

/** A storage that forgets all with the process, for tests. */
export function openMemoryStorage(): Storage {
  return new OrderedStorage({
    store: new MemoryStore(),
    bodies: new MemoryBodies(),
    claims: new MemoryClaims(),
    hints: new LocalHints(),
  });
}

class MemoryClaims implements Claims {
  readonly #expiries = new Map<string, number>();

  public claim(identifier: string, expires: number): boolean {
    const now = Date.now();
    if ((this.#expiries.get(identifier) ?? 0) > now) return false;
    if (this.#expiries.size >= CLAIMS_MAX) this.#forgetExpired(now);
    if (this.#expiries.size >= CLAIMS_MAX)
      throw new StorageError('BUSY', 'too many identifiers are remembered');
    this.#expiries.set(identifier, expires);
    return true;
  }

  public async close(): Promise<void> {}

  #forgetExpired(now: number): void {
    for (const [identifier, expires] of this.#expiries)
      if (expires <= now) this.#expiries.delete(identifier);
  }
}
