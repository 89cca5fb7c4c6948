/**
 * The one interface of every storage engine. Its one idea is an atomic, durable commit with preconditions: a writer states what it
 * read, the commit is refused if that changed meanwhile, and the caller reads again. Nothing is ever locked by a caller.
 */
import type { Readable } from 'node:stream';

/** What one pod is, as of one moment. */
export interface PodState {
  /** The number of the pod's latest feed entry; grows with each change. */
  readonly sequence: number;
  /** Changes whenever an ACL document of the pod is written or deleted; compiled rules are valid for one epoch. */
  readonly aclEpoch: number;
  /** WebIDs that own the pod and can always repair its access rules. */
  readonly owners: readonly string[];
  /** Bytes of all bodies together. */
  readonly bytesUsed: number;
  /** Bytes that the pod may hold; undefined: no limit but the disk. */
  readonly bytesMax?: number;
}

/** A body that is not kept in memory: fetch it with `openBody`. */
export interface LargeBody {
  readonly kind: 'large';
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
  readonly size: number;
}

export interface Resource {
  readonly path: string;
  /**
   * Unique in the pod for all time and changed by every change of the representation: of the body, and for a container also of
   * its `.meta` and of any child. Letters and digits only, so that it can stand in an ETag. Never a time.
   */
  readonly version: string;
  /** Media type as sent, parameters included; '' for a container. */
  readonly contentType: string;
  /** Milliseconds since 1970, of the latest change of the representation. */
  readonly modified: number;
  /** Bytes of the body; 0 for a container. */
  readonly size: number;
  /** The bytes (do not change them), or where to get them; an empty buffer for a container. */
  readonly body: Buffer | LargeBody;
}

/** What a container says of one thing in it. */
export interface Child {
  /** Full path in the pod. */
  readonly path: string;
  /** Media type; '' for a container. */
  readonly contentType: string;
  readonly modified: number;
  readonly size: number;
}

export interface ChildPage {
  /** Version of the container in the same snapshot as the children. */
  readonly containerVersion: string;
  /** Ordered by name, by code units of UTF-8. */
  readonly children: readonly Child[];
}

/** A large body that lies on disk, synced, but is not visible until a commit names it. */
export interface StagedBody extends LargeBody {
  /** Forgets the body when no commit is to come; harmless after a commit. */
  discard(): Promise<void>;
}

export type Change =
  /** Creates or replaces a document (or an auxiliary). Containers above that are missing are made. */
  | {
      readonly kind: 'put';
      readonly path: string;
      readonly contentType: string;
      readonly body: Buffer | StagedBody;
    }
  /** Creates a container and those above that are missing; one that exists stays as it is. */
  | { readonly kind: 'make'; readonly path: string }
  /** Deletes a resource and its auxiliaries. */
  | { readonly kind: 'delete'; readonly path: string };

export type Precondition =
  /** The resource still has this version; undefined: it still does not exist. */
  | { readonly path: string; readonly version: string | undefined }
  /** The access rules are still those that the decision was taken by. */
  | { readonly aclEpoch: number };

export interface Commit {
  readonly changes: readonly Change[];
  readonly preconditions: readonly Precondition[];
  /** On whose behalf, for the feed. */
  readonly agent?: string;
  readonly client?: string;
}

/** Why a commit changed nothing. */
export type Refusal =
  /** A precondition no longer holds: read again and decide anew. */
  | 'RACE'
  | 'NO_POD'
  /** A container that is to be deleted has children. */
  | 'NOT_EMPTY'
  /** "a" and "a/" must not both exist (Solid Protocol, §3.1). */
  | 'SLASH_TWIN'
  /** A document stands where the path needs a container. */
  | 'NOT_A_CONTAINER'
  /** An auxiliary whose subject does not exist. */
  | 'NO_SUBJECT'
  /** What is to be deleted does not exist. */
  | 'NOT_FOUND'
  /** The root container and its ACL stay as long as the pod. */
  | 'ROOT'
  /** The pod would hold more than `bytesMax`. */
  | 'QUOTA';

export type CommitOutcome =
  | {
      readonly kind: 'done';
      /** The entries that the feed now has, in order: one for each resource created, changed or deleted. */
      readonly entries: readonly FeedEntry[];
      readonly state: PodState;
    }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly path: string };

/** One change of one resource. `Update` of a container says that its listing or its description changed. */
export interface FeedEntry {
  /** Position in the pod's feed, from 1, without gaps. */
  readonly sequence: number;
  readonly kind: 'Create' | 'Update' | 'Delete';
  readonly path: string;
  /** The version that the change made; that of the deleted resource for Delete. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly agent?: string;
  readonly client?: string;
}

export interface PodRead {
  readonly state: PodState;
  /** In the order asked; undefined where nothing is. */
  readonly resources: readonly (Resource | undefined)[];
}

export interface NewPod {
  readonly owners: readonly string[];
  readonly bytesMax?: number;
  /** The first content, in one transaction with the pod: it exists whole or not at all. */
  readonly changes: readonly Change[];
}

