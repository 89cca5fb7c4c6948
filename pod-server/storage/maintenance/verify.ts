import { isAuxiliary, isContainer, parentOf, ROOT, subjectOf } from '../paths.ts';
import {
  type Child,
  type LargeBody,
  type PodPart,
  type PodState,
  type Resource,
  type Storage,
  StorageError,
} from '../storage.ts';
import { allPods } from './all-pods.ts';
import { Counter, type OnProgress, type Progress } from './progress.ts';

/** How many findings are listed; they are counted beyond. */
const FINDINGS_MAX = 1_000;

type FindingKind =
  /** A record or a body is not what was written. */
  | 'damaged'
  /** A resource that its container does not list, or lists otherwise. */
  | 'not-listed'
  /** A container lists what is not there. */
  | 'listed-but-missing'
  /** A resource whose container or subject is not there. */
  | 'orphan'
  /** The bytes of all bodies are not what the pod's state says. */
  | 'bytes-used'
  /** The feed has a gap, or does not end where the pod's state says. */
  | 'feed-gap'
  | 'no-root';

interface Finding {
  readonly kind: FindingKind;
  readonly pod: string;
  /** A path, or where in the store. */
  readonly where: string;
}

export interface VerifyReport extends Progress {
  readonly findings: readonly Finding[];
  /** More than are listed, when there are very many. */
  readonly findingsCount: number;
}

/**
 * Reads everything and compares: each checksum of records and bodies, what containers list, bytes used, the feed. Each pod is looked at as of
 * one moment, while writers go on. Without `pods`, all.
 */
export async function verifyStorage(args: {
  readonly storage: Storage;
  readonly pods?: readonly string[];
  readonly onProgress?: OnProgress;
}): Promise<VerifyReport> {
  const { storage, pods, onProgress } = args;
  const counter = new Counter(onProgress);
  const findings: Finding[] = [];
  let findingsCount = 0;
  for await (const pod of allPods(storage, pods)) {
    const check = new PodCheck();
    for await (const part of storage.exportPod(pod)) {
      check.add(part);
      if (part.kind !== 'resource') continue;
      const { path, body, size } = part.resource;
      counter.addResource(size);
      if (!Buffer.isBuffer(body) && !(await isWhole(storage, body))) check.find('damaged', path);
    }
    for (const finding of check.findings()) {
      findingsCount += 1;
      if (findings.length < FINDINGS_MAX) findings.push({ pod, ...finding });
    }
    counter.addPod();
  }
  return { ...counter.progress, findings, findingsCount };
}

async function isWhole(storage: Storage, body: LargeBody): Promise<boolean> {
  let bytes = 0;
  try {
    for await (const piece of storage.openBody(body)) bytes += piece.length;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'CORRUPT') return false;
    throw error;
  }
  return bytes === body.size;
}

type PodFinding = Omit<Finding, 'pod'>;

/** Compares the parts of one pod with each other. */
class PodCheck {
  readonly #found: PodFinding[] = [];
  readonly #shown = new Map<string, string>();
  readonly #resources = new Set<string>();
  #state: PodState | undefined;
  #bytes = 0;
  #lastSequence = 0;

  public find(kind: FindingKind, where: string): void {
    this.#found.push({ kind, where });
  }

  public add(part: PodPart): void {
    switch (part.kind) {
      case 'pod':
        this.#state = part.state;
        break;
      case 'resource':
        this.#addResource(part.resource);
        break;
      case 'child':
        this.#addChild(part.child);
        break;
      case 'entry':
        if (part.entry.sequence !== this.#lastSequence + 1)
          this.find('feed-gap', `${part.entry.sequence}`);
        this.#lastSequence = part.entry.sequence;
        break;
      case 'damage':
        this.find('damaged', part.what);
    }
  }

  public findings(): readonly PodFinding[] {
    if (this.#state === undefined) return this.#found;
    for (const path of this.#shown.keys()) this.find('not-listed', path);
    for (const path of this.#resources) if (!this.#hasPlace(path)) this.find('orphan', path);
    if (!this.#resources.has(ROOT)) this.find('no-root', ROOT);
    if (this.#bytes !== this.#state.bytesUsed) this.find('bytes-used', `${this.#bytes}`);
    if (this.#lastSequence !== this.#state.sequence)
      this.find('feed-gap', `${this.#state.sequence}`);
    return this.#found;
  }

  #addResource(resource: Resource): void {
    const { path, size } = resource;
    this.#bytes += size;
    this.#resources.add(path);
    if (path !== ROOT && !isAuxiliary(path)) this.#shown.set(path, shown(resource));
  }

  /** Children come after all resources. */
  #addChild(child: Child): void {
    if (!this.#resources.has(child.path)) this.find('listed-but-missing', child.path);
    else if (this.#shown.get(child.path) === shown(child)) this.#shown.delete(child.path);
  }

  #hasPlace(path: string): boolean {
    const place = isAuxiliary(path) ? subjectOf(path) : parentOf(path);
    return place === undefined || this.#resources.has(place);
  }
}

/** What a container says of it; a container's own time is not followed. */
function shown({ path, contentType, size, modified }: Child): string {
  return isContainer(path) ? '' : `${size} ${modified} ${contentType}`;
}
