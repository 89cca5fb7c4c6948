import type { Quad } from 'n3';
import { ldp } from '../../vocab/reused.ts';
import {
  DOCUMENT_BYTES_MAX,
  getDocument,
  getText,
  PodError,
  type StoredDocument,
  type StoredText,
  send,
} from './pod.ts';
import { type Shape, ShapeError } from './shape.ts';
import { parseTurtle, sameGraph, TurtleError, writeTurtle } from './turtle.ts';

export { PodError } from './pod.ts';

export type Laid = 'created' | 'changed' | 'same';

export interface ShelfOptions<T> {
  /** A fetch that signs in where needed. */
  readonly fetch: typeof globalThis.fetch;
  /** URL of the container; ends with a slash. */
  readonly container: string;
  readonly shape: Shape<T>;
  /** Throws a ShapeViolation; injected, because a browser that only reads needs no SHACL engine. */
  readonly validate?: (quads: readonly Quad[], shape: Shape<T>) => void | Promise<void>;
}

/** A second writer is met with one new try; a third would hide that two programs fight. */
const WRITE_TRIES_MAX = 2;

/**
 * The documents of one shape in one container.
 *
 *     const shelf = new Shelf({ fetch, container: 'https://pod.example/data/', shape: meterMonth });
 *     await shelf.put(month); // 'created', 'changed', or 'same' when there was nothing to write
 */
export class Shelf<T> {
  readonly #options: ShelfOptions<T>;

  constructor(options: ShelfOptions<T>) {
    if (!options.container.endsWith('/')) {
      throw new RangeError(`The container "${options.container}" must end with a slash.`);
    }
    this.#options = options;
  }

  /** The thing of this name, or undefined when there is none. */
  async get(name: string): Promise<T | undefined> {
    const url = this.#urlOf(name);
    const document = await getDocument(this.#options.fetch, url);
    return document === undefined ? undefined : this.#options.shape.read(document.quads, url);
  }

  /** The names of the documents of this shape, in order; of a container that does not exist yet, none. */
  async names(): Promise<string[]> {
    const { fetch, container, shape } = this.#options;
    const listing = await getDocument(fetch, container);
    return (listing?.quads ?? [])
      .filter(
        ({ subject, predicate }) => subject.value === container && predicate.value === ldp.contains,
      )
      .map(({ object }) => object.value)
      .filter((url) => url.startsWith(container) && !url.slice(container.length).includes('/'))
      .map((url) => decoded(url.slice(container.length)))
      .filter((name) => name !== '' && (shape.fileNames?.test(name) ?? true))
      .sort();
  }

  /** Lays a thing under the name that it gives itself, whatever lies there now. */
  async put(thing: T): Promise<Laid> {
    return this.#change(this.#options.shape.nameOf(thing), () => thing);
  }

  /**
   * Changes a document that others may be writing: `change` sees what is stored and may run twice.
   * What says the same is not written. A torn document holds nothing that could be kept: it is laid anew.
   */
  async update(name: string, change: (stored: T | undefined) => T): Promise<Laid> {
    const { shape } = this.#options;
    const url = this.#urlOf(name);
    return this.#change(name, (stored) =>
      change(stored === undefined || isTorn(stored) ? undefined : shape.read(stored.quads, url)),
    );
  }

  async #change(name: string, thingFor: (stored: StoredDocument | undefined) => T): Promise<Laid> {
    const { fetch, shape } = this.#options;
    const url = this.#urlOf(name);
    for (let tries = 1; ; tries += 1) {
      const stored = whatIsLeft(await getText(fetch, url), url);
      const thing = thingFor(stored);
      if (shape.nameOf(thing) !== name) {
        throw new RangeError(`What is laid as ${name} calls itself ${shape.nameOf(thing)}.`);
      }
      try {
        return await this.#lay(url, thing, stored);
      } catch (error) {
        const raced = error instanceof PodError && error.status === 412;
        if (!raced || tries === WRITE_TRIES_MAX) throw error;
      }
    }
  }

  async #lay(url: string, thing: T, stored: StoredDocument | undefined): Promise<Laid> {
    const { fetch, shape, validate } = this.#options;
    const quads = shape.write(thing, url);
    await validate?.(quads, shape);
    const text = writeTurtle(quads, url);
    if (stored !== undefined && saysTheSame(stored, text, quads, url)) return 'same';

    const body = new TextEncoder().encode(text);
    if (body.byteLength > DOCUMENT_BYTES_MAX) {
      throw new ShapeError(url, shape.name, `is larger than ${DOCUMENT_BYTES_MAX} bytes.`);
    }
    const headers = { 'content-type': 'text/turtle', ...conditionFor(stored) };
    const response = await send(fetch, url, { method: 'PUT', headers, body });
    await response.body?.cancel();
    return stored === undefined ? 'created' : 'changed';
  }

  #urlOf(name: string): string {
    return this.#options.container + encodeURIComponent(name);
  }
}

/**
 * A host that was cut off in the middle of a write may keep an empty document or the first half of one
 * (the file backend of @solid/community-server does): of that nothing is left but its ETag.
 */
function whatIsLeft(stored: StoredText | undefined, url: string): StoredDocument | undefined {
  try {
    return stored && { ...stored, quads: parseTurtle(stored.text, url) };
  } catch (error) {
    if (stored !== undefined && error instanceof TurtleError) return { ...stored, quads: [] };
    throw error;
  }
}

const isTorn = ({ quads }: StoredDocument): boolean => quads.length === 0;

/** The name in its plain form; one that is no valid percent encoding is not of our making. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** A host may keep our bytes or write the triples anew in its own way. */
function saysTheSame(
  stored: StoredDocument,
  text: string,
  quads: readonly Quad[],
  url: string,
): boolean {
  if (stored.text === text) return true;
  // A blank node is none of ours, so whoever put it there changed the document.
  const ours = stored.quads.every(
    ({ subject, object }) => subject.termType !== 'BlankNode' && object.termType !== 'BlankNode',
  );
  return ours && sameGraph(stored.quads, quads, url);
}

/** Without a strong ETag nothing can be promised to the host; the comparison just made must do. */
function conditionFor(stored: StoredDocument | undefined): Record<string, string> {
  if (stored === undefined) return { 'if-none-match': '*' };
  return stored.strongETag === undefined ? {} : { 'if-match': stored.strongETag };
}
