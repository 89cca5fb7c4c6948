import type { Credentials } from '../authorization/modes.ts';
import { type ChannelType, NOTIFY } from './services.ts';
import type { Description } from './triples.ts';

/** The forms in which notifications are sent. */
export const MESSAGE_TYPES = [
  'application/ld+json',
  'text/turtle',
  'application/n-triples',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** What somebody subscribed to; times are milliseconds since 1970. */
export interface Channel {
  /** The last part of its address; whoever knows it may connect and end it. */
  readonly key: string;
  readonly type: ChannelType;
  readonly pod: string;
  readonly path: string;
  /** On whose behalf the topic is read, at each delivery. */
  readonly credentials: Credentials;
  /** The web origin that subscribed, if a browser did. */
  readonly origin?: string;
  /** The pod's sequence number at subscription: what comes after it is told. */
  readonly after: number;
  readonly endAt: number;
  readonly startAt?: number;
  /** Milliseconds between two notifications, at least. */
  readonly rate?: number;
  /** The state of the topic that the subscriber knew. */
  readonly state?: string;
  readonly accept: MessageType;
  /** Of a webhook: where notifications go. */
  readonly sendTo?: string;
}

/** What the storage keeps was written here, by `JSON.stringify`. */
export function readChannel(value: string): Channel {
  return JSON.parse(value) as Channel;
}

/** Solid Notifications Protocol, §3.3. The type is an IRI, as in CSS: the context gives it no base. */
export function describeChannel(
  channel: Channel,
  addresses: { readonly id: string; readonly topic: string; readonly sender: string },
): Description {
  const { type, startAt, rate, state, accept, sendTo } = channel;
  return {
    id: addresses.id,
    type: NOTIFY + type,
    topic: addresses.topic,
    ...receiver(type, addresses),
    ...(sendTo === undefined ? {} : { sendTo }),
    ...(startAt === undefined ? {} : { startAt: new Date(startAt).toISOString() }),
    endAt: new Date(channel.endAt).toISOString(),
    ...(rate === undefined ? {} : { rate: `PT${rate / 1_000}S` }),
    ...(state === undefined ? {} : { state }),
    accept,
  };
}

function receiver(
  type: ChannelType,
  { id, sender }: { readonly id: string; readonly sender: string },
): Description {
  if (type === 'WebhookChannel2023') return { sender };
  return { receiveFrom: type === 'WebSocketChannel2023' ? id.replace(/^http/, 'ws') : id };
}
