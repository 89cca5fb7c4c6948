import type { Quad } from 'n3';
import { Problem } from '../http/problem.ts';
import { readJsonLd } from './json-ld-reader.ts';
import { writeJsonLd } from './json-ld-writer.ts';
import { isRdf, JSON_LD, mediaTypeOf, N_QUADS, N_TRIPLES, RDF_TYPES } from './media-types.ts';
import { checkTurtle, readTurtle } from './turtle-reader.ts';
import { writeLines, writeMoreTurtle, writeTurtle } from './turtle-writer.ts';

/** One graph, quads in the order of the text. */
export interface RdfDocument {
  readonly quads: readonly Quad[];
  /** As the text declares them; none from JSON-LD. */
  readonly prefixes: Readonly<Record<string, string>>;
}

/** Throws Problem 400, 413, 415 or 422. */
export async function readDocument(
  body: Buffer,
  contentType: string,
  baseIri: string,
): Promise<RdfDocument> {
  const mediaType = rdfTypeOf(contentType);
  if (mediaType === JSON_LD) return await readJsonLd(body, baseIri);
  return readTurtle(body, mediaType, baseIri);
}

/** Throws what `readDocument` throws, and costs less. */
export async function checkDocument(
  body: Buffer,
  contentType: string,
  baseIri: string,
): Promise<void> {
  const mediaType = rdfTypeOf(contentType);
  if (mediaType === JSON_LD) await readJsonLd(body, baseIri);
  else checkTurtle(body, mediaType, baseIri);
}

/**
 * The text with more triples behind it, each a triple that it does not have; their blank nodes must not be the text's. Undefined: the
 * type has no text that can go on.
 */
export function moreOf(
  { body, contentType }: { readonly body: Buffer; readonly contentType: string },
  { quads, prefixes }: RdfDocument,
): Buffer | undefined {
  const mediaType = rdfTypeOf(contentType);
  if (mediaType === JSON_LD || body.length === 0) return undefined;
  const isLines = mediaType === N_TRIPLES || mediaType === N_QUADS;
  const more = isLines ? writeLines(quads) : writeMoreTurtle(quads, prefixes);
  // A comment may stand on a last line that does not end.
  const start = body[body.length - 1] === LINE_FEED ? '' : '\n';
  return Buffer.concat([body, Buffer.from(start + more)]);
}

const LINE_FEED = 0x0a;

export function writeDocument({ quads, prefixes }: RdfDocument, contentType: string): Buffer {
  return Buffer.from(textOf(quads, prefixes, rdfTypeOf(contentType)));
}

function textOf(
  quads: readonly Quad[],
  prefixes: Readonly<Record<string, string>>,
  mediaType: string,
): string {
  switch (mediaType) {
    case JSON_LD:
      return writeJsonLd(quads);
    case N_TRIPLES:
    case N_QUADS:
      return writeLines(quads);
    default:
      return writeTurtle(quads, prefixes);
  }
}

function rdfTypeOf(contentType: string): string {
  const mediaType = mediaTypeOf(contentType);
  if (isRdf(mediaType)) return mediaType;
  throw new Problem(415, 'rdf-type', {
    type: mediaType.slice(0, 80),
    types: RDF_TYPES.join(', '),
  });
}
