import { randomUUID } from 'node:crypto';
import { isAuxiliary, isContainer, nameOf, parentOf, ROOT } from '../paths.ts';
import {
  type FeedEntry,
  type PodPart,
  type PodState,
  type Resource,
  StorageError,
} from '../storage.ts';
import {
  after,
  childKey,
  childPrefix,
  dueKey,
  feedKey,
  feedPrefix,
  holdKey,
  importKey,
  next,
  pathOfResourceKey,
  podKey,
  podPrefix,
  resourceKey,
  resourcePrefix,
  splitChildKey,
} from './keys.ts';
import { type OrderedStore, type OrderedWriter, type Pair, StoredBody } from './ordered-store.ts';
import {
  bodyBytes,
  decodeChild,
  decodeEntries,
  decodeResource,
  EMPTY,
  encodeChild,
  encodeEntries,
  encodePod,
  encodeResource,
  type StoredPod,
  type StoredResource,
  toResource,
} from './records.ts';
import { refuseUnlessStaged, StagedFile } from './staged-file.ts';
import { newEra, readPod, toState } from './stored-pods.ts';

/** Records that one step reads, writes or removes. */
const STEP = 256;
/** How long an export that died keeps unnamed bodies, and how often a living one says that it lives. */
const HOLD_MILLISECONDS = 600_000;
const HOLD_RENEWED_MILLISECONDS = 60_000;
/** How long the file of a body stays that only a pod that goes named. */
const GONE_BODY_MILLISECONDS = 60_000;

/** A snapshot that may have to be asked for. */
export interface ArchiveSnapshot {
  get(key: Buffer): Buffer | undefined;
  range(start: Buffer, end: Buffer, limit: number): readonly Pair[] | Promise<readonly Pair[]>;
  close(): void | Promise<void>;
}

/** What whole pods are read from and written to. */
export interface ArchiveStore extends Pick<OrderedStore, 'transact' | 'hasRoom'> {
  snapshot(): ArchiveSnapshot | Promise<ArchiveSnapshot>;
}

/** See Storage.exportPod: every record of the pod in one snapshot, each checked. */
export async function* exportPod(store: ArchiveStore, pod: string): AsyncGenerator<PodPart> {
  const hold = new Hold(store);
  await hold.renew();
  const snapshot = await store.snapshot();
  try {
    const state = readOrDamaged(() => readPod(snapshot, pod));
    if (state === 'damaged') yield { kind: 'damage', what: pod };
    if (state === undefined || state === 'damaged') return;
    yield { kind: 'pod', state: toState(state) };
    for (const section of [resourcesOf, childrenOf, entriesOf])
      for await (const part of section(snapshot, pod)) {
        await hold.renew();
        yield part;
      }
  } finally {
    await snapshot.close();
    await hold.end();
  }
}

function resourcesOf(snapshot: ArchiveSnapshot, pod: string): AsyncGenerator<PodPart> {
  return sectionOf(snapshot, resourcePrefix(pod), (key, record) => {
    const path = pathOfResourceKey(pod, key);
    return [{ kind: 'resource', resource: toResource(path, decodeResource(key, record)) }];
  });
}

function childrenOf(snapshot: ArchiveSnapshot, pod: string): AsyncGenerator<PodPart> {
  return sectionOf(snapshot, childPrefix(pod), (key, record) => {
    const { container, nameStart } = splitChildKey(pod, key);
    return [{ kind: 'child', child: decodeChild({ key, record, container, nameStart }) }];
  });
}

function entriesOf(snapshot: ArchiveSnapshot, pod: string): AsyncGenerator<PodPart> {
  return sectionOf(snapshot, feedPrefix(pod), (key, record) =>
    decodeEntries(key, record).map((entry) => ({ kind: 'entry', entry })),
  );
}

