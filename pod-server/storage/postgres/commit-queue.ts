import { decide } from '../ordered/decisions.ts';
import { podPrefix, resourceKey } from '../ordered/keys.ts';
import type { OrderedWriter } from '../ordered/ordered-store.ts';
import { StagedFile } from '../ordered/staged-file.ts';
import {
  ACL_SUFFIX,
  ancestorsOf,
  DESCRIPTION_SUFFIX,
  isAuxiliary,
  isContainer,
  ROOT,
  subjectOf,
} from '../paths.ts';
import { type Change, type Commit, type CommitOutcome, StorageError } from '../storage.ts';
import { Missing } from './pod-rows.ts';
import type { PodStore } from './pod-store.ts';

/** Commits that one transaction decides, and that may wait for one pod. */
const BATCH_MAX = 64;
const WAITING_MAX = 5_000;

interface Waiting {
  readonly commit: Commit;
  readonly resolve: (outcome: CommitOutcome) => void;
  readonly reject: (error: unknown) => void;
}

type Decision = { readonly outcome: CommitOutcome } | { readonly error: unknown };

/** Commits to one pod go one batch after the other; those to different pods know nothing of each other. */
export class CommitQueue {
  readonly #store: PodStore;
  readonly #waiting = new Map<string, Waiting[]>();

  public constructor(store: PodStore) {
    this.#store = store;
  }

  public commit(pod: string, commit: Commit): Promise<CommitOutcome> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(pod);
      const one = { commit, resolve, reject };
      if (waiting === undefined) {
        const queue = [one];
        this.#waiting.set(pod, queue);
        void this.#run(pod, queue);
      } else if (waiting.length < WAITING_MAX) waiting.push(one);
      else reject(new StorageError('BUSY', 'too many commits wait for this pod'));
    });
  }

  async #run(pod: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH_MAX);
      try {
        const decisions = await this.#store.commit(workOf(pod, batch));
        for (const [at, { resolve, reject }] of batch.entries())
          settle(decisions[at], resolve, reject);
      } catch (error) {
        // Whoever waits behind has waited as long, and would be told the same.
        for (const { reject } of [...batch, ...queue.splice(0)]) reject(error);
      }
    }
    this.#waiting.delete(pod);
  }
}

function settle(
  decision: Decision | undefined,
  resolve: Waiting['resolve'],
  reject: Waiting['reject'],
): void {
  if (decision !== undefined && 'outcome' in decision) resolve(decision.outcome);
  else reject(decision?.error);
}

function workOf(pod: string, batch: readonly Waiting[]) {
  return {
    pod,
    keys: keysOf(
      pod,
      batch.map(({ commit }) => commit),
    ),
    files: batch.flatMap(({ commit }) => filesOf(commit.changes)),
    run: (writer: OrderedWriter): readonly Decision[] =>
      batch.map(({ commit }) => decideOne(writer, pod, commit)),
  };
}

/** What one commit does wrong is only its own failure. */
function decideOne(writer: OrderedWriter, pod: string, commit: Commit): Decision {
  try {
    return { outcome: decide(writer, pod, commit) };
  } catch (error) {
    if (error instanceof Missing) throw error;
    return { error };
  }
}

function filesOf(changes: readonly Change[]): readonly string[] {
  return changes.flatMap((change) =>
    change.kind === 'put' && change.body instanceof StagedFile ? [change.body.stored.file] : [],
  );
}

/** Keys of the pod that the rules will look at to decide these commits. */
export function keysOf(pod: string, commits: readonly Commit[]): readonly Buffer[] {
  const prefix = podPrefix(pod).length;
  const paths = new Set(commits.flatMap(pathsOf));
  return [...paths].map((path) => resourceKey(pod, path).subarray(prefix));
}

/** All that the rules will look at, as far as that can be told before: what is missing here costs a trip more. */
function pathsOf({ changes, preconditions }: Commit): readonly string[] {
  return [
    ...preconditions.flatMap((one) => ('path' in one ? [one.path] : [])),
    ...changes.flatMap(({ kind, path }) => [
      path,
      ...(kind === 'delete' ? goesWith(path) : [twinOf(path)]),
      ...(isAuxiliary(path) ? [subjectOf(path)] : []),
      ...ancestorsOf(path),
    ]),
  ].filter((path) => path !== '');
}

function goesWith(path: string): readonly string[] {
  return isAuxiliary(path) ? [] : [path + ACL_SUFFIX, path + DESCRIPTION_SUFFIX];
}

/** "a" and "a/" must not both exist. */
function twinOf(path: string): string {
  if (path === ROOT) return '';
  return isContainer(path) ? path.slice(0, -1) : `${path}/`;
}
