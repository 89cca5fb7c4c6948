import { createHash, randomUUID } from 'node:crypto';
import { isAuxiliary, parentOf } from '../storage/paths.ts';
import type { FeedEntry } from '../storage/storage.ts';
import type { MessageType } from './channel.ts';
import { type Description, toActivityJsonLd, toTriples } from './triples.ts';

/** One notification, and the entry of the pod's feed that it tells of. */
export interface Message {
  readonly sequence: number;
  readonly notification: Description;
}

/** What a message says of the topic. */
export interface Topic {
  readonly pod: string;
  readonly path: string;
  /** As of now; undefined: there is none. */
  readonly version: string | undefined;
  urlOf(path: string): string;
}

/**
 * What the entries mean to who watches the topic (Solid Notifications Protocol, §3.4): its own changes, and for a container Add and
 * Remove of what is in it. That the container changed by the same commit goes without saying: the Add, sent later, has its state.
 */
export function messagesOf(entries: readonly FeedEntry[], topic: Topic): readonly Message[] {
  const listed = entries.filter((entry) => isListing(entry, topic.path));
  return entries.flatMap((entry) => {
    if (listed.includes(entry)) return [listing(entry, topic)];
    if (entry.path !== topic.path) return [];
    const isImplied = entry.kind === 'Update' && listed.some(({ time }) => time === entry.time);
    return isImplied ? [] : [own(entry, topic)];
  });
}

/** Whether an entry can matter to who watches the path: the change itself, or who may read it from now on. */
export function concerns(entry: FeedEntry, path: string): boolean {
  return entry.path === path || isListing(entry, path);
}

/** What the topic is like now, for whoever knew another state. */
export function stateMessage(topic: Topic, sequence: number): Message {
  const { version } = topic;
  return {
    sequence,
    notification: {
      id: `urn:uuid:${randomUUID()}`,
      type: version === undefined ? 'Delete' : 'Update',
      object: topic.urlOf(topic.path),
      ...stateOf(version),
      published: new Date().toISOString(),
    },
  };
}

/** One notification as text. */
export function serialize({ notification }: Message, type: MessageType): string {
  return type === 'application/ld+json' ? toActivityJsonLd(notification) : toTriples(notification);
}

/** Whether a state, with or without quotes and the mark of a conversion, names this version. */
export function isState(state: string, version: string | undefined): boolean {
  return state.replace(/^W\//, '').replace(/^"|"$/g, '').split('-')[0] === (version ?? '');
}

function isListing({ kind, path }: FeedEntry, container: string): boolean {
  return kind !== 'Update' && !isAuxiliary(path) && parentOf(path) === container;
}

function listing(entry: FeedEntry, topic: Topic): Message {
  return {
    sequence: entry.sequence,
    notification: {
      id: idOf(entry, topic),
      type: entry.kind === 'Create' ? 'Add' : 'Remove',
      object: topic.urlOf(entry.path),
      target: topic.urlOf(topic.path),
      ...stateOf(topic.version),
      published: new Date(entry.time).toISOString(),
    },
  };
}

function own(entry: FeedEntry, topic: Topic): Message {
  return {
    sequence: entry.sequence,
    notification: {
      id: idOf(entry, topic),
      type: entry.kind,
      object: topic.urlOf(topic.path),
      ...stateOf(entry.kind === 'Delete' ? undefined : entry.version),
      published: new Date(entry.time).toISOString(),
    },
  };
}

function stateOf(version: string | undefined): { readonly state?: string } {
  return version === undefined ? {} : { state: `"${version}"` };
}

/** The same for each sending of the same entry, so that a receiver knows a repetition: a UUID of version 8 (RFC 9562, §5.8). */
function idOf({ sequence }: FeedEntry, { pod, path, urlOf }: Topic): string {
  const digest = createHash('sha256')
    .update(`${urlOf(path)} ${pod} ${sequence}`)
    .digest('hex');
  const groups = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `a${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ];
  return `urn:uuid:${groups.join('-')}`;
}
