/** What one RDF document or one patch may cost; everything has a limit, and the limit has a name. */

/** Bytes of an RDF body; more is 413. */
export const RDF_BYTES_MAX = 10 * 1024 * 1024;
/** Brackets inside brackets. Known parsers take seconds and gigabytes for some 10,000. */
export const NESTING_MAX = 500;
/** UTF-16 code units are counted instead of bytes where that is cheaper; a literal of this many bytes has at most as many. */
export const LITERAL_BYTES_MAX = 1024 * 1024;
export const IRI_BYTES_MAX = 8 * 1024;
export const PREFIXES_MAX = 1_000;
/** Terms that the JSON-LD contexts of one document define together. */
export const CONTEXT_TERMS_MAX = 1_000;
/** Triples that a patch names, and triples that it may come to when its variables are filled in. */
export const PATCH_QUADS_MAX = 100_000;
/** Triples that are looked at while the solutions of one where clause are searched. */
export const WHERE_BUDGET = 250_000;
/** Triple patterns of one where clause; the search goes one call deeper for each. */
export const WHERE_PATTERNS_MAX = 500;
/** One parsing, conversion or patch off the event loop, in milliseconds; more is 503. With the way there and back an answer comes within 5 s. */
export const CONVERSION_MILLISECONDS_MAX = 4_000;
/** Jobs that wait for a thread; more is 503. */
export const QUEUE_MAX = 200;
/** Heap of one thread. */
export const THREAD_MEGABYTES_MAX = 256;
/** What a client that was sent away with 503 should wait, in seconds. */
export const RETRY_SECONDS = 5;

/** Up to here a body costs the event loop less (about 1 ms) than the trip to a thread. */
export const INLINE_TURTLE_BYTES_MAX = 32 * 1024;
export const INLINE_JSON_LD_BYTES_MAX = 4 * 1024;
export const INLINE_SPARQL_BYTES_MAX = 4 * 1024;
/** JSON-LD costs grow with depth times size, so that a small deep document is not small. */
export const INLINE_JSON_LD_NESTING_MAX = 24;
