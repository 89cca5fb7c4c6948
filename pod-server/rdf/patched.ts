import type { Quad } from 'n3';
import { applyPatch } from './apply-patch.ts';
import { readDocument, writeDocument } from './document.ts';
import { TURTLE } from './media-types.ts';
import type { Operation } from './operation.ts';
import { type Patch, readPatch } from './patch.ts';

/** A document as it is stored. */
export interface StoredDocument {
  readonly body: Buffer;
  readonly contentType: string;
}

export interface Patched extends StoredDocument {
  readonly before: readonly Quad[];
  readonly after: readonly Quad[];
}

/** The stored document, or an empty Turtle document, after the patch; in the stored type and with its prefixes. */
export async function patchDocument(
  { source, operations = operationsOf(source) }: Pick<Patch, 'source' | 'operations'>,
  current: StoredDocument | undefined,
  baseIri: string,
): Promise<Patched> {
  const { contentType } = current ?? { contentType: TURTLE };
  const { quads: before, prefixes } = current
    ? await readDocument(current.body, contentType, baseIri)
    : { quads: [], prefixes: {} };
  const after = applyPatch(before, operations);
  return {
    body: writeDocument({ quads: after, prefixes }, contentType),
    contentType,
    before,
    after,
  };
}

function operationsOf({ body, contentType, baseIri }: Patch['source']): readonly Operation[] {
  return readPatch(body, contentType, baseIri).operations ?? [];
}
