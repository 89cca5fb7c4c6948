import {
  fileOfDueKey,
  HOLD_PREFIX,
  importKey,
  numberInKey,
  podKey,
  podPrefix,
} from '../ordered/keys.ts';
import type { OrderedWriter, Pair } from '../ordered/ordered-store.ts';

/** The rules asked for something that was not fetched before; they are asked anew once it is. */
export class Missing extends Error {
  override readonly name = 'Missing';
  readonly want: Want;

  public constructor(want: Want) {
    super('not fetched yet');
    this.want = want;
  }
}

/** Suffixes of keys of the pod, files of staged bodies, or a range of suffixes. */
export type Want =
  | { readonly kind: 'keys'; readonly keys: readonly Buffer[] }
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'range'; readonly range: Range };

export interface Range {
  readonly start: Buffer;
  readonly end: Buffer;
  readonly limit: number;
}

/** What a row of `pods` says. */
export interface PodRow {
  readonly revision: string;
  readonly record: Buffer | null;
  readonly import_mark: Buffer | null;
}

type Written = Map<string, Buffer | undefined>;

/**
 * The rows of one pod that a piece of work touches, as the ordered store that the rules are written for. Keys lie in the table
 * without the name of the pod, which is a column of its own.
 */
export class PodRows implements OrderedWriter {
  readonly #prefix: Buffer;
  readonly #podKey: string;
  readonly #importKey: string;
  readonly #rows = new Map<string, Buffer | undefined>();
  readonly #ranges = new Map<string, readonly Pair[]>();
  readonly #dues = new Map<string, number | undefined>();
  /** Undefined: removed. Reset when the rules are asked anew. */
  #written: Written = new Map();
  readonly pod: string;
  readonly row: PodRow | undefined;

  public constructor(pod: string, row: PodRow | undefined) {
    this.pod = pod;
    this.row = row;
    this.#prefix = podPrefix(pod);
    this.#podKey = nameOf(podKey(pod));
    this.#importKey = nameOf(importKey(pod));
  }

  public get(key: Buffer): Buffer | undefined {
    const name = nameOf(key);
    if (this.#written.has(name)) return this.#written.get(name);
    if (name === this.#podKey) return this.row?.record ?? undefined;
    if (name === this.#importKey) return this.row?.import_mark ?? undefined;
    if (key[0] === 0) return this.#due(key);
    if (!this.#rows.has(name)) throw new Missing({ kind: 'keys', keys: [this.#suffix(key)] });
    return this.#rows.get(name);
  }

  /** Within the pod only. */
  public range(start: Buffer, end: Buffer, limit: number): readonly Pair[] {
    const removed = [...this.#written.values()].filter((value) => value === undefined).length;
    const from = this.#suffix(start);
    const range = { start: from, end: this.#suffix(end), limit: limit + removed };
    const stored = this.#ranges.get(rangeName(range));
    if (stored === undefined) throw new Missing({ kind: 'range', range });
    const pairs = new Map<string, Buffer | undefined>();
    for (const { key, value } of stored) pairs.set(nameOf(this.#whole(key)), value);
    for (const [name, value] of this.#written)
      if (name >= nameOf(start) && name < nameOf(end) && name !== this.#podKey)
        pairs.set(name, value);
    return [...pairs]
      .flatMap(([name, value]) =>
        value === undefined ? [] : [{ key: Buffer.from(name, 'latin1'), value }],
      )
      .sort((one, other) => one.key.compare(other.key))
      .slice(0, limit);
  }

  public put(key: Buffer, value: Buffer): void {
    this.#written.set(nameOf(key), value);
  }

  public remove(key: Buffer): void {
    this.#written.set(nameOf(key), undefined);
  }

  /** Forgets what was written, not what was fetched. */
  public restart(): void {
    this.#written = new Map();
  }

  public addKeys(keys: readonly Buffer[], found: readonly Pair[]): void {
    for (const key of keys) this.#rows.set(nameOf(this.#whole(key)), undefined);
    for (const { key, value } of found) this.#rows.set(nameOf(this.#whole(key)), value);
  }

  public addRange(range: Range, found: readonly Pair[]): void {
    this.#ranges.set(rangeName(range), found);
  }

  public addDues(files: readonly string[], found: readonly { file: string; due: number }[]): void {
    for (const file of files) this.#dues.set(file, undefined);
    for (const { file, due } of found) this.#dues.set(file, due);
  }

  /** What is to be written, by the table that takes it. */
  public changes(): Changes {
    const changes = new Changes(this.row);
    for (const [name, value] of this.#written) {
      const key = Buffer.from(name, 'latin1');
      if (name === this.#podKey) changes.record = value ?? null;
      else if (name === this.#importKey) changes.importMark = value ?? null;
      else if (key[0] !== 0) changes.addRecord(this.#suffix(key), value);
      else if (key[1] === HOLD_PREFIX[1]) changes.addHold(key.toString('utf8', 2), value);
      else changes.addDue(fileOfDueKey(key), value === undefined ? undefined : dueOf(key));
    }
    return changes;
  }

  #due(key: Buffer): Buffer | undefined {
    const file = fileOfDueKey(key);
    if (!this.#dues.has(file)) throw new Missing({ kind: 'files', files: [file] });
    // A note for another time is another note.
    return this.#dues.get(file) === dueOf(key) ? Buffer.alloc(0) : undefined;
  }

  #suffix(key: Buffer): Buffer {
    return key.subarray(this.#prefix.length);
  }

  #whole(suffix: Buffer): Buffer {
    return Buffer.concat([this.#prefix, suffix]);
  }
}

/** What one transaction writes. */
export class Changes {
  record: Buffer | null;
  importMark: Buffer | null;
  readonly #row: PodRow | undefined;
  readonly putKeys: Buffer[] = [];
  readonly putValues: Buffer[] = [];
  readonly removedKeys: Buffer[] = [];
  readonly newDues = new Map<string, number>();
  readonly takenFiles: string[] = [];
  readonly holds = new Map<string, number>();
  readonly endedHolds: string[] = [];

  public constructor(row: PodRow | undefined) {
    this.#row = row;
    this.record = row?.record ?? null;
    this.importMark = row?.import_mark ?? null;
  }

  public get changesPod(): boolean {
    return (
      this.record !== (this.#row?.record ?? null) ||
      this.importMark !== (this.#row?.import_mark ?? null) ||
      this.putKeys.length > 0 ||
      this.removedKeys.length > 0
    );
  }

  public get changesMore(): boolean {
    return (
      this.newDues.size > 0 ||
      this.takenFiles.length > 0 ||
      this.holds.size > 0 ||
      this.endedHolds.length > 0
    );
  }

  public addRecord(key: Buffer, value: Buffer | undefined): void {
    if (value === undefined) this.removedKeys.push(key);
    else {
      this.putKeys.push(key);
      this.putValues.push(value);
    }
  }

  public addDue(file: string, due: number | undefined): void {
    if (due === undefined) this.takenFiles.push(file);
    else this.newDues.set(file, due);
  }

  public addHold(name: string, until: Buffer | undefined): void {
    if (until === undefined) this.endedHolds.push(name);
    else this.holds.set(name, until.readDoubleLE(0));
  }
}

/** Keys as text of one unit for each byte, which orders as they do. */
function nameOf(key: Buffer): string {
  return key.toString('latin1');
}

function rangeName({ start, end, limit }: Range): string {
  return `${nameOf(start)}\0\0${nameOf(end)}\0\0${limit}`;
}

const DUE_START = 2;

function dueOf(key: Buffer): number {
  return numberInKey(key, DUE_START);
}
