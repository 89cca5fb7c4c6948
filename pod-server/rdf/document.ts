import type { Quad } from 'n3';
import { Problem } from '../http/problem.ts';
import { readJsonLd } from './json-ld-reader.ts';
import { writeJsonLd } from './json-ld-writer.ts';
import { isRdf, JSON_LD, mediaTypeOf, N_QUADS, N_TRIPLES, RDF_TYPES } from './media-types.ts';
import { checkTurtle, readTurtle } from './turtle-reader.ts';
import { writeLines, writeTurtle } from './turtle-writer.ts';

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
