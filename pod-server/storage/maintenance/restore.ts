import type { FeedEntry, PodPart, PodState, Resource, Storage } from '../storage.ts';
import { StorageError } from '../storage.ts';
import type { BackedUpResource, BackupItem } from './backup.ts';
import { type Frame, readFrames } from './frames.ts';
import { Counter, type OnProgress, type Progress } from './progress.ts';

export interface RestoreReport extends Progress {
  /** Pods that exist already and were left as they are. */
  readonly left: readonly string[];
}

/**
 * Restores a backup, or some pods of it, into any storage. Each pod appears whole or not at all. What exists is left as it is, unless `replace`
 * says that it is to go first. Throws StorageError CORRUPT for a file that is not whole; the pods before the fault are restored then.
 */
export async function restoreStorage(args: {
  readonly storage: Storage;
  readonly file: string;
  readonly pods?: readonly string[];
  readonly replace?: boolean;
  readonly onProgress?: OnProgress;
}): Promise<RestoreReport> {
  const { storage, file, pods, replace = false, onProgress } = args;
  const counter = new Counter(onProgress);
  const left: string[] = [];
  const source = new Source(readFrames(file));
  for (let item = await source.item(); item !== undefined; item = await source.item()) {
    if (item.kind === 'value') await restoreValue(storage, item, pods === undefined, replace);
    if (item.kind !== 'pod') continue;
    const parts = new PodParts({ storage, source, counter, state: item.state });
    const isWanted = pods === undefined || pods.includes(item.pod);
    const made = isWanted && (await storage.importPod(item.pod, parts.all(), replace));
    if (made) counter.addPod();
    else await parts.skip();
    if (isWanted && !made) left.push(item.pod);
  }
  return { ...counter.progress, left };
}

/** A value keeps its expiry; its version is a new one. */
async function restoreValue(
  storage: Storage,
  item: Extract<BackupItem, { kind: 'value' }>,
  isWanted: boolean,
  replace: boolean,
): Promise<void> {
  if (!isWanted) return;
  const { key, value, expires } = item.value;
  await storage.keyValues.set(item.space, key, value, {
    ...(expires !== undefined && { expires }),
    ...(!replace && { ifVersion: null }),
  });
}

/** The frames of a backup, one item at a time, with its bytes. */
class Source {
  readonly #frames: AsyncIterator<Frame>;
  #ahead: Frame | undefined;

  public constructor(frames: AsyncIterable<Frame>) {
    this.#frames = frames[Symbol.asyncIterator]();
  }

  /** The next item; bytes that nobody took are passed over. */
  public async item(): Promise<BackupItem | undefined> {
    for (;;) {
      const frame = await this.#next();
      if (frame === undefined) return undefined;
      // Only a backup with a right checksum comes so far.
      if ('json' in frame) return frame.json as BackupItem;
    }
  }

  /** The bytes that follow the latest item. */
  public async *bytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const frame = await this.#next();
      if (frame === undefined) return;
      if ('json' in frame) {
        this.#ahead = frame;
        return;
      }
      yield frame.bytes;
    }
  }

  async #next(): Promise<Frame | undefined> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead !== undefined) return ahead;
    const { done, value } = await this.#frames.next();
    return done === true ? undefined : value;
  }
}

/** The parts of one pod, as far as its end. */
class PodParts {
  readonly #storage: Storage;
  readonly #source: Source;
  readonly #counter: Counter;
  readonly #state: unknown;

  public constructor(args: { storage: Storage; source: Source; counter: Counter; state: unknown }) {
    this.#storage = args.storage;
    this.#source = args.source;
    this.#counter = args.counter;
    this.#state = args.state;
  }

  public async *all(): AsyncGenerator<PodPart> {
    yield { kind: 'pod', state: this.#state as PodState };
    for (;;) {
      const item = await this.#source.item();
      if (item === undefined) throw new StorageError('CORRUPT', 'a pod in the backup has no end');
      if (item.kind === 'pod-end') return;
      if (item.kind === 'entry') yield { kind: 'entry', entry: item.entry as FeedEntry };
      if (item.kind === 'resource')
        yield { kind: 'resource', resource: await this.#resource(item.resource) };
    }
  }

  public async skip(): Promise<void> {
    for (;;) {
      const item = await this.#source.item();
      if (item === undefined || item.kind === 'pod-end') return;
    }
  }

  async #resource({ isLarge, ...rest }: BackedUpResource): Promise<Resource> {
    this.#counter.addResource(rest.size);
    if (isLarge)
      return { ...rest, body: await this.#storage.stage(this.#source.bytes(), rest.size) };
    const pieces: Buffer[] = [];
    for await (const piece of this.#source.bytes()) pieces.push(piece);
    return { ...rest, body: Buffer.concat(pieces) };
  }
}
