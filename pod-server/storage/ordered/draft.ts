/** What a commit would make of a pod: read through, changed in memory, written only when every change is allowed. */
import {
  ACL_SUFFIX,
  ancestorsOf,
  DESCRIPTION_SUFFIX,
  isAcl,
  isAuxiliary,
  isContainer,
  nameOf,
  parentOf,
  ROOT,
  subjectOf,
} from '../paths.ts';
import type { Change, Commit, FeedEntry, Precondition, Refusal } from '../storage.ts';
import { childKey, dueKey, feedKey, podKey, resourceKey } from './keys.ts';
import { type OrderedWriter, StoredBody } from './ordered-store.ts';
import {
  bodyBytes,
  decodeResource,
  EMPTY,
  encodeChild,
  encodeEntries,
  encodePod,
  encodeResource,
  type StoredPod,
  type StoredResource,
} from './records.ts';
import { refuseUnlessStaged, StagedFile } from './staged-file.ts';

export interface Refused {
  readonly kind: 'refused';
  readonly reason: Refusal;
  readonly path: string;
}

interface Draft {
  readonly before: StoredResource | undefined;
  now: StoredResource | undefined;
  touched: boolean;
}

/** How long the file of a body that nobody names any more stays, for those who are about to open it. */
const UNNAMED_BODY_MILLISECONDS = 60_000;

export class PodDraft {
  readonly #writer: OrderedWriter;
  readonly #pod: string;
  readonly #state: StoredPod;
  readonly #time: number;
  readonly #drafts = new Map<string, Draft>();
  readonly #staged: StagedFile[] = [];
  #bytesUsed: number;
  #aclChanged = false;

  public constructor(args: { writer: OrderedWriter; pod: string; state: StoredPod; time: number }) {
    this.#writer = args.writer;
    this.#pod = args.pod;
    this.#state = args.state;
    this.#time = args.time;
    this.#bytesUsed = args.state.bytesUsed;
  }

  /** Undefined: all hold. */
  public refuseRace(preconditions: readonly Precondition[]): Refused | undefined {
    for (const precondition of preconditions) {
      if ('aclEpoch' in precondition) {
        if (precondition.aclEpoch !== this.#state.aclEpoch) return refused('RACE', ROOT);
      } else if (this.#at(precondition.path).now?.version !== precondition.version)
        return refused('RACE', precondition.path);
    }
    return undefined;
  }

  /** Undefined: all are drafted. */
  public apply(changes: readonly Change[]): Refused | undefined {
    for (const change of changes) {
      const refusal = this.#change(change);
      if (refusal !== undefined) return refusal;
    }
    const { bytesMax, bytesUsed } = this.#state;
    if (bytesMax !== undefined && this.#bytesUsed > bytesMax && this.#bytesUsed > bytesUsed)
      return refused('QUOTA', changes.find(({ kind }) => kind === 'put')?.path ?? ROOT);
    return undefined;
  }

  /** Makes the root container of a new pod. */
  public makeRoot(): void {
    this.#set(ROOT, this.#newContainer());
  }

  /** Writes what was drafted; from here on nothing is refused. */
  public write(origin: Pick<Commit, 'agent' | 'client'>): {
    entries: readonly FeedEntry[];
    state: StoredPod;
  } {
    const entries: FeedEntry[] = [];
    let sequence = this.#state.sequence;
    for (const [path, draft] of this.#drafts) {
      if (!draft.touched || (draft.before === undefined && draft.now === undefined)) continue;
      sequence += 1;
      entries.push({
        sequence,
        ...this.#writeOne(path, draft, this.#state.era + sequence.toString(36)),
        path,
        time: this.#time,
        ...(origin.agent !== undefined && { agent: origin.agent }),
        ...(origin.client !== undefined && { client: origin.client }),
      });
    }
    for (const staged of this.#staged) this.#writer.remove(staged.dueKey);
    return { entries, state: this.#writeState(entries, sequence) };
  }

  #change(change: Change): Refused | undefined {
    switch (change.kind) {
      case 'put':
        return this.#put(change.path, change.contentType, change.body);
      case 'make':
        return this.#make(change.path);
      case 'delete':
        return this.#delete(change.path);
    }
  }

  #put(path: string, contentType: string, body: Buffer | LargeOrStaged): Refused | undefined {
    const refusal = isAuxiliary(path) ? this.#refuseSubject(path) : undefined;
    if (refusal !== undefined) return refusal;
    const blocked = this.#at(path).now === undefined ? this.#makePlace(path) : undefined;
    if (blocked !== undefined) return blocked;
    this.#set(path, {
      version: '',
      contentType,
      modified: this.#time,
      children: 0,
      body: Buffer.isBuffer(body) ? body : this.#take(body),
    });
    return undefined;
  }

  /** What stands already has its place. */
  #makePlace(path: string): Refused | undefined {
    if (this.#at(`${path}/`).now !== undefined) return refused('SLASH_TWIN', path);
    return this.#makeAncestors(path);
  }

  #make(path: string): Refused | undefined {
    if (this.#at(path).now !== undefined) return undefined;
    if (this.#at(path.slice(0, -1)).now !== undefined) return refused('SLASH_TWIN', path);
    const blocked = this.#makeAncestors(path);
    if (blocked !== undefined) return blocked;
    this.#set(path, this.#newContainer());
    return undefined;
  }

  #delete(path: string): Refused | undefined {
    if (path === ROOT || path === ROOT + ACL_SUFFIX) return refused('ROOT', path);
    const { now } = this.#at(path);
    if (now === undefined) return refused('NOT_FOUND', path);
    if (now.children > 0) return refused('NOT_EMPTY', path);
    this.#set(path, undefined);
    for (const suffix of isAuxiliary(path) ? [] : [ACL_SUFFIX, DESCRIPTION_SUFFIX])
      if (this.#at(path + suffix).now !== undefined) this.#set(path + suffix, undefined);
    return undefined;
  }

  /** An auxiliary of an auxiliary would have no rules of its own and outlive its subject's subject. */
  #refuseSubject(path: string): Refused | undefined {
    const subject = subjectOf(path);
    const stands = !isAuxiliary(subject) && this.#at(subject).now !== undefined;
    return stands ? undefined : refused('NO_SUBJECT', path);
  }

  #makeAncestors(path: string): Refused | undefined {
    const missing: string[] = [];
    for (const ancestor of ancestorsOf(path)) {
      if (this.#at(ancestor).now !== undefined) break;
      missing.push(ancestor);
    }
    for (const ancestor of missing.reverse()) {
      const document = ancestor.slice(0, -1);
      if (this.#at(document).now !== undefined) return refused('NOT_A_CONTAINER', document);
      this.#set(ancestor, this.#newContainer());
    }
    return undefined;
  }

  #take(body: LargeOrStaged): StoredBody {
    if (!(body instanceof StagedFile))
      throw new TypeError('a body that this storage did not stage');
    refuseUnlessStaged(this.#writer, body, this.#time);
    this.#staged.push(body);
    return body.stored;
  }

  #newContainer(): StoredResource {
    return { version: '', contentType: '', modified: this.#time, children: 0, body: EMPTY };
  }

  /** Drafts what stands at a path, and what that changes beside it. */
  #set(path: string, now: StoredResource | undefined): void {
    const draft = this.#at(path);
    const was = draft.now;
    this.#bytesUsed += sizeOf(now) - sizeOf(was);
    draft.now = now;
    draft.touched = true;
    if (isAcl(path)) this.#aclChanged = true;
    const shownIn = isAuxiliary(path) ? describedContainer(path) : parentOf(path);
    if (shownIn !== undefined)
      this.#bump(shownIn, isAuxiliary(path) ? 0 : countOf(now) - countOf(was));
  }

  /** A container changes with what it shows. One that goes with its description is not brought back. */
  #bump(container: string, childrenMore: number): void {
    const draft = this.#at(container);
    if (draft.now === undefined) return;
    draft.now = {
      ...draft.now,
      modified: this.#time,
      children: draft.now.children + childrenMore,
    };
    draft.touched = true;
  }

