/**
 * How things lie in the store: a checksum over key and content first, then a fixed layout that is read without parsing. The key is
 * part of the sum, so that a record that stands under a wrong name is found as well.
 */
import { crc32 } from 'node:zlib';
import { isContainer } from '../paths.ts';
import { type Child, type FeedEntry, type Resource, StorageError } from '../storage.ts';
import { StoredBody } from './ordered-store.ts';

/** A resource as stored; `children` counts what a container holds. */
export interface StoredResource {
  readonly version: string;
  readonly contentType: string;
  readonly modified: number;
  readonly children: number;
  readonly body: Buffer | StoredBody;
}

export interface StoredPod {
  readonly sequence: number;
  readonly aclEpoch: number;
  readonly bytesUsed: number;
  readonly bytesMax: number | undefined;
  /** Starts every version, and is drawn anew when a pod is made or restored: no version is ever given twice. */
  readonly era: string;
  readonly owners: readonly string[];
}

export interface StoredValue {
  readonly value: string;
  readonly version: string;
  /** Infinity: never. */
  readonly expires: number;
}

const SUM_BYTES = 4;
const NOTHING = Buffer.alloc(0);

/** Fills in the checksum of a record whose first four bytes are free. */
function sealed(key: Buffer, record: Buffer): Buffer {
  record.writeUInt32LE(crc32(record.subarray(SUM_BYTES), crc32(key)), 0);
  return record;
}

/** Throws StorageError CORRUPT unless the record is what was written under this key. */
function checkSeal(key: Buffer, record: Buffer): void {
  if (
    record.length < SUM_BYTES ||
    record.readUInt32LE(0) !== crc32(record.subarray(SUM_BYTES), crc32(key))
  )
    throw new StorageError('CORRUPT', 'a record is not what was written');
}

// Resource: sum 4, kind 1, version length 1, content type length 2, modified 8, children 8, version, content type, body.
const RESOURCE_HEAD_BYTES = 24;
const IN_RECORD = 0;
const IN_FILE = 1;
// Body in a file: hash 32, size 8, check 4, file name.
const HASH_BYTES = 32;
const FILE_HEAD_BYTES = HASH_BYTES + 12;

export function encodeResource(key: Buffer, resource: StoredResource): Buffer {
  const { version, contentType, body } = resource;
  const versionEnd = RESOURCE_HEAD_BYTES + version.length;
  const typeBytes = Buffer.byteLength(contentType);
  const start = versionEnd + typeBytes;
  const inFile = body instanceof StoredBody;
  const record = Buffer.allocUnsafe(
    start + (inFile ? FILE_HEAD_BYTES + body.file.length : body.length),
  );
  record[4] = inFile ? IN_FILE : IN_RECORD;
  record[5] = version.length;
  record.writeUInt16LE(typeBytes, 6);
  record.writeDoubleLE(resource.modified, 8);
  record.writeDoubleLE(resource.children, 16);
  record.write(version, RESOURCE_HEAD_BYTES, 'latin1');
  record.write(contentType, versionEnd, 'utf8');
  if (inFile) writeFileBody(record, start, body);
  else body.copy(record, start);
  return sealed(key, record);
}

function writeFileBody(record: Buffer, start: number, body: StoredBody): void {
  record.write(body.hash, start, 'hex');
  record.writeDoubleLE(body.size, start + HASH_BYTES);
  record.writeUInt32LE(body.check, start + HASH_BYTES + 8);
  record.write(body.file, start + FILE_HEAD_BYTES, 'latin1');
}

/** Throws StorageError CORRUPT. */
export function decodeResource(key: Buffer, record: Buffer): StoredResource {
  checkSeal(key, record);
  const versionEnd = RESOURCE_HEAD_BYTES + (record[5] ?? 0);
  const start = versionEnd + record.readUInt16LE(6);
  return {
    version: record.toString('latin1', RESOURCE_HEAD_BYTES, versionEnd),
    contentType: record.toString('utf8', versionEnd, start),
    modified: record.readDoubleLE(8),
    children: record.readDoubleLE(16),
    body: record[4] === IN_FILE ? readFileBody(record, start) : record.subarray(start),
  };
}

function readFileBody(record: Buffer, start: number): StoredBody {
  return new StoredBody({
    hash: record.toString('hex', start, start + HASH_BYTES),
    size: record.readDoubleLE(start + HASH_BYTES),
    check: record.readUInt32LE(start + HASH_BYTES + 8),
    file: record.toString('latin1', start + FILE_HEAD_BYTES),
  });
}

export function bodyBytes(body: Buffer | StoredBody): number {
  return body instanceof StoredBody ? body.size : body.length;
}

