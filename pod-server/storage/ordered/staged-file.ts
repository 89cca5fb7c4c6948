import { type StagedBody, StorageError } from '../storage.ts';
import { after, dueKey, fileOfDueKey, HOLD_PREFIX, numberInKey } from './keys.ts';
import type { Bodies, OrderedReader, OrderedStore, StoredBody } from './ordered-store.ts';
import { EMPTY } from './records.ts';

/** How long a staged body waits for its commit before it is taken for left behind. */
export const STAGED_MILLISECONDS_MAX = 3_600_000;
/** How long before that a commit is refused, so that nobody removes what it takes. */
const STAGED_MARGIN_MILLISECONDS = 600_000;
/** How many left files one sweep removes. */
const SWEEP_MAX = 64;

/**
 * A body on disk that a commit may take. Its file is noted as due for removal before it has its name for good, and the commit that
 * takes it strikes the note in the same transaction: a process that dies leaves no file that nobody will remove.
 */
export class StagedFile implements StagedBody {
  readonly kind = 'large';
  readonly hash: string;
  readonly size: number;
  readonly stored: StoredBody;
  readonly dueKey: Buffer;
  readonly #discard: (staged: StagedFile) => Promise<void>;

  public constructor(args: {
    stored: StoredBody;
    due: number;
    discard: (staged: StagedFile) => Promise<void>;
  }) {
    this.hash = args.stored.hash;
    this.size = args.stored.size;
    this.stored = args.stored;
    this.dueKey = dueKey(args.due, args.stored.file);
    this.#discard = args.discard;
  }

  public discard(): Promise<void> {
    return this.#discard(this);
  }
}

/** Throws StorageError UNAVAILABLE when the body was taken, discarded or has waited too long: it must be sent again. */
export function refuseUnlessStaged(reader: OrderedReader, staged: StagedFile, now: number): void {
  const left = numberInKey(staged.dueKey, 2) - now;
  if (left < STAGED_MARGIN_MILLISECONDS || reader.get(staged.dueKey) === undefined)
    throw new StorageError('UNAVAILABLE', 'the staged body is not there any more');
}

/** Takes bodies in, and removes those that nobody names. */
export class Staging {
  readonly #store: OrderedStore;
  readonly #bodies: Bodies;

  public constructor(store: OrderedStore, bodies: Bodies) {
    this.#store = store;
    this.#bodies = bodies;
  }

  /** Throws StorageError TOO_LARGE, FULL, UNAVAILABLE; nothing is left then. */
  public async stage(source: AsyncIterable<Buffer>, bytesMax: number): Promise<StagedFile> {
    const stored = await this.#bodies.receive(source, bytesMax);
    const due = Date.now() + STAGED_MILLISECONDS_MAX;
    const staged = new StagedFile({ stored, due, discard: (body) => this.#forget(body) });
    try {
      await this.#store.transact((writer) => writer.put(staged.dueKey, EMPTY));
      await this.#bodies.publish(stored);
    } catch (error) {
      await this.#bodies.remove(stored.file);
      throw error;
    }
    return staged;
  }

  /**
   * Removes some files whose time has come; never all that there might be. While somebody reads a snapshot, whose bodies must stay,
   * nothing is removed; a hold that was not renewed ends.
   */
  public async sweep(now: number): Promise<void> {
    const { latest } = this.#store;
    const holds = latest.range(HOLD_PREFIX, after(HOLD_PREFIX), SWEEP_MAX);
    if (holds.some(({ value }) => value.readDoubleLE(0) > now)) return;
    const left = latest.range(dueKey(0, ''), dueKey(now, ''), SWEEP_MAX);
    if (left.length === 0) return;
    for (const { key } of left) await this.#bodies.remove(fileOfDueKey(key));
    await this.#store.transact((writer) => {
      for (const { key } of [...left, ...holds]) writer.remove(key);
    });
  }

  async #forget(staged: StagedFile): Promise<void> {
    const isOurs = await this.#store.transact((writer) => {
      if (writer.get(staged.dueKey) === undefined) return false;
      writer.remove(staged.dueKey);
      return true;
    });
    if (isOurs) await this.#bodies.remove(staged.stored.file);
  }
}
