import type { Hints } from './ordered-storage.ts';

/** Hints within one process. */
export class LocalHints implements Hints {
  readonly #listeners = new Set<(pod: string) => void>();

  public tell(pod: string): void {
    for (const listener of this.#listeners) listener(pod);
  }

  public listen(listener: (pod: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  public async close(): Promise<void> {
    this.#listeners.clear();
  }
}