export interface Page {
  /** Continue after this key. */
  readonly after?: string;
  readonly limit: number;
}

/** One piece of a whole pod, for backup, restoration and verification. */
export type PodPart =
  /** The first. */
  | {
      readonly kind: 'pod';
      readonly state: PodState;
    }
  /** Auxiliaries too; a body that is restored was staged before. */
  | { readonly kind: 'resource'; readonly resource: Resource }
  /** What the index of a container says; not restored but made anew. */
  | { readonly kind: 'child'; readonly child: Child }
  | { readonly kind: 'entry'; readonly entry: FeedEntry }
  /** Something that is not what was written; `what` says where it lies. Not restored. */
  | { readonly kind: 'damage'; readonly what: string };

/** Small values outside pods (accounts, sessions, keys), each under a name in a space. */
export interface KeyValues {
  /** An expired value is not there. */
  get(space: string, key: string): Promise<KeyValue | undefined>;
  /**
   * Durable when resolved. With `ifVersion` the value must still have that version, null: must still be absent; else false and
   * nothing is written. Each write also removes a few expired values, found by an index.
   */
  set(space: string, key: string, value: string, options?: KeyValueOptions): Promise<boolean>;
  /** Whether it was there. */
  delete(space: string, key: string): Promise<boolean>;
  /** Ordered by key; expired values are left out. */
  list(space: string, page: Page): Promise<readonly KeyValue[]>;
  /** Names of the spaces that hold something, in order. */
  spaces(): Promise<readonly string[]>;
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
  readonly version: string;
  /** Milliseconds since 1970; undefined: never. */
  readonly expires?: number;
}

export interface KeyValueOptions {
  /** Milliseconds since 1970. */
  readonly expires?: number;
  readonly ifVersion?: string | null;
}

export interface Storage {
  readonly keyValues: KeyValues;
  /** One trip, one snapshot: the pod's state and the resources at these paths; undefined: no such pod. */
  read(pod: string, paths: readonly string[]): Promise<PodRead | undefined>;
  /** Costs what the page costs, whatever the container's size; undefined: no such container. */
  children(pod: string, container: string, page: Page): Promise<ChildPage | undefined>;
  /** The bytes from `start` to `end` (inclusive), each piece checked before it is given out. */
  openBody(body: LargeBody, range?: { readonly start: number; readonly end: number }): Readable;
  /**
   * Takes in a body of any size without holding it in memory; throws StorageError TOO_LARGE past `bytesMax`. What arrives in a
   * stream that breaks off is forgotten.
   */
  stage(body: AsyncIterable<Buffer>, bytesMax: number): Promise<StagedBody>;
  /** All changes or none; resolves with 'done' only when they are on disk (or committed by the database). */
  commit(pod: string, commit: Commit): Promise<CommitOutcome>;
  /** Entries after the sequence number, in order; each committed entry once and for ever. */
  feed(pod: string, after: number, limit: number): Promise<readonly FeedEntry[]>;
  /** False: the pod exists already. */
  createPod(pod: string, content: NewPod): Promise<boolean>;
  /** Changes who owns the pod or how much it may hold. False: no such pod. */
  changePod(pod: string, state: Partial<Pick<PodState, 'owners' | 'bytesMax'>>): Promise<boolean>;
  /**
   * All of a pod as of one moment: its state, resources, children, entries in order; nothing when there is no such pod. The bodies can be opened until
   * the iteration ends. Damage is a part, not an error, so that all of it is found.
   */
  exportPod(pod: string): AsyncIterable<PodPart>;
  /**
   * Makes a pod of what `exportPod` gave, with the same versions and feed; versions given later are new ones. It is visible whole
   * or not at all. False: it exists already, unless `replace` says that it is to go first.
   */
  importPod(pod: string, parts: AsyncIterable<PodPart>, replace: boolean): Promise<boolean>;
  /** Names of pods in order. */
  pods(page: Page): Promise<readonly string[]>;
  /**
   * Remembers an identifier until it expires, for all processes; false: it was known already. Throws StorageError BUSY rather than
   * forget one early. Survives the process, not necessarily the machine.
   */
  claimOnce(identifier: string, expires: number): Promise<boolean>;
  /**
   * Calls back with the name of a pod soon after something was committed to it, by this process or another, and with what `hint`
   * was given. A hint to be faster: it may be missing or come twice, and what is true stands in the storage.
   */
  onHint(listener: (hint: string) => void): () => void;
  /** Gives a hint of another kind to all processes: one short line that can be no pod's name. */
  hint(hint: string): void;
  close(): Promise<void>;
}

export type StorageErrorCode =
  /** No room on the disk: nothing was changed. */
  | 'FULL'
  /** The engine cannot be reached or stopped taking writes; try again. */
  | 'UNAVAILABLE'
  /** What lies on the disk is not what was written; it is not given out. */
  | 'CORRUPT'
  | 'TOO_LARGE'
  | 'BUSY';

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  public constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Bodies up to this many bytes lie in the record itself; larger ones in files (or large values) of their own. */
export const INLINE_BYTES_MAX = 65_536;
