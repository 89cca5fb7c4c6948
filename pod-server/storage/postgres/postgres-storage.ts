import type { Readable } from 'node:stream';
import { asStored, childPage, childRange, entriesAfter, podRead } from '../ordered/answers.ts';
import { change, create } from '../ordered/decisions.ts';
import { after, feedKey, feedPrefix, importKey, podPrefix, resourceKey } from '../ordered/keys.ts';
import type { OrderedWriter, Pair } from '../ordered/ordered-store.ts';
import { type ArchiveStore, exportPod, PodImport, removeSome } from '../ordered/pod-archive.ts';
import { readPod } from '../ordered/stored-pods.ts';
import { isContainer } from '../paths.ts';
import type {
  ChildPage,
  Commit,
  CommitOutcome,
  FeedEntry,
  LargeBody,
  NewPod,
  Page,
  PodPart,
  PodRead,
  PodState,
  StagedBody,
  Storage,
} from '../storage.ts';
import { CommitQueue, keysOf } from './commit-queue.ts';
import { Connections, LONG_MILLISECONDS_MAX } from './connections.ts';
import { NotifyHints } from './notify-hints.ts';
import { PodRows } from './pod-rows.ts';
import { PodSnapshot } from './pod-snapshot.ts';
import { PodStore, readRows } from './pod-store.ts';
import { PostgresBodies } from './postgres-bodies.ts';
import { PostgresClaims } from './postgres-claims.ts';
import { PostgresValues } from './postgres-values.ts';
import { makeTables } from './schema.ts';

/** How often at most bodies that nobody names are looked for. */
const SWEEP_MILLISECONDS = 10_000;

export interface PostgresStorageOptions {
  /** Where the database is, as `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** How many identifiers `claimOnce` remembers at once. */
  readonly claimsMax?: number;
}

/**
 * Opens the storage that several machines share, and makes its tables if they are not there. Throws StorageError UNAVAILABLE when
 * the database cannot be reached.
 */
export async function openPostgresStorage(options: PostgresStorageOptions): Promise<Storage> {
  const connections = new Connections(options.url);
  try {
    await makeTables(connections);
  } catch (error) {
    await connections.close();
    throw error;
  }
  return new PostgresStorage(connections, options.claimsMax);
}

/** The rules of pods over tables that many processes share. Nothing is kept in memory between two calls. */
class PostgresStorage implements Storage {
  readonly keyValues: PostgresValues;
  readonly #connections: Connections;
  readonly #store: PodStore;
  readonly #queue: CommitQueue;
  readonly #bodies: PostgresBodies;
  readonly #claims: PostgresClaims;
  readonly #hints: NotifyHints;
  #sweepAfter = 0;
  #sweeping: Promise<void> | undefined;

  public constructor(connections: Connections, claimsMax: number | undefined) {
    this.#connections = connections;
    this.#store = new PodStore(connections);
    this.#queue = new CommitQueue(this.#store);
    this.#bodies = new PostgresBodies(connections);
    this.#claims = new PostgresClaims(connections, claimsMax);
    this.#hints = new NotifyHints(connections);
    this.keyValues = new PostgresValues(connections);
  }

