import { setTimeout as pause } from 'node:timers/promises';
import { type Egress, EgressError } from '../egress/egress.ts';
import type { EgressErrorCode } from '../egress/egress-error.ts';
import type { KeyValues } from '../storage/storage.ts';
import type { Channel } from './channel.ts';
import type { Channels, Position } from './channels.ts';
import { type Delivery, spaced } from './delivery.ts';
import { ignoreAbort } from './feed.ts';
import { Lease } from './lease.ts';
import { type Message, serialize } from './message.ts';
import type { WebhookSigner } from './webhook-signer.ts';

/** How often the duty is renewed and new webhooks are looked for. */
const ROUND_MILLISECONDS = 1_000;
/** Between the first attempts; doubled after each, up to the longest. */
const RETRY_MILLISECONDS_MIN = 1_000;
const RETRY_MILLISECONDS_MAX = 3_600_000;
/** A webhook whose receiver takes nothing for so long is ended. */
const WEBHOOK_DAYS_MAX = 3;
/** A position is written at least after so many entries, so that a restart need not look through all of them again. */
const UNWRITTEN_ENTRIES_MAX = 1_000;
const ANSWER_BYTES_MAX = 65_536;
const DAY_MILLISECONDS = 86_400_000;
const GONE = 410;

const TIMER_MILLISECONDS_MAX = 2 ** 31 - 1;

/** One attempt that a receiver did not take. Of the receiver only the machine is named: its address may be a secret. */
export interface WebhookFailure {
  readonly receiver: string;
  /** The status of the answer, or why there was none. */
  readonly reason: number | EgressErrorCode;
  /** The channel was ended; else it is tried again. */
  readonly isGivenUp: boolean;
}

interface CourierArgs {
  readonly keyValues: KeyValues;
  readonly channels: Channels;
  readonly delivery: Delivery;
  readonly egress: Pick<Egress, 'fetch'>;
  readonly signer: WebhookSigner;
  readonly onFailure: (failure: WebhookFailure) => void;
}

/**
 * Brings notifications to webhooks: to each in order, each at least once, whatever dies in between. One process at a time has the
 * duty; how far each webhook was served stands in the storage.
 */
export class Courier {
  readonly #args: CourierArgs;
  readonly #lease: Lease;
  readonly #closing = new AbortController();
  readonly #rounds = new Map<string, Round>();
  #going: Promise<void> | undefined;
  #revision: string | undefined;

  public constructor(args: CourierArgs) {
    this.#args = args;
    this.#lease = new Lease(args.keyValues, 'webhooks');
  }

  public start(): void {
    this.#going ??= this.#go();
  }

  /** What was not delivered is delivered by whoever has the duty next. */
  public async close(): Promise<void> {
    this.#closing.abort();
    await this.#going;
    await this.#stop();
    // A duty that cannot be given back runs out by itself.
    await this.#lease.release().catch(() => undefined);
  }

