import { ROOT } from '../paths.ts';
import type { Commit, CommitOutcome, NewPod, PodState } from '../storage.ts';
import { PodDraft, refused } from './draft.ts';
import { podKey } from './keys.ts';
import type { OrderedWriter } from './ordered-store.ts';
import { clearLeft } from './pod-archive.ts';
import { encodePod } from './records.ts';
import { newEra, readPod, toState } from './stored-pods.ts';

/** What becomes of a commit; nothing is written when it is refused. */
export function decide(writer: OrderedWriter, pod: string, commit: Commit): CommitOutcome {
  const state = readPod(writer, pod);
  if (state === undefined) return refused('NO_POD', commit.changes[0]?.path ?? ROOT);
  const draft = new PodDraft({ writer, pod, state, time: Date.now() });
  const refusal = draft.refuseRace(commit.preconditions) ?? draft.apply(commit.changes);
  if (refusal !== undefined) return refusal;
  const written = draft.write(commit);
  return { kind: 'done', entries: written.entries, state: toState(written.state) };
}

/** Makes a pod; false: it exists. Throws TypeError when its first content is refused. */
export function create(writer: OrderedWriter, pod: string, content: NewPod): boolean {
  if (readPod(writer, pod) !== undefined) return false;
  const { owners, bytesMax, changes } = content;
  const state = { sequence: 0, aclEpoch: 1, bytesUsed: 0, bytesMax, era: newEra(), owners };
  // Of no pod, so it may go even if the content is then refused.
  clearLeft(writer, pod);
  const draft = new PodDraft({ writer, pod, state, time: Date.now() });
  draft.makeRoot();
  const refusal = draft.apply(changes);
  if (refusal !== undefined)
    throw new TypeError(`the first content of a pod is refused: ${refusal.reason} ${refusal.path}`);
  draft.write({});
  return true;
}

/** Changes what `Storage.changePod` may. False: no such pod. */
export function change(
  writer: OrderedWriter,
  pod: string,
  state: Partial<Pick<PodState, 'owners' | 'bytesMax'>>,
): boolean {
  const stored = readPod(writer, pod);
  if (stored === undefined) return false;
  const key = podKey(pod);
  writer.put(key, encodePod(key, { ...stored, ...state }));
  return true;
}
