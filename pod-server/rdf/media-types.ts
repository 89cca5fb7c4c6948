/** The media types of RDF documents, and what they are called where space is short. */

export const TURTLE = 'text/turtle';
export const JSON_LD = 'application/ld+json';
export const N_TRIPLES = 'application/n-triples';
export const N_QUADS = 'application/n-quads';
const TRIG = 'application/trig';
export const N3 = 'text/n3';

/** Those that are read and written; Turtle and JSON-LD first, as Solid Protocol §5.2 asks for both. */
export const RDF_TYPES: readonly string[] = [TURTLE, JSON_LD, N_TRIPLES, N_QUADS, TRIG, N3];

const known = new Set(RDF_TYPES);

/** The type without parameters, in lower case: 'text/turtle' for 'Text/Turtle; charset=UTF-8'. */
export function mediaTypeOf(contentType: string): string {
  // Most types come as plain as they are stored.
  if (known.has(contentType)) return contentType;
  const end = contentType.indexOf(';');
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

/** Whether a body of this type is an RDF document. */
export function isRdf(contentType: string): boolean {
  return known.has(mediaTypeOf(contentType));
}
