import type { Readable } from 'node:stream';
import { isContainer } from '../paths.ts';
import {
  type ChildPage,
  type Commit,
  type CommitOutcome,
  type FeedEntry,
  type LargeBody,
  type NewPod,
  type Page,
  type PodPart,
  type PodRead,
  type PodState,
  type StagedBody,
  type Storage,
  StorageError,
} from '../storage.ts';
import { asStored, childPage, childRange, entriesAfter, podRead } from './answers.ts';
import { change, create, decide } from './decisions.ts';
import { after, feedKey, feedPrefix, KEYS_END, podOfKey, podsAfter, resourceKey } from './keys.ts';
import type { Bodies, OrderedStore } from './ordered-store.ts';
import { OrderedValues } from './ordered-values.ts';
import { exportPod, PodImport } from './pod-archive.ts';
import { Staging } from './staged-file.ts';
import { readPod } from './stored-pods.ts';

/** How often at most the files of unnamed bodies are looked for. */
const SWEEP_MILLISECONDS = 10_000;

/** Remembers identifiers; see Storage.claimOnce. */
export interface Claims {
  claim(identifier: string, expires: number): boolean | Promise<boolean>;
  close(): Promise<void>;
}

/** Tells who listens which pods changed; see Storage.onHint. */
export interface Hints {
  tell(pod: string): void;
  listen(listener: (pod: string) => void): () => void;
  close(): Promise<void>;
}

export interface OrderedStorageArgs {
  readonly store: OrderedStore;
  readonly bodies: Bodies;
  readonly claims: Claims;
  readonly hints: Hints;
}

/** The rules of pods over an ordered store; LMDB and memory differ only in what lies below. */
export class OrderedStorage implements Storage {
  readonly keyValues: OrderedValues;
  readonly #store: OrderedStore;
  readonly #bodies: Bodies;
  readonly #claims: Claims;
  readonly #hints: Hints;
  readonly #staging: Staging;
  #sweepAfter = 0;
  #sweeping: Promise<void> | undefined;

  public constructor({ store, bodies, claims, hints }: OrderedStorageArgs) {
    this.#store = store;
    this.#bodies = bodies;
    this.#claims = claims;
    this.#hints = hints;
    this.#staging = new Staging(store, bodies);
    this.keyValues = new OrderedValues(store);
  }

  public async read(pod: string, paths: readonly string[]): Promise<PodRead | undefined> {
    return podRead(this.#store.latest, pod, paths);
  }

  public async children(
    pod: string,
    container: string,
    page: Page,
  ): Promise<ChildPage | undefined> {
    const reader = this.#store.latest;
    const record = reader.get(resourceKey(pod, container));
    if (record === undefined || !isContainer(container) || readPod(reader, pod) === undefined)
      return undefined;
    const { start, end } = childRange(pod, container, page.after);
    return childPage(pod, container, record, reader.range(start, end, page.limit));
  }

  public openBody(
    body: LargeBody,
    range: { readonly start: number; readonly end: number } = { start: 0, end: body.size - 1 },
  ): Readable {
    return this.#bodies.open(asStored(body), range);
  }

  public async stage(body: AsyncIterable<Buffer>, bytesMax: number): Promise<StagedBody> {
    this.#sweepSometimes();
    return this.#staging.stage(body, bytesMax);
  }

  public async commit(pod: string, commit: Commit): Promise<CommitOutcome> {
    // Before the room is looked for: what is swept makes room.
    this.#sweepSometimes();
    const grows = commit.changes.some(({ kind }) => kind !== 'delete');
    if (grows && !this.#store.hasRoom()) throw new StorageError('FULL', 'the disk has no room');
    const outcome = await this.#store.transact((writer) => decide(writer, pod, commit));
    if (outcome.kind === 'done' && outcome.entries.length > 0) this.#hints.tell(pod);
    return outcome;
  }

  public async feed(
    pod: string,
    afterSequence: number,
    limit: number,
  ): Promise<readonly FeedEntry[]> {
    const reader = this.#store.latest;
    if (readPod(reader, pod) === undefined) return [];
    const pairs = reader.range(feedKey(pod, afterSequence + 1), after(feedPrefix(pod)), limit);
    return entriesAfter(pairs, afterSequence, limit);
  }

  public async createPod(pod: string, content: NewPod): Promise<boolean> {
    if (!this.#store.hasRoom()) throw new StorageError('FULL', 'the disk has no room');
    const made = await this.#store.transact((writer) => create(writer, pod, content));
    if (made) this.#hints.tell(pod);
    return made;
  }

  public async changePod(
    pod: string,
    state: Partial<Pick<PodState, 'owners' | 'bytesMax'>>,
  ): Promise<boolean> {
    return this.#store.transact((writer) => change(writer, pod, state));
  }

  public exportPod(pod: string): AsyncIterable<PodPart> {
    return exportPod(this.#store, pod);
  }

  public async importPod(
    pod: string,
    parts: AsyncIterable<PodPart>,
    replace: boolean,
  ): Promise<boolean> {
    const made = await new PodImport(this.#store, pod).run(parts, replace);
    if (made) this.#hints.tell(pod);
    return made;
  }

  public async pods(page: Page): Promise<readonly string[]> {
    const found: string[] = [];
    let start = podsAfter(page.after);
    while (found.length < page.limit) {
      const [first] = this.#store.latest.range(start, KEYS_END, 1);
      if (first === undefined) break;
      const pod = podOfKey(first.key);
      if (readPod(this.#store.latest, pod) !== undefined) found.push(pod);
      start = podsAfter(pod);
    }
    return found;
  }

  public async claimOnce(identifier: string, expires: number): Promise<boolean> {
    return this.#claims.claim(identifier, expires);
  }

  public onHint(listener: (hint: string) => void): () => void {
    return this.#hints.listen(listener);
  }

  public hint(hint: string): void {
    this.#hints.tell(hint);
  }

  public async close(): Promise<void> {
    await this.#sweeping;
    await this.#hints.close();
    await this.#claims.close();
    await this.#store.close();
  }

  #sweepSometimes(): void {
    const now = Date.now();
    if (now < this.#sweepAfter) return;
    this.#sweepAfter = now + SWEEP_MILLISECONDS;
    // What could not be removed now is still noted as due.
    this.#sweeping = this.#staging.sweep(now).catch(() => undefined);
  }
}
