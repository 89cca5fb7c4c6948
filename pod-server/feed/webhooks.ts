import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Egress } from '../egress/egress.ts';
import type { KeyValues } from '../storage/storage.ts';
import type { Channel } from './channel.ts';
import type { Channels } from './channels.ts';
import { type Delivery, spaced } from './delivery.ts';
import { ignoreAbort } from './feed.ts';
import { type Message, serialize } from './message.ts';
import type { WebhookSigner } from './webhook-signer.ts';

/** How often it is looked which webhooks there are, and whether somebody else serves them. */
const LOOK_MILLISECONDS = 2_000;
/** Who serves webhooks says so anew within this time; else another process takes over. */
const LEASE_MILLISECONDS = 10_000;
const RETRY_MILLISECONDS_MIN = 500;
const RETRY_MILLISECONDS_MAX = 3_600_000;
/** A receiver that takes nothing for so long is given up. */
const FAILING_MILLISECONDS_MAX = 7 * 24 * 3_600_000;
const LEASES = 'notification-leases';
const LEASE = 'webhooks';

export interface WebhooksArgs {
  readonly channels: Channels;
  readonly delivery: Delivery;
  readonly keyValues: KeyValues;
  readonly egress: Pick<Egress, 'fetch'>;
  readonly signer: WebhookSigner;
}

/**
 * Sends notifications to their receivers: in order, each until it was taken, at least once. One of all processes does it at a time,
 * by a lease that it renews; how far each channel was served is kept, so that another goes on from there.
 */
export class Webhooks {
  readonly #args: WebhooksArgs;
  readonly #holder = randomUUID();
  readonly #closing = new AbortController();
  readonly #serving = new Map<string, AbortController>();
  #running: Promise<void> | undefined;

  public constructor(args: WebhooksArgs) {
    this.#args = args;
  }

  public start(): void {
    this.#running ??= this.#run().catch(ignoreAbort);
  }

  public async close(): Promise<void> {
    this.#closing.abort();
    for (const serving of this.#serving.values()) serving.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let revision: string | undefined;
    while (!signal.aborted) {
      try {
        if (await this.#holdsLease()) {
          const current = (await this.#args.channels.revision()) ?? 'none';
          if (current !== revision && current !== 'none') await this.#serveAll();
          revision = current;
        } else {
          this.#serveNone();
          revision = undefined;
        }
      } catch {
        // The storage is away: what is being served waits for it too.
      }
      await pause(LOOK_MILLISECONDS, undefined, { signal, ref: false });
    }
  }

  async #holdsLease(): Promise<boolean> {
    const { keyValues } = this.#args;
    const known = await keyValues.get(LEASES, LEASE);
    if (known !== undefined && known.value !== this.#holder) return false;
    return keyValues.set(LEASES, LEASE, this.#holder, {
      expires: Date.now() + LEASE_MILLISECONDS,
      ifVersion: known?.version ?? null,
    });
  }

  async #serveAll(): Promise<void> {
    const wanted = new Map(
      (await this.#args.channels.webhooks()).map((channel) => [channel.key, channel]),
    );
    for (const [key, serving] of this.#serving) if (!wanted.has(key)) serving.abort();
    for (const [key, channel] of wanted) {
      if (this.#serving.has(key)) continue;
      const serving = new AbortController();
      this.#serving.set(key, serving);
      this.#serve(channel, serving.signal)
        .catch(ignoreAbort)
        .finally(() => this.#serving.delete(key));
    }
  }

  #serveNone(): void {
    for (const serving of this.#serving.values()) serving.abort();
  }

  async #serve(channel: Channel, signal: AbortSignal): Promise<void> {
    const { channels, delivery } = this.#args;
    const from = (await channels.position(channel)).after;
    for await (const delivered of spaced(delivery.messages(channel, from, signal), channel.rate)) {
      if (delivered.kind === 'ended' || Date.now() >= channel.endAt) {
        await channels.end(channel.type, channel.key);
        return;
      }
      for (const message of delivered.messages) {
        if (await this.#deliver(channel, message, signal)) continue;
        if (!signal.aborted) await channels.end(channel.type, channel.key);
        return;
      }
      await channels.reach(channel, { after: delivered.position });
    }
  }

  /** Again and again until the receiver takes it; false: it is given up, or somebody else's turn. */
  async #deliver(channel: Channel, message: Message, signal: AbortSignal): Promise<boolean> {
    const { failingSince = Date.now() } = await this.#args.channels.position(channel);
    let wait = RETRY_MILLISECONDS_MIN;
    while (!signal.aborted) {
      if (await this.#send(channel, message)) return true;
      if (Date.now() - failingSince > FAILING_MILLISECONDS_MAX) return false;
      await this.#args.channels.reach(channel, { after: message.sequence - 1, failingSince });
      await pause(wait, undefined, { signal, ref: false }).catch(ignoreAbort);
      wait = Math.min(2 * wait, RETRY_MILLISECONDS_MAX);
    }
    return false;
  }

  async #send({ sendTo = '', accept }: Channel, message: Message): Promise<boolean> {
    const { egress, signer } = this.#args;
    try {
      const headers = await signer.headersFor('POST', sendTo);
      const { status } = await egress.fetch(sendTo, {
        method: 'POST',
        headers: { ...headers, 'content-type': accept },
        body: serialize(message, accept),
      });
      return status >= 200 && status < 300;
    } catch {
      // Whatever kept it from arriving, it is tried again.
      return false;
    }
  }
}
