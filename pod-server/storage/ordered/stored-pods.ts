import { randomBytes } from 'node:crypto';
import type { PodState } from '../storage.ts';
import { podKey } from './keys.ts';
import type { OrderedReader } from './ordered-store.ts';
import { decodePod, ERA_LENGTH, type StoredPod } from './records.ts';

/** Letters and digits, new for each pod that is made or restored. */
export function newEra(): string {
  return randomBytes(ERA_LENGTH / 2).toString('hex');
}

/** Undefined: no such pod. Throws StorageError CORRUPT. */
export function readPod(reader: Pick<OrderedReader, 'get'>, pod: string): StoredPod | undefined {
  const key = podKey(pod);
  const record = reader.get(key);
  return record === undefined ? undefined : decodePod(key, record);
}

/** The state as callers see it. */
export function toState(stored: StoredPod): PodState {
  const { sequence, aclEpoch, owners, bytesUsed, bytesMax } = stored;
  const state = { sequence, aclEpoch, owners, bytesUsed };
  return bytesMax === undefined ? state : { ...state, bytesMax };
}
