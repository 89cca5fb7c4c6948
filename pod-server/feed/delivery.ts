import type { Authorizer } from '../authorization/authorizer.ts';
import { READ } from '../authorization/modes.ts';
import type { Addresses } from '../http/addresses.ts';
import { isAcl } from '../storage/paths.ts';
import type { FeedEntry, Storage } from '../storage/storage.ts';
import type { Channel } from './channel.ts';
import { type Feed, patiently } from './feed.ts';
import {
  concerns,
  isState,
  type Message,
  messagesOf,
  stateMessage,
  type Topic,
} from './message.ts';

/** Who comes back after more changes than this in the pod is told the state of the topic instead. */
const REPLAY_ENTRIES_MAX = 10_000;

export interface DeliveryArgs {
  readonly storage: Storage;
  readonly feed: Feed;
  readonly addresses: Addresses;
  readonly authorizer: Pick<Authorizer, 'permissions'>;
}

/** What is to be sent, in order, up to a position in the feed; may be nothing. */
interface Messages {
  readonly kind: 'messages';
  readonly position: number;
  readonly messages: readonly Message[];
}

export type Delivered =
  | Messages
  /** The subscriber may no longer read the topic: the channel is over. */
  | { readonly kind: 'ended' };

export interface View extends Topic {
  /** Of the pod, as of now. */
  readonly sequence: number;
}

/** Whose channel it is to read which topic. */
export type Subscription = Pick<Channel, 'pod' | 'path' | 'credentials' | 'origin'>;

/** Turns what happens in a pod into what one subscriber is told, and asks each time whether the subscriber may know. */
export class Delivery {
  readonly #args: DeliveryArgs;

  public constructor(args: DeliveryArgs) {
    this.#args = args;
  }

  /** The topic as the subscriber may see it; undefined when it may not be read, or there is no such pod. */
  public async view(subscription: Subscription): Promise<View | undefined> {
    const { storage, addresses, authorizer } = this.#args;
    const { pod, path, credentials, origin } = subscription;
    const read = await storage.read(pod, [path]);
    if (read === undefined) return undefined;
    const target = { pod, path, url: addresses.urlOf(pod, path) };
    const allowed = await authorizer.permissions(target, read.state, credentials, origin);
    if (((allowed.user | allowed.public) & READ) === 0) return undefined;
    return {
      pod,
      path,
      version: read.resources[0]?.version,
      sequence: read.state.sequence,
      urlOf: (at) => addresses.urlOf(pod, at),
    };
  }

  /**
   * Everything after the position, each entry once, until the signal is aborted. Access is asked for anew before anything is told,
   * and whenever rules of the pod change, so that an end of access does not wait for, nor tell of, the next change.
   */
  public async *messages(
    channel: Channel,
    from: number,
    signal: AbortSignal,
  ): AsyncGenerator<Delivered> {
    const first = await patiently(signal, () => this.#beginning(channel, from));
    if (first === undefined) return;
    yield first;
    if (first.kind === 'ended') return;
    for await (const page of this.#args.feed.pages(channel.pod, first.position, signal)) {
      const position = page.at(-1)?.sequence ?? first.position;
      const isQuiet = !page.some((entry) => isAcl(entry.path) || concerns(entry, channel.path));
      const next: Delivered | undefined = isQuiet
        ? { kind: 'messages', position, messages: [] }
        : await patiently(signal, () => this.#told(channel, page, position));
      if (next === undefined) return;
      yield next;
      if (next.kind === 'ended') return;
    }
  }

  /** The state of the topic comes first when the subscriber knew another one, or is too far behind to be told all. */
  async #beginning(channel: Channel, from: number): Promise<Delivered> {
    const view = await this.view(channel);
    if (view === undefined) return { kind: 'ended' };
    const isFarBehind = view.sequence - from > REPLAY_ENTRIES_MAX;
    const position = isFarBehind ? view.sequence : from;
    const knewAnother =
      channel.state !== undefined &&
      from === channel.after &&
      (channel.startAt ?? 0) <= Date.now() &&
      !isState(channel.state, view.version);
    const messages = isFarBehind || knewAnother ? [stateMessage(view, position)] : [];
    return { kind: 'messages', position, messages };
  }

  async #told(channel: Channel, page: readonly FeedEntry[], position: number): Promise<Delivered> {
    const view = await this.view(channel);
    if (view === undefined) return { kind: 'ended' };
    const { startAt = 0 } = channel;
    const due = page.filter((entry) => entry.time >= startAt && concerns(entry, channel.path));
    return { kind: 'messages', position, messages: messagesOf(due, view) };
  }
}

/**
 * Leaves at least this many milliseconds between two notifications (the feature "rate"). Of what comes meanwhile the last one is
 * told, when the time is over.
 */
export async function* spaced(
  deliveries: AsyncGenerator<Delivered>,
  rate: number | undefined,
): AsyncGenerator<Delivered> {
  if (rate === undefined) return yield* deliveries;
  let waiting: Messages | undefined;
  let freeAt = 0;
  let next = ahead(deliveries);
  for (;;) {
    if (waiting !== undefined && Date.now() >= freeAt) {
      freeAt = Date.now() + rate * waiting.messages.length;
      yield waiting;
      waiting = undefined;
    }
    const won = await before(next, waiting === undefined ? undefined : freeAt);
    if (won?.done === true) return;
    if (won === undefined) continue;
    next = ahead(deliveries);
    if (won.value.kind === 'ended') return yield won.value;
    waiting = latest(waiting, won.value);
  }
}

/** The last message of both (one or none), and how far both reach: what waits to be told is not passed by. */
function latest(earlier: Messages | undefined, later: Messages): Messages {
  const messages = [...(earlier?.messages ?? []), ...later.messages].slice(-1);
  return { ...later, messages };
}

/** What comes before the time, which is in milliseconds since 1970; undefined: nothing came. */
async function before<Result>(
  next: Promise<Result>,
  time: number | undefined,
): Promise<Result | undefined> {
  if (time === undefined) return next;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, time - Date.now(), undefined);
  });
  try {
    return await Promise.race([next, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whoever is asked ahead may fail before anybody listens; the failure is heard when it is awaited. */
function ahead(deliveries: AsyncGenerator<Delivered>): Promise<IteratorResult<Delivered>> {
  const next = deliveries.next();
  next.catch(() => undefined);
  return next;
}
