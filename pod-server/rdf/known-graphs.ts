import { LRUCache } from 'lru-cache';
import type { Graph } from './apply-patch.ts';

/** A graph takes about so many times the bytes of its text. */
const TEXT_FACTOR = 12;
const GRAPHS_BYTES_MAX = 64 * 1024 * 1024;

export interface KnownGraph {
  readonly graph: Graph;
  readonly prefixes: Readonly<Record<string, string>>;
}

/**
 * What the documents say that were patched last, so that the next patch to one parses nothing. A graph is known by the very bytes that
 * it was written as: whatever happened to a document since, a graph that no longer fits is not found.
 */
export class KnownGraphs {
  readonly #known = new LRUCache<string, KnownGraph & { readonly body: Buffer }>({
    maxSize: GRAPHS_BYTES_MAX,
    sizeCalculation: ({ body }, iri) => body.length * TEXT_FACTOR + iri.length + 1,
  });

  /** The caller may change the graph, so it is forgotten here. */
  public take(iri: string, body: Buffer): KnownGraph | undefined {
    const known = this.#known.get(iri);
    if (known === undefined) return undefined;
    this.#known.delete(iri);
    return known.body.equals(body) ? known : undefined;
  }

  public keep(iri: string, body: Buffer, { graph, prefixes }: KnownGraph): void {
    this.#known.set(iri, { body, graph, prefixes });
  }
}
