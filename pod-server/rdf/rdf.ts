import { checkDocument, type RdfDocument, readDocument, writeDocument } from './document.ts';
import { KnownGraphs } from './known-graphs.ts';
import {
  INLINE_JSON_LD_BYTES_MAX,
  INLINE_JSON_LD_NESTING_MAX,
  INLINE_SPARQL_BYTES_MAX,
  INLINE_TURTLE_BYTES_MAX,
} from './limits.ts';
import { JSON_LD, mediaTypeOf, N3 } from './media-types.ts';
import { jsonNesting } from './nesting.ts';
import { UnpackedQuads } from './packed-quads.ts';
import { type Patch, readPatch } from './patch.ts';
import { type Patched, patchDocument, type StoredDocument } from './patched.ts';
import { Threads, type ThreadsOptions } from './threads.ts';
import type { ParsedDocument, PatchedDocument, ReadPatch } from './worker.ts';

export type { RdfDocument } from './document.ts';

/**
 * Everything that is done to RDF bodies; one for a process. Small bodies are worked on at once, others in threads, so that no
 * document keeps other requests waiting. Every method throws Problem: 400 what does not parse (line, column, reason), 413 and
 * 422 what passes a limit (limits.ts), 415 another type, 503 with Retry-After what takes too long.
 */
export class Rdf {
  readonly #threads: Threads;
  readonly #known = new KnownGraphs();

  public constructor({
    workerFile = new URL('./worker.js', import.meta.url),
    threads,
  }: Partial<ThreadsOptions> = {}) {
    this.#threads = new Threads(threads === undefined ? { workerFile } : { workerFile, threads });
  }

  public async parse(body: Buffer, contentType: string, baseIri: string): Promise<RdfDocument> {
    if (isSmall(body, contentType)) return await readDocument(body, contentType, baseIri);
    const sent = copyOf(body);
    const job = { body: sent, contentType, baseIri };
    const { packed, prefixes } = await this.#threads.run<ParsedDocument>('parse', job, [sent]);
    return { quads: new UnpackedQuads(packed).list(0), prefixes };
  }

  /** Whether the body parses; the fastest way to know. */
  public async check(body: Buffer, contentType: string, baseIri: string): Promise<void> {
    if (isSmall(body, contentType)) return await checkDocument(body, contentType, baseIri);
    const sent = copyOf(body);
    await this.#threads.run('check', { body: sent, contentType, baseIri }, [sent]);
  }

  /** Quads in their order, with the document's prefixes where the type has them. */
  public async serialize(document: RdfDocument, contentType: string): Promise<Buffer> {
    return writeDocument(document, contentType);
  }

  public async convert(body: Buffer, from: string, to: string, baseIri: string): Promise<Buffer> {
    if (isSmall(body, from)) return writeDocument(await readDocument(body, from, baseIri), to);
    const sent = copyOf(body);
    const job = { body: sent, contentType: from, to, baseIri };
    return bufferOf(await this.#threads.run<Uint8Array>('convert', job, [sent]));
  }

  /** The patch in a body, as `readPatch` reads it, but off the event loop when it is large. */
  public async readPatch(body: Buffer, contentType: string, baseIri: string): Promise<Patch> {
    if (isSmallPatch(body, contentType)) return readPatch(body, contentType, baseIri);
    const sent = copyOf(body);
    const job = { body: sent, contentType, baseIri };
    const { needs, packed } = await this.#threads.run<ReadPatch>('patchRead', job, [sent]);
    const quads = new UnpackedQuads(packed);
    return {
      needs,
      get inserts() {
        return quads.list(0);
      },
      get deletes() {
        return quads.list(1);
      },
      get where() {
        return quads.list(2);
      },
      source: { body, contentType, baseIri },
    };
  }

  /**
   * The document after the patch, in the type that it is stored in (Turtle for a new one). Throws Problem 409 when the patch does
   * not fit the document, 422 when it cannot be carried out. `after` costs something only when it is looked at.
   */
  public async patch(
    patch: Patch,
    current: StoredDocument | undefined,
    baseIri: string,
  ): Promise<Patched> {
    const isAtOnce =
      patch.operations !== undefined &&
      isSmallPatch(patch.source.body, patch.source.contentType) &&
      (current === undefined || isSmall(current.body, current.contentType));
    if (isAtOnce) return await patchDocument(patch, current, baseIri, this.#known);
    const source = { ...patch.source, body: copyOf(patch.source.body) };
    const stored = current && { body: copyOf(current.body), contentType: current.contentType };
    const bodies = stored ? [source.body, stored.body] : [source.body];
    const job = { patch: source, current: stored, baseIri };
    const { body, contentType, packed } = await this.#threads.run<PatchedDocument>(
      'patch',
      job,
      bodies,
    );
    const quads = new UnpackedQuads(packed);
    return {
      body: bufferOf(body),
      contentType,
      get after() {
        return quads.list(0);
      },
    };
  }

  /** Ends the threads; what they were doing is refused. */
  public async close(): Promise<void> {
    await this.#threads.close();
  }
}

/** Whether the event loop can do it at once without others noticing. */
function isSmall(body: Buffer, contentType: string): boolean {
  if (mediaTypeOf(contentType) !== JSON_LD) return body.length <= INLINE_TURTLE_BYTES_MAX;
  return (
    body.length <= INLINE_JSON_LD_BYTES_MAX &&
    !mayHaveContext(body) &&
    jsonNesting(body, INLINE_JSON_LD_NESTING_MAX).tooDeepAt === -1
  );
}

/**
 * A context is a small program: some made the parser expand terms for ever, and others may. Only a time limit that can be enforced
 * is safe. An escape may spell anything, so it counts too.
 */
function mayHaveContext(body: Buffer): boolean {
  return body.includes('@context') || body.includes('\\u');
}

function isSmallPatch(body: Buffer, contentType: string): boolean {
  const isN3 = mediaTypeOf(contentType) === N3;
  return body.length <= (isN3 ? INLINE_TURTLE_BYTES_MAX : INLINE_SPARQL_BYTES_MAX);
}

/** The caller keeps its bytes; the copy has a memory of its own, which can be handed over whole. */
function copyOf(body: Buffer): Uint8Array {
  return new Uint8Array(body);
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
