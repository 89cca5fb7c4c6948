import { setTimeout as pause } from 'node:timers/promises';
import { type FeedEntry, type Storage, StorageError } from '../storage/storage.ts';

/** How long a change may stay unseen when no hint came. */
const FEED_POLL_MILLISECONDS = 1_000;
/** Pods that are looked at in one poll; more take turns. */
const POLLED_PODS_MAX = 500;
const PAGE_ENTRIES = 256;
/** Entries of a pod that its followers share; whoever is further behind reads for itself. */
const RECENT_ENTRIES_MAX = 1_024;

/**
 * Follows what happens in pods: complete, in order, each entry once. Hints wake the followers, polling catches what no hint told;
 * what is true stands in the storage alone. However many follow a pod, one reads.
 */
export class Feed {
  readonly #storage: Storage;
  readonly #pods = new Map<string, FollowedPod>();
  readonly #stopHints: () => void;
  readonly #closing = new AbortController();
  #polling = false;

  public constructor({ storage }: { storage: Storage }) {
    this.#storage = storage;
    this.#stopHints = storage.onHint((pod) => this.#pods.get(pod)?.look());
  }

  /** Entries after the sequence number, one by one, until the signal is aborted. Throws what the storage throws, unless it passes. */
  public async *follow(pod: string, after: number, signal: AbortSignal): AsyncGenerator<FeedEntry> {
    for await (const page of this.pages(pod, after, signal)) yield* page;
  }

  /** The same in pages as they come, none empty. A page is read only when the one before was taken. */
  public async *pages(
    pod: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly FeedEntry[]> {
    const ending = AbortSignal.any([signal, this.#closing.signal]);
    const followed = this.#join(pod);
    try {
      let position = after;
      while (!ending.aborted) {
        const page = await patiently(ending, () => followed.pageAfter(position, ending));
        const last = page?.at(-1);
        if (page === undefined || last === undefined) {
          // Not before its time, should the storage not yet show what it told of.
          await pause(FEED_POLL_MILLISECONDS, undefined, { signal: ending }).catch(ignoreAbort);
          continue;
        }
        position = last.sequence;
        yield page;
      }
    } finally {
      this.#leave(pod, followed);
    }
  }

  public close(): void {
    this.#stopHints();
    this.#closing.abort();
  }

  #join(pod: string): FollowedPod {
    const known = this.#pods.get(pod);
    const followed = known ?? new FollowedPod(this.#storage, pod);
    followed.followers += 1;
    if (known !== undefined) return known;
    this.#pods.set(pod, followed);
    if (!this.#polling) this.#poll().catch(ignoreAbort);
    return followed;
  }

  #leave(pod: string, followed: FollowedPod): void {
    followed.followers -= 1;
    if (followed.followers === 0) this.#pods.delete(pod);
  }

  /** Goes on as long as somebody follows. */
  async #poll(): Promise<void> {
    this.#polling = true;
    while (this.#pods.size > 0) {
      await pause(FEED_POLL_MILLISECONDS, undefined, { signal: this.#closing.signal, ref: false });
      for (const [pod, followed] of [...this.#pods].slice(0, POLLED_PODS_MAX)) {
        followed.look();
        // To the end of the line: the others come first next time.
        this.#pods.delete(pod);
        this.#pods.set(pod, followed);
      }
    }
    this.#polling = false;
  }
}

/** What the followers of one pod share: the newest entries, and the reading of those to come. */
class FollowedPod {
  followers = 0;
  readonly #storage: Storage;
  readonly #pod: string;
  readonly #waiting = new Set<Waiting>();
  #recent: FeedEntry[] = [];
  /** The newest entry known; undefined until the first look. */
  #head: number | undefined;
  #looking = false;
  #lookAgain = false;

  public constructor(storage: Storage, pod: string) {
    this.#storage = storage;
    this.#pod = pod;
  }

  /** Waits until there is an entry after the position; empty when the signal was aborted. */
  public async pageAfter(position: number, signal: AbortSignal): Promise<readonly FeedEntry[]> {
    if (this.#head === undefined) {
      const read = await this.#storage.read(this.#pod, []);
      this.#head ??= read?.state.sequence ?? 0;
    }
    while (position >= this.#head) {
      await this.#news(signal);
      if (signal.aborted) return [];
    }
    const first = this.#recent[0];
    if (first === undefined || position + 1 < first.sequence)
      return this.#storage.feed(this.#pod, position, PAGE_ENTRIES);
    const start = position + 1 - first.sequence;
    return this.#recent.slice(start, start + PAGE_ENTRIES);
  }

  /** Reads what is new and wakes whoever waits. Called while it is at it, it looks once more. */
  public look(): void {
    this.#lookAgain = true;
    if (this.#looking || this.#head === undefined) return;
    this.#readOn(this.#head).catch((error: unknown) => this.#wake(error));
  }

  async #readOn(from: number): Promise<void> {
    this.#looking = true;
    try {
      for (let head = from; this.#lookAgain; ) {
        this.#lookAgain = false;
        const page = await this.#storage.feed(this.#pod, head, PAGE_ENTRIES);
        const last = page.at(-1);
        if (last === undefined) continue;
        head = last.sequence;
        this.#head = head;
        this.#recent = [...this.#recent, ...page].slice(-RECENT_ENTRIES_MAX);
        this.#lookAgain = true;
        this.#wake();
      }
    } finally {
      this.#looking = false;
    }
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = (error) => {
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(waiting);
        if (error === undefined) resolve();
        else reject(error);
      };
      const onAbort = () => waiting();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
      if (signal.aborted) waiting();
      // What was committed between two looks, before anybody waited, had its hint already.
      else if (this.#waiting.size === 1) this.look();
    });
  }

  #wake(error?: unknown): void {
    for (const waiting of [...this.#waiting]) waiting(error);
  }
}

type Waiting = (error?: unknown) => void;

/** Tries again as long as the storage is only out of reach; undefined when the signal was aborted meanwhile. */
export async function patiently<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error)) throw error;
      await pause(FEED_POLL_MILLISECONDS, undefined, { signal }).catch(ignoreAbort);
    }
  }
  return undefined;
}

function passes(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'UNAVAILABLE' || error.code === 'BUSY');
}

export function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