/** The resource as callers see it. */
export function toResource(path: string, stored: StoredResource): Resource {
  const { version, contentType, modified, body } = stored;
  return { path, version, contentType, modified, size: bodyBytes(body), body };
}

// Pod: sum 4, sequence 8, ACL epoch 8, bytes used 8, bytes allowed 8 (NaN: any), era 6, owners as JSON.
const ERA_START = 36;
export const ERA_LENGTH = 6;
const OWNERS_START = ERA_START + ERA_LENGTH;

export function encodePod(key: Buffer, pod: StoredPod): Buffer {
  const owners = JSON.stringify(pod.owners);
  const record = Buffer.allocUnsafe(OWNERS_START + Buffer.byteLength(owners));
  record.writeDoubleLE(pod.sequence, 4);
  record.writeDoubleLE(pod.aclEpoch, 12);
  record.writeDoubleLE(pod.bytesUsed, 20);
  record.writeDoubleLE(pod.bytesMax ?? Number.NaN, 28);
  record.write(pod.era, ERA_START, 'latin1');
  record.write(owners, OWNERS_START, 'utf8');
  return sealed(key, record);
}

/** Throws StorageError CORRUPT. */
export function decodePod(key: Buffer, record: Buffer): StoredPod {
  checkSeal(key, record);
  const bytesMax = record.readDoubleLE(28);
  return {
    sequence: record.readDoubleLE(4),
    aclEpoch: record.readDoubleLE(12),
    bytesUsed: record.readDoubleLE(20),
    bytesMax: Number.isNaN(bytesMax) ? undefined : bytesMax,
    era: record.toString('latin1', ERA_START, OWNERS_START),
    owners: parseOwners(record.toString('utf8', OWNERS_START)),
  };
}

/** Most pods of a process have few owners, and every read asks for them: the latest lists are kept parsed. */
const OWNER_LISTS_MAX = 1_024;
const ownerLists = new Map<string, readonly string[]>();

function parseOwners(text: string): readonly string[] {
  const known = ownerLists.get(text);
  if (known !== undefined) return known;
  const owners: readonly string[] = Object.freeze(JSON.parse(text));
  if (ownerLists.size >= OWNER_LISTS_MAX) ownerLists.clear();
  ownerLists.set(text, owners);
  return owners;
}

// Child: sum 4, container 1, modified 8, size 8, content type.
const CHILD_HEAD_BYTES = 21;

/** What its container says of a resource. */
export function encodeChild(key: Buffer, child: Child): Buffer {
  const record = Buffer.allocUnsafe(CHILD_HEAD_BYTES + Buffer.byteLength(child.contentType));
  record[4] = isContainer(child.path) ? 1 : 0;
  record.writeDoubleLE(child.modified, 5);
  record.writeDoubleLE(child.size, 13);
  record.write(child.contentType, CHILD_HEAD_BYTES, 'utf8');
  return sealed(key, record);
}

/** Throws StorageError CORRUPT. */
export function decodeChild(args: {
  readonly key: Buffer;
  readonly record: Buffer;
  readonly container: string;
  readonly nameStart: number;
}): Child {
  const { key, record, container, nameStart } = args;
  checkSeal(key, record);
  return {
    path: container + key.toString('utf8', nameStart) + (record[4] === 1 ? '/' : ''),
    contentType: record.toString('utf8', CHILD_HEAD_BYTES),
    modified: record.readDoubleLE(5),
    size: record.readDoubleLE(13),
  };
}

/** All entries of one commit are one record, under the number of the last: a reader finds it by any number before that. */
export function encodeEntries(key: Buffer, entries: readonly FeedEntry[]): Buffer {
  return encodeJson(key, entries);
}

/** Throws StorageError CORRUPT. */
export function decodeEntries(key: Buffer, record: Buffer): readonly FeedEntry[] {
  checkSeal(key, record);
  return JSON.parse(record.toString('utf8', SUM_BYTES));
}

export function encodeValue(key: Buffer, value: StoredValue): Buffer {
  const { expires, ...rest } = value;
  return encodeJson(key, expires === Number.POSITIVE_INFINITY ? rest : value);
}

/** Throws StorageError CORRUPT. */
export function decodeValue(key: Buffer, record: Buffer): StoredValue {
  checkSeal(key, record);
  return { expires: Number.POSITIVE_INFINITY, ...JSON.parse(record.toString('utf8', SUM_BYTES)) };
}

function encodeJson(key: Buffer, content: unknown): Buffer {
  const text = JSON.stringify(content);
  const record = Buffer.allocUnsafe(SUM_BYTES + Buffer.byteLength(text));
  record.write(text, SUM_BYTES, 'utf8');
  return sealed(key, record);
}

/** A container's body, and a mark that is nothing but its key. */
export const EMPTY = NOTHING;