  async #go(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // What failed, the storage out of reach, is tried again in the next round.
      await this.#look().catch(() => undefined);
      await pause(ROUND_MILLISECONDS, undefined, { signal, ref: false }).catch(ignoreAbort);
    }
  }

  /** Nobody takes the duty as long as there is no webhook. */
  async #look(): Promise<void> {
    const revision = await this.#args.channels.revision();
    if (revision === undefined) return;
    if (!(await this.#lease.take())) {
      this.#revision = undefined;
      return this.#stop();
    }
    if (revision !== this.#revision) await this.#takeUp(await this.#args.channels.webhooks());
    this.#revision = revision;
  }

  async #takeUp(webhooks: readonly Channel[]): Promise<void> {
    const keys = new Set(webhooks.map(({ key }) => key));
    for (const [key, round] of this.#rounds) if (!keys.has(key)) round.abort.abort();
    for (const webhook of webhooks) if (!this.#rounds.has(webhook.key)) this.#serve(webhook);
  }

  #serve(webhook: Channel): void {
    const abort = new AbortController();
    const done = this.#deliver(webhook, abort.signal)
      // Whatever stopped one webhook must not stop the others, nor the server: it is taken up again in the next round.
      .catch(() => undefined)
      .finally(() => {
        this.#rounds.delete(webhook.key);
        if (!abort.signal.aborted) this.#revision = undefined;
      });
    this.#rounds.set(webhook.key, { abort, done });
  }

  async #stop(): Promise<void> {
    const rounds = [...this.#rounds.values()];
    for (const { abort } of rounds) abort.abort();
    await Promise.all(rounds.map(({ done }) => done));
  }

  async #deliver(webhook: Channel, signal: AbortSignal): Promise<void> {
    const { channels, delivery } = this.#args;
    const over = AbortSignal.any([signal, AbortSignal.timeout(timerMilliseconds(webhook.endAt))]);
    let written = await channels.position(webhook);
    const deliveries = delivery.messages(webhook, written.after, over);
    for await (const delivered of spaced(deliveries, webhook.rate)) {
      if (delivered.kind === 'ended') return this.#end(webhook);
      for (const message of delivered.messages) {
        if (!(await this.#bring(webhook, message, { written, signal: over }))) return;
        written = { after: message.sequence };
        await channels.reach(webhook, written);
      }
      if (delivered.position - written.after < UNWRITTEN_ENTRIES_MAX) continue;
      written = { after: delivered.position };
      await channels.reach(webhook, written);
    }
  }

  /** Tries until it is taken; false when the webhook is over, or the duty another's. */
  async #bring(
    webhook: Channel,
    message: Message,
    { written, signal }: { readonly written: Position; readonly signal: AbortSignal },
  ): Promise<boolean> {
    let { failingSince } = written;
    for (
      let delay = RETRY_MILLISECONDS_MIN;
      ;
      delay = Math.min(delay * 2, RETRY_MILLISECONDS_MAX)
    ) {
      if (signal.aborted || !this.#lease.isHeld()) return false;
      const answer = await this.#post(webhook, message);
      if (isTaken(answer)) return true;
      if (failingSince === undefined) {
        failingSince = Date.now();
        await this.#args.channels.reach(webhook, { after: written.after, failingSince });
      }
      const isGivenUp =
        answer === GONE || Date.now() - failingSince > WEBHOOK_DAYS_MAX * DAY_MILLISECONDS;
      this.#args.onFailure({ receiver: hostOf(webhook), reason: answer, isGivenUp });
      if (isGivenUp) {
        await this.#end(webhook);
        return false;
      }
      // Receivers that failed together do not come back together.
      const jittered = delay * (1 - Math.random() / 4);
      await pause(jittered, undefined, { signal, ref: false }).catch(ignoreAbort);
    }
  }

  /** The status of the answer, or why there was none. */
  async #post(webhook: Channel, message: Message): Promise<number | EgressErrorCode> {
    const { egress, signer } = this.#args;
    const url = webhook.sendTo ?? '';
    const headers = await signer.headersFor('POST', url);
    try {
      const answer = await egress.fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': webhook.accept },
        body: serialize(message, webhook.accept),
        bytesMax: ANSWER_BYTES_MAX,
      });
      return answer.status;
    } catch (error) {
      if (error instanceof EgressError) return error.code;
      throw error;
    }
  }

  async #end({ type, key }: Channel): Promise<void> {
    await this.#args.channels.end(type, key);
  }
}

interface Round {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

function isTaken(answer: number | EgressErrorCode): boolean {
  return typeof answer === 'number' && answer >= 200 && answer < 300;
}

function hostOf({ sendTo }: Channel): string {
  return sendTo !== undefined && URL.canParse(sendTo) ? new URL(sendTo).host : 'unknown';
}

function timerMilliseconds(endAt: number): number {
  return Math.min(Math.max(0, endAt - Date.now()), TIMER_MILLISECONDS_MAX);
}
