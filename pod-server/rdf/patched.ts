import type { Quad } from 'n3';
import { Problem } from '../http/problem.ts';
import { applyPatch, type Effect, graphOf } from './apply-patch.ts';
import { moreOf, readDocument, writeDocument } from './document.ts';
import type { KnownGraph, KnownGraphs } from './known-graphs.ts';
import { RDF_BYTES_MAX } from './limits.ts';
import { TURTLE } from './media-types.ts';
import type { Operation } from './operation.ts';
import { type Patch, readPatch } from './patch.ts';

/** A document as it is stored. */
export interface StoredDocument {
  readonly body: Buffer;
  readonly contentType: string;
}

export interface Patched extends StoredDocument {
  readonly after: readonly Quad[];
}

const NOTHING: StoredDocument = { body: Buffer.alloc(0), contentType: TURTLE };

/**
 * The stored document, or an empty Turtle document, after the patch; in the stored type and with its prefixes. Where triples only
 * come, the text that is there stays as its author wrote it.
 */
export async function patchDocument(
  { source, operations = operationsOf(source) }: Pick<Patch, 'source' | 'operations'>,
  current: StoredDocument = NOTHING,
  baseIri: string,
  known?: KnownGraphs,
): Promise<Patched> {
  const { contentType } = current;
  const document = known?.take(baseIri, current.body) ?? (await readGraph(current, baseIri));
  const effect = applyPatch(document.graph, operations);
  const body = isMoreOnly(effect, operations)
    ? moreOf(current, { quads: effect.added, prefixes: document.prefixes })
    : undefined;
  const after = (): readonly Quad[] => [...document.graph.values()];
  const whole = body ?? writeDocument({ quads: after(), prefixes: document.prefixes }, contentType);
  if (whole.length > RDF_BYTES_MAX)
    throw new Problem(413, 'rdf-large', { bytesMax: RDF_BYTES_MAX });
  known?.keep(baseIri, whole, document);
  return {
    body: whole,
    contentType,
    get after() {
      return after();
    },
  };
}

/** A condition may have found a blank node that the text gives no label: nothing can be said of it further down. */
function isMoreOnly({ hasRemoved }: Effect, operations: readonly Operation[]): boolean {
  return !hasRemoved && operations.every(({ where }) => where.length === 0);
}

async function readGraph(stored: StoredDocument, baseIri: string): Promise<KnownGraph> {
  const { quads, prefixes } = await readDocument(stored.body, stored.contentType, baseIri);
  return { graph: graphOf(quads), prefixes };
}

function operationsOf({ body, contentType, baseIri }: Patch['source']): readonly Operation[] {
  return readPatch(body, contentType, baseIri).operations ?? [];
}
