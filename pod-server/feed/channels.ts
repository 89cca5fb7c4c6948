import { createHash, randomBytes } from 'node:crypto';
import { Problem } from '../http/problem.ts';
import type { KeyValues } from '../storage/storage.ts';
import { type Channel, readChannel } from './channel.ts';
import { CHANNEL_TYPES, type ChannelType } from './services.ts';

/** Channels that one person holds, of one type. */
const CHANNELS_PER_AGENT_MAX = 256;
/** Channels that those without a name hold together, for one topic and of one type. */
const CHANNELS_PER_TOPIC_MAX = 512;
const WEBHOOKS_MAX = 64;
/** Who has no name must connect within this time, so that nobody can use up the channels of a topic for long. */
const UNCONNECTED_MILLISECONDS_MAX = 600_000;
const KEY_BYTES = 24;
const OWNER_LENGTH = 16;
const PAGE = 256;

const POSITIONS = 'notification-positions';
const REVISIONS = 'notification-revisions';
const WEBHOOKS = 'WebhookChannel2023';

/** How far a channel was served, and since when its receiver does not take what it is sent. */
export interface Position {
  readonly after: number;
  /** Milliseconds since 1970. */
  readonly failingSince?: number;
}

/** The channels of all processes. They go by themselves when their time has come. */
export class Channels {
  readonly #keyValues: KeyValues;

  public constructor(keyValues: KeyValues) {
    this.#keyValues = keyValues;
  }

  /** Throws Problem 429 when the subscriber has too many. */
  public async add(wanted: Omit<Channel, 'key'>): Promise<Channel> {
    const owner = ownerOf(wanted);
    const max = limitOf(wanted);
    const space = spaceOf(wanted.type);
    const those = await this.#keyValues.list(space, { after: `${owner}.`, limit: max });
    if (those.filter(({ key }) => key.startsWith(`${owner}.`)).length >= max)
      throw new Problem(429, 'channels-too-many', { max });
    const key = `${owner}.${randomBytes(KEY_BYTES).toString('base64url')}`;
    const channel: Channel = { ...wanted, key };
    await this.#keyValues.set(space, key, JSON.stringify(channel), { expires: firstEnd(channel) });
    if (channel.type === WEBHOOKS) await this.#revise();
    return channel;
  }

  /** Undefined: never was, ended, or its time is over. */
  public async find(type: ChannelType, key: string): Promise<Channel | undefined> {
    const found = await this.#keyValues.get(spaceOf(type), key);
    return found === undefined ? undefined : readChannel(found.value);
  }

  /** From now on the channel lasts as long as was agreed. */
  public async keep(channel: Channel): Promise<void> {
    if (firstEnd(channel) === channel.endAt) return;
    const space = spaceOf(channel.type);
    const known = await this.#keyValues.get(space, channel.key);
    if (known === undefined) return;
    const options = { expires: channel.endAt, ifVersion: known.version };
    await this.#keyValues.set(space, channel.key, known.value, options);
  }

  /** False: there was none. */
  public async end(type: ChannelType, key: string): Promise<boolean> {
    const wasThere = await this.#keyValues.delete(spaceOf(type), key);
    await this.#keyValues.delete(POSITIONS, key);
    if (wasThere && type === WEBHOOKS) await this.#revise();
    return wasThere;
  }

  public async webhooks(): Promise<readonly Channel[]> {
    const all: Channel[] = [];
    for (let after: string | undefined; ; ) {
      const from = after === undefined ? {} : { after };
      const page = await this.#keyValues.list(spaceOf(WEBHOOKS), { ...from, limit: PAGE });
      all.push(...page.map(({ value }) => readChannel(value)));
      if (page.length < PAGE) return all;
      after = page.at(-1)?.key;
    }
  }

  /** Changes whenever a webhook is added or ended, by whichever process. */
  public async revision(): Promise<string | undefined> {
    return (await this.#keyValues.get(REVISIONS, WEBHOOKS))?.version;
  }

  public async position(channel: Channel): Promise<Position> {
    const found = await this.#keyValues.get(POSITIONS, channel.key);
    return found === undefined ? { after: channel.after } : (JSON.parse(found.value) as Position);
  }

  /** Never goes back: of two who serve the same channel, the one behind changes nothing. */
  public async reach(channel: Channel, position: Position): Promise<void> {
    const known = await this.#keyValues.get(POSITIONS, channel.key);
    if (known !== undefined && (JSON.parse(known.value) as Position).after > position.after) return;
    await this.#keyValues.set(POSITIONS, channel.key, JSON.stringify(position), {
      expires: channel.endAt,
      ifVersion: known?.version ?? null,
    });
  }

  async #revise(): Promise<void> {
    await this.#keyValues.set(REVISIONS, WEBHOOKS, String(Date.now()));
  }
}

/** How the processes tell each other that a channel was ended; no pod has such a name. */
const ENDED = '.ended-channel ';

export function endHint(type: ChannelType, key: string): string {
  return `${ENDED}${type} ${key}`;
}

/** The channel that a hint says was ended; undefined: it says something else. */
export function endedIn(hint: string): Pick<Channel, 'type' | 'key'> | undefined {
  if (!hint.startsWith(ENDED)) return undefined;
  const [name, key = ''] = hint.slice(ENDED.length).split(' ');
  const type = CHANNEL_TYPES.find((known) => known === name);
  return type === undefined ? undefined : { type, key };
}

function spaceOf(type: ChannelType): string {
  return `notification-${type}`;
}

/** Channels are counted by their person, those of nobody by their topic. */
function ownerOf({ credentials, pod, path }: Omit<Channel, 'key'>): string {
  const owner = credentials.agent ?? `topic ${pod}${path}`;
  return createHash('sha256').update(owner).digest('hex').slice(0, OWNER_LENGTH);
}

function limitOf({ type, credentials }: Omit<Channel, 'key'>): number {
  if (type === WEBHOOKS) return WEBHOOKS_MAX;
  return credentials.agent === undefined ? CHANNELS_PER_TOPIC_MAX : CHANNELS_PER_AGENT_MAX;
}

function firstEnd({ type, credentials, endAt }: Channel): number {
  if (credentials.agent !== undefined || type === WEBHOOKS) return endAt;
  return Math.min(endAt, Date.now() + UNCONNECTED_MILLISECONDS_MAX);
}
