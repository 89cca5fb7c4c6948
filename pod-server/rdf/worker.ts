/** What runs in a thread; each export is one kind of job. Everything that comes and goes can be cloned. */
import { Problem } from '../http/problem.ts';
import { checkDocument, readDocument, writeDocument } from './document.ts';
import { type PackedQuads, packQuads } from './packed-quads.ts';
import { readPatch } from './patch.ts';
import { patchDocument } from './patched.ts';

/** Bytes with their type; a Buffer loses its kind on the way between threads. */
export interface SentBody {
  readonly body: Uint8Array;
  readonly contentType: string;
}

export interface DocumentJob extends SentBody {
  readonly baseIri: string;
}

export interface ConvertJob extends DocumentJob {
  readonly to: string;
}

export interface PatchJob {
  readonly patch: DocumentJob;
  readonly current: SentBody | undefined;
  readonly baseIri: string;
}

export interface ParsedDocument {
  readonly packed: PackedQuads;
  readonly prefixes: Readonly<Record<string, string>>;
}

export interface ReadPatch {
  readonly needs: number;
  /** Inserts, deletes, where. */
  readonly packed: PackedQuads;
}

export interface PatchedDocument extends SentBody {
  /** After the patch. */
  readonly packed: PackedQuads;
}

/** A problem is an answer: exceptions lose their fields between threads. */
export type Outcome<Value> =
  | { readonly value: Value }
  | { readonly problem: Pick<Problem, 'status' | 'code' | 'values' | 'headers'> };

export function parse({
  body,
  contentType,
  baseIri,
}: DocumentJob): Promise<Outcome<ParsedDocument>> {
  return outcomeOf(async () => {
    const { quads, prefixes } = await readDocument(bufferOf(body), contentType, baseIri);
    return { packed: packQuads(quads), prefixes };
  });
}

export function check({ body, contentType, baseIri }: DocumentJob): Promise<Outcome<undefined>> {
  return outcomeOf(async () => {
    await checkDocument(bufferOf(body), contentType, baseIri);
    return undefined;
  });
}

export function convert({
  body,
  contentType,
  to,
  baseIri,
}: ConvertJob): Promise<Outcome<Uint8Array>> {
  return outcomeOf(async () =>
    writeDocument(await readDocument(bufferOf(body), contentType, baseIri), to),
  );
}

export function patchRead({
  body,
  contentType,
  baseIri,
}: DocumentJob): Promise<Outcome<ReadPatch>> {
  return outcomeOf(async () => {
    const { needs, inserts, deletes, where } = readPatch(bufferOf(body), contentType, baseIri);
    return { needs, packed: packQuads(inserts, deletes, where) };
  });
}

export function patch({ patch, current, baseIri }: PatchJob): Promise<Outcome<PatchedDocument>> {
  return outcomeOf(async () => {
    const source = { ...patch, body: bufferOf(patch.body) };
    const stored = current && { ...current, body: bufferOf(current.body) };
    const { body, contentType, after } = await patchDocument({ source }, stored, baseIri);
    return { body, contentType, packed: packQuads(after) };
  });
}

async function outcomeOf<Value>(job: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await job() };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { status, code, values, headers } = error;
    return { problem: { status, code, values, headers } };
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
