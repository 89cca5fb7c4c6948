import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { type KeyValue, type Resource, type Storage, StorageError } from '../storage.ts';
import { allPods } from './all-pods.ts';
import { FrameWriter } from './frames.ts';
import { Counter, type OnProgress, type Progress } from './progress.ts';

const VALUES_PER_PAGE = 1_000;

/** What a frame says; a resource's bytes follow it in frames of their own. */
export type BackupItem =
  | { readonly kind: 'pod'; readonly pod: string; readonly state: unknown }
  | { readonly kind: 'resource'; readonly resource: BackedUpResource }
  | { readonly kind: 'entry'; readonly entry: unknown }
  | { readonly kind: 'pod-end' }
  | { readonly kind: 'value'; readonly space: string; readonly value: KeyValue };

export interface BackedUpResource extends Omit<Resource, 'body'> {
  /** Whether the bytes are to be staged. */
  readonly isLarge: boolean;
}

/**
 * Writes a storage, or some pods of it, to one file that every engine can restore, while writers go on: each pod as of one moment. Values
 * outside pods (accounts, keys) are part of it when no pods are named. The file appears when it is whole and on disk.
 * Throws StorageError CORRUPT when something that should be kept is damaged: a backup must not hide that.
 */
export async function backupStorage(args: {
  readonly storage: Storage;
  readonly file: string;
  readonly pods?: readonly string[];
  readonly onProgress?: OnProgress;
}): Promise<Progress> {
  const { storage, file, pods, onProgress } = args;
  const counter = new Counter(onProgress);
  const unfinished = `${file}.${randomUUID()}.unfinished`;
  const writer = await FrameWriter.create(unfinished);
  try {
    for await (const pod of allPods(storage, pods))
      await writePod({ storage, writer, pod, counter });
    if (pods === undefined) await writeValues(storage, writer);
    await writer.end();
    await rename(unfinished, file);
  } catch (error) {
    await writer.abandon().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
  return counter.progress;
}

async function writePod(args: {
  readonly storage: Storage;
  readonly writer: FrameWriter;
  readonly pod: string;
  readonly counter: Counter;
}): Promise<void> {
  const { storage, writer, pod, counter } = args;
  let isThere = false;
  for await (const part of storage.exportPod(pod)) {
    isThere = true;
    if (part.kind === 'damage')
      throw new StorageError('CORRUPT', `pod ${pod} is damaged: ${part.what}`);
    if (part.kind === 'pod') await item(writer, { kind: 'pod', pod, state: part.state });
    if (part.kind === 'entry') await item(writer, { kind: 'entry', entry: part.entry });
    if (part.kind !== 'resource') continue;
    await writeResource(storage, writer, part.resource);
    counter.addResource(part.resource.size);
  }
  if (!isThere) return;
  await item(writer, { kind: 'pod-end' });
  counter.addPod();
}

async function writeResource(
  storage: Storage,
  writer: FrameWriter,
  resource: Resource,
): Promise<void> {
  const { body, ...rest } = resource;
  const isLarge = !Buffer.isBuffer(body);
  await item(writer, { kind: 'resource', resource: { ...rest, isLarge } });
  if (!isLarge) return writer.bytes(body);
  for await (const piece of storage.openBody(body)) await writer.bytes(piece);
}

async function writeValues(storage: Storage, writer: FrameWriter): Promise<void> {
  for (const space of await storage.keyValues.spaces()) {
    let after: string | undefined;
    for (;;) {
      const page = { limit: VALUES_PER_PAGE, ...(after !== undefined && { after }) };
      const values = await storage.keyValues.list(space, page);
      for (const value of values) await item(writer, { kind: 'value', space, value });
      after = values.at(-1)?.key;
      if (values.length < VALUES_PER_PAGE) break;
    }
  }
}

function item(writer: FrameWriter, content: BackupItem): Promise<void> {
  return writer.json(content);
}
