import type { Quad } from 'n3';
import { APPEND, type Modes, READ, WRITE } from '../authorization/modes.ts';
import { Problem } from '../http/problem.ts';
import { PATCH_QUADS_MAX } from './limits.ts';
import { mediaTypeOf, N3 } from './media-types.ts';
import { readN3Patch } from './n3-patch.ts';
import type { Operation } from './operation.ts';
import { readSparqlUpdate } from './sparql-update.ts';

const SPARQL_UPDATE = 'application/sparql-update';

/** What PATCH takes, for Accept-Patch: N3 Patch (Solid Protocol, §5.3.1) and a part of SPARQL 1.1 Update. */
export const PATCH_TYPES: readonly string[] = [N3, SPARQL_UPDATE];

/** A patch as it came. */
interface PatchSource {
  readonly body: Buffer;
  readonly contentType: string;
  readonly baseIri: string;
}

/** A patch that is well formed; whether it fits the document is seen when it is applied. */
export interface Patch {
  /** The modes that the patch needs on its target: READ for conditions, APPEND for insertions, WRITE for deletions. */
  readonly needs: Modes;
  /** Of all operations together; like `deletes` and `where` they may hold variables. */
  readonly inserts: readonly Quad[];
  readonly deletes: readonly Quad[];
  readonly where: readonly Quad[];
  /** In order; undefined when the patch was read in a thread, where it will be applied too. */
  readonly operations?: readonly Operation[];
  readonly source: PatchSource;
}

/**
 * Reads a patch at once; for bodies of any size use `Rdf.readPatch`, which keeps large ones off the event loop.
 * Throws Problem 400 for syntax, 413 for size, 415 for another type, 422 for what the type cannot say.
 */
export function readPatch(body: Buffer, contentType: string, baseIri: string): Patch {
  const operations = readOperations(body, contentType, baseIri);
  const inserts = operations.flatMap((operation) => operation.inserts);
  const deletes = operations.flatMap((operation) => operation.deletes);
  const where = operations.flatMap((operation) => operation.where);
  if (inserts.length + deletes.length + where.length > PATCH_QUADS_MAX) {
    throw new Problem(413, 'patch-large', { quadsMax: PATCH_QUADS_MAX });
  }
  const source = { body, contentType, baseIri };
  return { needs: needsOf(operations), inserts, deletes, where, operations, source };
}

function readOperations(body: Buffer, contentType: string, baseIri: string): Operation[] {
  switch (mediaTypeOf(contentType)) {
    case N3:
      return [readN3Patch(body, baseIri)];
    case SPARQL_UPDATE:
      return readSparqlUpdate(body, baseIri);
    default:
      throw new Problem(
        415,
        'patch-type',
        { types: PATCH_TYPES.join(', ') },
        { 'Accept-Patch': PATCH_TYPES.join(', ') },
      );
  }
}

/**
 * Solid Protocol, §5.3.1: conditions make it a Read, insertions an Append, deletions a Read and a Write, because a refused
 * deletion tells what is there. SPARQL refuses no deletion, so there it is a Write.
 */
function needsOf(operations: readonly Operation[]): Modes {
  let needs = 0;
  for (const { isStrict, inserts, deletes, where } of operations) {
    if (where.length > 0) needs |= READ;
    if (inserts.length > 0) needs |= APPEND;
    if (deletes.length > 0) needs |= isStrict ? READ | WRITE : WRITE;
  }
  // A patch that says nothing may still create the document.
  return needs === 0 ? APPEND : needs;
}
