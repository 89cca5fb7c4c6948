import { expect } from 'vitest';
import type {
  Change,
  Commit,
  CommitOutcome,
  FeedEntry,
  PodState,
  Resource,
  Storage,
} from '../../../pod-server/storage/storage.ts';

export const OWNER = 'https://ada.exemple.invalid/card#me';

let pods = 0;

/** A pod that no other test knows. */
export async function newPod(storage: Storage, bytesMax?: number): Promise<string> {
  pods += 1;
  const pod = `pod-${process.pid}-${pods}`;
  const content = { owners: [OWNER], changes: [], ...(bytesMax !== undefined && { bytesMax }) };
  expect(await storage.createPod(pod, content)).toBe(true);
  return pod;
}

export function put(path: string, text = 'hello', contentType = 'text/plain'): Change {
  return { kind: 'put', path, contentType, body: Buffer.from(text) };
}

export function make(path: string): Change {
  return { kind: 'make', path };
}

export function remove(path: string): Change {
  return { kind: 'delete', path };
}

/** Commits without preconditions unless some are given. */
export function commit(
  storage: Storage,
  pod: string,
  changes: readonly Change[],
  preconditions: Commit['preconditions'] = [],
): Promise<CommitOutcome> {
  return storage.commit(pod, { changes, preconditions });
}

/** Commits what must be done. */
export async function done(
  storage: Storage,
  pod: string,
  ...changes: readonly Change[]
): Promise<{ entries: readonly FeedEntry[]; state: PodState }> {
  const outcome = await commit(storage, pod, changes);
  if (outcome.kind !== 'done') throw new Error(`refused: ${outcome.reason} ${outcome.path}`);
  return outcome;
}

export async function refusal(
  storage: Storage,
  pod: string,
  changes: readonly Change[],
  preconditions: Commit['preconditions'] = [],
): Promise<string> {
  const outcome = await commit(storage, pod, changes, preconditions);
  return outcome.kind === 'refused' ? `${outcome.reason} ${outcome.path}` : outcome.kind;
}

export async function get(
  storage: Storage,
  pod: string,
  path: string,
): Promise<Resource | undefined> {
  return (await storage.read(pod, [path]))?.resources[0];
}

export async function text(
  storage: Storage,
  pod: string,
  path: string,
): Promise<string | undefined> {
  const body = (await get(storage, pod, path))?.body;
  return Buffer.isBuffer(body) ? body.toString() : body?.kind;
}

export async function version(
  storage: Storage,
  pod: string,
  path: string,
): Promise<string | undefined> {
  return (await get(storage, pod, path))?.version;
}

export async function names(
  storage: Storage,
  pod: string,
  container: string,
): Promise<readonly string[] | undefined> {
  const page = await storage.children(pod, container, { limit: 10_000 });
  return page?.children.map(({ path }) => path);
}

export async function state(storage: Storage, pod: string): Promise<PodState> {
  const read = await storage.read(pod, []);
  if (read === undefined) throw new Error(`no pod ${pod}`);
  return read.state;
}

/** "Create /a", sorted by what happened where: within one commit any order is right. */
export function told(entries: readonly FeedEntry[]): readonly string[] {
  return entries.map(({ kind, path }) => `${kind} ${path}`).sort();
}
