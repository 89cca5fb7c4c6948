/** What callers are told, made of records, for every engine that keeps pods as ordered records. */
import { nameOf } from '../paths.ts';
import type { ChildPage, FeedEntry, LargeBody, PodRead } from '../storage.ts';
import { after, childKey, next, resourceKey } from './keys.ts';
import { type OrderedReader, type Pair, StoredBody } from './ordered-store.ts';
import { decodeChild, decodeEntries, decodeResource, toResource } from './records.ts';
import { readPod, toState } from './stored-pods.ts';

/** Undefined: no such pod. Throws StorageError CORRUPT, as all of these. */
export function podRead(
  reader: Pick<OrderedReader, 'get'>,
  pod: string,
  paths: readonly string[],
): PodRead | undefined {
  const state = readPod(reader, pod);
  if (state === undefined) return undefined;
  const resources = paths.map((path) => {
    const key = resourceKey(pod, path);
    const record = reader.get(key);
    return record === undefined ? undefined : toResource(path, decodeResource(key, record));
  });
  return { state: toState(state), resources };
}

/** Where the children of a container lie that come after a key. */
export function childRange(
  pod: string,
  container: string,
  afterKey: string | undefined,
): { readonly start: Buffer; readonly end: Buffer } {
  const prefix = childKey(pod, container, '');
  const start = afterKey === undefined ? prefix : next(childKey(pod, container, nameOf(afterKey)));
  return { start, end: after(prefix) };
}

/** The container by its own record, its children by theirs, under their whole keys. */
export function childPage(
  pod: string,
  container: string,
  record: Buffer,
  pairs: readonly Pair[],
): ChildPage {
  const nameStart = childKey(pod, container, '').length;
  return {
    containerVersion: decodeResource(resourceKey(pod, container), record).version,
    children: pairs.map(({ key, value }) =>
      decodeChild({ key, record: value, container, nameStart }),
    ),
  };
}

/** Of records under their whole keys; one holds at least one entry, so as many as entries are wanted are enough. */
export function entriesAfter(
  pairs: readonly Pair[],
  sequence: number,
  limit: number,
): readonly FeedEntry[] {
  return pairs
    .flatMap(({ key, value }) => decodeEntries(key, value))
    .filter((entry) => entry.sequence > sequence)
    .slice(0, limit);
}

/** A body is opened by the storage that read it. */
export function asStored(body: LargeBody): StoredBody {
  if (!(body instanceof StoredBody)) throw new TypeError('a body that this storage did not read');
  return body;
}