  #at(path: string): Draft {
    const known = this.#drafts.get(path);
    if (known !== undefined) return known;
    const key = resourceKey(this.#pod, path);
    const record = this.#writer.get(key);
    const before = record === undefined ? undefined : decodeResource(key, record);
    const draft = { before, now: before, touched: false };
    this.#drafts.set(path, draft);
    return draft;
  }

  #writeOne(path: string, draft: Draft, version: string): Pick<FeedEntry, 'kind' | 'version'> {
    const { before, now } = draft;
    const key = resourceKey(this.#pod, path);
    if (before?.body instanceof StoredBody && before.body !== now?.body)
      this.#writer.put(dueKey(this.#time + UNNAMED_BODY_MILLISECONDS, before.body.file), EMPTY);
    if (now === undefined) {
      this.#writer.remove(key);
      if (path !== ROOT && !isAuxiliary(path)) this.#writer.remove(this.#childKey(path));
      return { kind: 'Delete', version: before?.version ?? '' };
    }
    this.#writer.put(key, encodeResource(key, { ...now, version }));
    if (path !== ROOT && !isAuxiliary(path)) this.#writeChild(path, before, now);
    return { kind: before === undefined ? 'Create' : 'Update', version };
  }

  /** A container stands in its own container with the time when it was made: else every change would change all up to the root. */
  #writeChild(path: string, before: StoredResource | undefined, now: StoredResource): void {
    if (isContainer(path) && before !== undefined) return;
    const { contentType, modified, body } = now;
    const key = this.#childKey(path);
    const child = { path, contentType, modified, size: bodyBytes(body) };
    this.#writer.put(key, encodeChild(key, child));
  }

  #childKey(path: string): Buffer {
    return childKey(this.#pod, parentOf(path) ?? ROOT, nameOf(path));
  }

  #writeState(entries: readonly FeedEntry[], sequence: number): StoredPod {
    if (entries.length === 0) return this.#state;
    const state = {
      ...this.#state,
      sequence,
      bytesUsed: this.#bytesUsed,
      aclEpoch: this.#state.aclEpoch + (this.#aclChanged ? 1 : 0),
    };
    const key = podKey(this.#pod);
    this.#writer.put(key, encodePod(key, state));
    const entriesKey = feedKey(this.#pod, sequence);
    this.#writer.put(entriesKey, encodeEntries(entriesKey, entries));
    return state;
  }
}

type LargeOrStaged = Exclude<Extract<Change, { kind: 'put' }>['body'], Buffer>;

export function refused(reason: Refusal, path: string): Refused {
  return { kind: 'refused', reason, path };
}

/** The container whose representation holds what an auxiliary says; an ACL is part of no representation. */
function describedContainer(path: string): string | undefined {
  if (isAcl(path)) return undefined;
  const subject = subjectOf(path);
  return isContainer(subject) ? subject : undefined;
}

function sizeOf(resource: StoredResource | undefined): number {
  return resource === undefined ? 0 : bodyBytes(resource.body);
}

function countOf(resource: StoredResource | undefined): number {
  return resource === undefined ? 0 : 1;
}
