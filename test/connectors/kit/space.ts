import type { LaidDocument, LaidFile } from '../../../connectors/kit/contract.ts';
import { parseTurtle, writeTurtle } from '../../../shapes/kit/turtle.ts';

/** A space in memory: the bytes of each document and file by name, read and merged as a shelf does. */
export class Space {
  readonly documents = new Map<string, string>();
  readonly files = new Map<string, Uint8Array>();
  writes = 0;

  lay({ shape, thing, merge, container = '' }: LaidDocument): void {
    const name = container + shape.nameOf(thing);
    const url = urlOf(name);
    const before = this.documents.get(name);
    const stored = before === undefined ? undefined : shape.read(parseTurtle(before, url), url);
    const settled = merge === undefined ? thing : merge(stored, thing);
    const text = writeTurtle(shape.write(settled, url), url);
    if (before === text) return;
    this.writes += 1;
    this.documents.set(name, text);
  }

  layFile({ container, name, bytes }: LaidFile): void {
    const path = container + name;
    if (this.files.has(path)) return;
    this.writes += 1;
    this.files.set(path, bytes);
  }

  /** The same content, with no write counted yet. */
  copy(): this {
    const copy = new (this.constructor as new () => this)();
    for (const [name, text] of this.documents) copy.documents.set(name, text);
    for (const [name, bytes] of this.files) copy.files.set(name, bytes);
    return copy;
  }

  sorted(): [string, unknown][] {
    return [...this.documents, ...this.files].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

export function urlOf(name: string): string {
  return `https://space.invalid/${name}`;
}