async function* sectionOf(
  snapshot: ArchiveSnapshot,
  prefix: Buffer,
  read: (key: Buffer, record: Buffer) => readonly PodPart[],
): AsyncGenerator<PodPart> {
  const end = after(prefix);
  let start = prefix;
  for (;;) {
    const pairs = await snapshot.range(start, end, STEP);
    for (const { key, value } of pairs) {
      const parts = readOrDamaged(() => read(key, value));
      if (parts === 'damaged') yield { kind: 'damage', what: key.toString().replaceAll('\0', ' ') };
      else yield* parts;
      start = next(key);
    }
    if (pairs.length < STEP) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function readOrDamaged<T>(read: () => T): T | 'damaged' {
  try {
    return read();
  } catch (error) {
    if (error instanceof StorageError && error.code === 'CORRUPT') return 'damaged';
    throw error;
  }
}

/** Keeps the bodies that a snapshot names, for as long as somebody reads it. */
class Hold {
  readonly #store: Pick<ArchiveStore, 'transact'>;
  readonly #key = holdKey(randomUUID());
  #renewAfter = 0;

  public constructor(store: Pick<ArchiveStore, 'transact'>) {
    this.#store = store;
  }

  public async renew(): Promise<void> {
    const now = Date.now();
    if (now < this.#renewAfter) return;
    this.#renewAfter = now + HOLD_RENEWED_MILLISECONDS;
    const until = Buffer.alloc(8);
    until.writeDoubleLE(now + HOLD_MILLISECONDS);
    await this.#store.transact((writer) => writer.put(this.#key, until));
  }

  public async end(): Promise<void> {
    await this.#store.transact((writer) => writer.remove(this.#key));
  }
}

/** Removes what an import that died has left under the name of a pod. */
export function clearLeft(writer: OrderedWriter, pod: string): void {
  writer.remove(importKey(pod));
  while (removeSome(writer, pod));
}

/** Removes some records of a pod that does not exist. True: there may be more. */
export function removeSome(writer: OrderedWriter, pod: string): boolean {
  const prefix = podPrefix(pod);
  const resources = resourcePrefix(pod);
  const pairs = writer.range(prefix, after(prefix), STEP);
  for (const { key, value } of pairs) {
    if (key.subarray(0, resources.length).equals(resources)) forgetBody(writer, key, value);
    writer.remove(key);
  }
  return pairs.length === STEP;
}

/** A damaged record does not tell its file any more: that file stays. */
function forgetBody(writer: OrderedWriter, key: Buffer, record: Buffer): void {
  const resource = readOrDamaged(() => decodeResource(key, record));
  if (resource !== 'damaged' && resource.body instanceof StoredBody)
    writer.put(dueKey(Date.now() + GONE_BODY_MILLISECONDS, resource.body.file), EMPTY);
}

/**
 * See Storage.importPod. The records come in many transactions, the pod's own record in the last: until then there is no pod. A mark
 * says whose they are; who makes a pod of that name meanwhile takes the mark, and this import ends with StorageError UNAVAILABLE.
 */
export class PodImport {
  readonly #store: Omit<ArchiveStore, 'snapshot'>;
  readonly #pod: string;
  readonly #mark = Buffer.from(randomUUID());
  readonly #containers: Resource[] = [];
  readonly #counts = new Map<string, number>();
  #state: PodState | undefined;
  #aclEpoch = 0;
  #sequence = 0;
  #bytesUsed = 0;

  public constructor(store: Omit<ArchiveStore, 'snapshot'>, pod: string) {
    this.#store = store;
    this.#pod = pod;
  }

  public async run(parts: AsyncIterable<PodPart>, replace: boolean): Promise<boolean> {
    if (!(await this.#begin(replace))) return false;
    while (await this.#step((writer) => removeSome(writer, this.#pod)));
    let some: PodPart[] = [];
    for await (const part of parts) {
      some.push(part);
      if (some.length < STEP) continue;
      await this.#write(some);
      some = [];
    }
    await this.#write(some);
    await this.#step((writer) => this.#finish(writer));
    return true;
  }

  #begin(replace: boolean): Promise<boolean> {
    return this.#store.transact((writer) => {
      const existing = readOrDamaged(() => readPod(writer, this.#pod));
      if (existing !== undefined && !replace) return false;
      // Whoever compiled the rules of the pod that goes must not take them for those of the one that comes.
      this.#aclEpoch = existing === 'damaged' ? 0 : (existing?.aclEpoch ?? 0);
      writer.remove(podKey(this.#pod));
      writer.put(importKey(this.#pod), this.#mark);
      return true;
    });
  }

  #step<T>(work: (writer: OrderedWriter) => T): Promise<T> {
    return this.#store.transact((writer) => {
      if (writer.get(importKey(this.#pod))?.equals(this.#mark) !== true)
        throw new StorageError('UNAVAILABLE', 'somebody else makes a pod of this name');
      return work(writer);
    });
  }

  async #write(parts: readonly PodPart[]): Promise<void> {
    if (!this.#store.hasRoom()) throw new StorageError('FULL', 'the disk has no room');
    await this.#step((writer) => {
      const now = Date.now();
      for (const part of parts)
        if (part.kind === 'resource' && part.resource.body instanceof StagedFile)
          refuseUnlessStaged(writer, part.resource.body, now);
      for (const part of parts) this.#writePart(writer, part);
    });
  }

  #writePart(writer: OrderedWriter, part: PodPart): void {
    if (part.kind === 'pod') this.#state = part.state;
    if (part.kind === 'entry') this.#writeEntry(writer, part.entry);
    if (part.kind !== 'resource') return;
    const { resource } = part;
    const { path, contentType, modified, size } = resource;
    // How many children a container has is known when all have come.
    if (isContainer(path)) this.#containers.push(resource);
    else this.#writeResource(writer, resource);
    const container = parentOf(path);
    if (container === undefined || isAuxiliary(path)) return;
    this.#counts.set(container, (this.#counts.get(container) ?? 0) + 1);
    const key = childKey(this.#pod, container, nameOf(path));
    writer.put(key, encodeChild(key, { path, contentType, modified, size }));
  }

  #writeEntry(writer: OrderedWriter, entry: FeedEntry): void {
    this.#sequence = Math.max(this.#sequence, entry.sequence);
    const key = feedKey(this.#pod, entry.sequence);
    writer.put(key, encodeEntries(key, [entry]));
  }

  #writeResource(writer: OrderedWriter, resource: Resource): void {
    const { path, version, contentType, modified, body } = resource;
    const stored: StoredResource = {
      version,
      contentType,
      modified,
      children: this.#counts.get(path) ?? 0,
      body: bodyOf(body),
    };
    if (body instanceof StagedFile) writer.remove(body.dueKey);
    this.#bytesUsed += bodyBytes(stored.body);
    const key = resourceKey(this.#pod, path);
    writer.put(key, encodeResource(key, stored));
  }

  #finish(writer: OrderedWriter): void {
    if (this.#state === undefined || !this.#containers.some(({ path }) => path === ROOT))
      throw new StorageError('CORRUPT', 'what was to be restored is not a whole pod');
    for (const container of this.#containers) this.#writeResource(writer, container);
    const { owners, bytesMax, aclEpoch } = this.#state;
    const pod: StoredPod = {
      owners,
      bytesMax,
      sequence: this.#sequence,
      aclEpoch: Math.max(aclEpoch, this.#aclEpoch) + 1,
      bytesUsed: this.#bytesUsed,
      era: newEra(),
    };
    const key = podKey(this.#pod);
    writer.put(key, encodePod(key, pod));
    writer.remove(importKey(this.#pod));
  }
}

function bodyOf(body: Resource['body']): Buffer | StoredBody {
  if (Buffer.isBuffer(body)) return body;
  if (body instanceof StagedFile) return body.stored;
  throw new TypeError('a body that this storage did not stage');
}