  public async read(pod: string, paths: readonly string[]): Promise<PodRead | undefined> {
    const keys = paths.map((path) => suffix(pod, resourceKey(pod, path)));
    const { row, pairs } = await readRows(this.#connections, pod, keys);
    const rows = new PodRows(pod, row);
    rows.addKeys(keys, pairs);
    return podRead(rows, pod, paths);
  }

  public async children(
    pod: string,
    container: string,
    page: Page,
  ): Promise<ChildPage | undefined> {
    if (!isContainer(container)) return undefined;
    const key = suffix(pod, resourceKey(pod, container));
    const { start, end } = childRange(pod, container, page.after);
    const rows = await this.#connections.rows<{ key: Buffer; value: Buffer }>({
      name: 'children',
      text: `(SELECT key, value FROM records WHERE pod = $1 AND key = $2 AND ${POD_EXISTS})
        UNION ALL
        (SELECT key, value FROM records WHERE pod = $1 AND key >= $3 AND key < $4
          ORDER BY key LIMIT $5)`,
      values: [pod, key, suffix(pod, start), suffix(pod, end), page.limit],
    });
    const [first, ...children] = rows;
    if (first === undefined || !first.key.equals(key)) return undefined;
    return childPage(pod, container, first.value, whole(pod, children));
  }

  public openBody(
    body: LargeBody,
    range: { readonly start: number; readonly end: number } = { start: 0, end: body.size - 1 },
  ): Readable {
    return this.#bodies.open(asStored(body), range);
  }

  public async stage(body: AsyncIterable<Buffer>, bytesMax: number): Promise<StagedBody> {
    this.#sweepSometimes();
    return this.#bodies.stage(body, bytesMax);
  }

  public async commit(pod: string, commit: Commit): Promise<CommitOutcome> {
    const outcome = await this.#queue.commit(pod, commit);
    if (outcome.kind === 'done' && outcome.entries.length > 0) this.#hints.tell(pod);
    this.#sweepSometimes();
    return outcome;
  }

  public async feed(
    pod: string,
    afterSequence: number,
    limit: number,
  ): Promise<readonly FeedEntry[]> {
    const rows = await this.#connections.rows<{ key: Buffer; value: Buffer }>({
      name: 'feed',
      text: `SELECT key, value FROM records WHERE pod = $1 AND key >= $2 AND key < $3
        AND ${POD_EXISTS} ORDER BY key LIMIT $4`,
      values: [
        pod,
        suffix(pod, feedKey(pod, afterSequence + 1)),
        suffix(pod, after(feedPrefix(pod))),
        limit,
      ],
    });
    return entriesAfter(whole(pod, rows), afterSequence, limit);
  }

  public async createPod(pod: string, content: NewPod): Promise<boolean> {
    await this.#store.makeRow(pod);
    while (await this.#store.transact({ pod, run: (writer) => clearSome(writer, pod) }));
    const keys = keysOf(pod, [{ changes: content.changes, preconditions: [] }]);
    const run = (writer: OrderedWriter): boolean => create(writer, pod, content);
    const made = await this.#store.transact({ pod, keys, run });
    if (made) this.#hints.tell(pod);
    return made;
  }

  public async changePod(
    pod: string,
    state: Partial<Pick<PodState, 'owners' | 'bytesMax'>>,
  ): Promise<boolean> {
    return this.#store.transact({ pod, run: (writer) => change(writer, pod, state) });
  }

  public exportPod(pod: string): AsyncIterable<PodPart> {
    return exportPod(this.#archiveOf(pod), pod);
  }

  public async importPod(
    pod: string,
    parts: AsyncIterable<PodPart>,
    replace: boolean,
  ): Promise<boolean> {
    await this.#store.makeRow(pod);
    const made = await new PodImport(this.#archiveOf(pod), pod).run(parts, replace);
    if (made) this.#hints.tell(pod);
    return made;
  }

  public async pods(page: Page): Promise<readonly string[]> {
    const rows = await this.#connections.rows<{ pod: string }>({
      text: `SELECT pod FROM pods WHERE record IS NOT NULL AND pod > $1 COLLATE "C"
        ORDER BY pod COLLATE "C" LIMIT $2`,
      values: [page.after ?? '', page.limit],
    });
    return rows.map(({ pod }) => pod);
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
    await this.#connections.close();
  }

  #archiveOf(pod: string): ArchiveStore {
    return {
      snapshot: () => PodSnapshot.open(this.#connections, pod),
      transact: (run) => this.#store.transact({ pod, run }, LONG_MILLISECONDS_MAX),
      hasRoom: () => true,
    };
  }

  #sweepSometimes(): void {
    const now = Date.now();
    if (now < this.#sweepAfter) return;
    this.#sweepAfter = now + SWEEP_MILLISECONDS;
    // What could not be removed now is still noted as due.
    this.#sweeping = this.#bodies.sweep().catch(() => undefined);
  }
}

/** What is restored is not there before the pod's own record is. */
const POD_EXISTS = 'EXISTS (SELECT FROM pods WHERE pods.pod = $1 AND pods.record IS NOT NULL)';

/** Removes some of what an import that died has left; true: there may be more. */
function clearSome(writer: OrderedWriter, pod: string): boolean {
  if (readPod(writer, pod) !== undefined) return false;
  writer.remove(importKey(pod));
  return removeSome(writer, pod);
}

/** Keys lie in the tables without the name of the pod. */
function suffix(pod: string, key: Buffer): Buffer {
  return key.subarray(podPrefix(pod).length);
}

function whole(pod: string, pairs: readonly Pair[]): readonly Pair[] {
  const prefix = podPrefix(pod);
  return pairs.map(({ key, value }) => ({ key: Buffer.concat([prefix, key]), value }));
}
