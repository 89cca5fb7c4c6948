import type {
  OrderedReader,
  OrderedStore,
  OrderedWriter,
  Pair,
  Snapshot,
} from '../ordered/ordered-store.ts';

/** Ordered keys in memory, for tests: nothing survives the process. Keys are compared as Latin-1 text, which orders like bytes. */
export class MemoryStore implements OrderedStore, OrderedWriter {
  readonly latest: OrderedReader = this;
  readonly #values: Map<string, Buffer>;
  readonly #keys: string[];

  public constructor(values = new Map<string, Buffer>(), keys: string[] = []) {
    this.#values = values;
    this.#keys = keys;
  }

  public get(key: Buffer): Buffer | undefined {
    return this.#values.get(key.toString('latin1'));
  }

  public range(start: Buffer, end: Buffer, limit: number): readonly Pair[] {
    const last = end.toString('latin1');
    const found: Pair[] = [];
    for (let at = this.#find(start.toString('latin1')); at < this.#keys.length; at += 1) {
      const key = this.#keys[at] ?? last;
      if (found.length >= limit || key >= last) break;
      found.push({ key: Buffer.from(key, 'latin1'), value: this.#values.get(key) ?? NOTHING });
    }
    return found;
  }

  public put(key: Buffer, value: Buffer): void {
    const name = key.toString('latin1');
    if (!this.#values.has(name)) this.#keys.splice(this.#find(name), 0, name);
    // The writer may go on to use its buffer.
    this.#values.set(name, Buffer.from(value));
  }

  public remove(key: Buffer): void {
    const name = key.toString('latin1');
    if (this.#values.delete(name)) this.#keys.splice(this.#find(name), 1);
  }

  public snapshot(): Snapshot {
    const copy = new MemoryStore(new Map(this.#values), [...this.#keys]);
    return { get: (key) => copy.get(key), range: (...args) => copy.range(...args), close() {} };
  }

  public async transact<T>(work: (writer: OrderedWriter) => T): Promise<T> {
    // As in a real engine, the decision falls later than the call.
    await Promise.resolve();
    return work(this);
  }

  public hasRoom(): boolean {
    return true;
  }

  public async close(): Promise<void> {}

  /** Where a key stands or would stand. */
  #find(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const NOTHING = Buffer.alloc(0);
