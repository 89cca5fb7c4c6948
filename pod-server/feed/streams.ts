import type { ServerResponse } from 'node:http';
import type { Channel } from './channel.ts';
import { type Delivery, spaced } from './delivery.ts';
import { type Message, serialize } from './message.ts';

const STREAMS_MAX = 10_000;
const TAKE_MILLISECONDS_MAX = 30_000;
/** A connection whose other end vanished without a word is noticed by TCP. */
const KEEP_ALIVE_MILLISECONDS = 30_000;

interface StreamStart {
  /** The position in the feed after which it goes on. */
  readonly from: number;
  /** Sent before anything else. */
  readonly first?: Message;
}

/** StreamingHTTPChannel2023: an answer that goes on, one piece for each notification. */
export class Streams {
  readonly #delivery: Delivery;
  readonly #open = new Set<{ readonly key: string; readonly response: ServerResponse }>();

  public constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  public get isFull(): boolean {
    return this.#open.size >= STREAMS_MAX;
  }

  /** Sends what happens to the topic; resolves when the stream is over, with the position up to which all was sent. */
  public async serve(
    response: ServerResponse,
    channel: Channel,
    { from, first }: StreamStart,
  ): Promise<number> {
    const gone = new AbortController();
    const stream = { key: channel.key, response };
    const over = setTimeout(() => response.end(), Math.max(0, channel.endAt - Date.now())).unref();
    this.#open.add(stream);
    response.on('close', () => {
      clearTimeout(over);
      this.#open.delete(stream);
      gone.abort();
    });
    writeHead(response, channel);
    let reached = from;
    const send = async ({ sequence }: Message, text: string): Promise<boolean> => {
      const isDone = await isTaken(response, text);
      if (isDone) reached = sequence;
      return isDone;
    };
    if (first !== undefined) await send(first, textOf(first, channel));
    const deliveries = this.#delivery.messages(channel, from, gone.signal);
    for await (const delivered of spaced(deliveries, channel.rate)) {
      if (delivered.kind === 'ended') break;
      for (const message of delivered.messages)
        if (!(await send(message, textOf(message, channel)))) return reached;
      reached = delivered.position;
    }
    response.end();
    return reached;
  }

  /** Ends the streams of a channel that ended. */
  public end(key: string): void {
    for (const stream of this.#open) if (stream.key === key) stream.response.end();
  }

  public close(): void {
    for (const { response } of this.#open) response.end();
  }
}

function writeHead(response: ServerResponse, { accept }: Channel): void {
  // The door ends connections that stand still; on this one that is what is to be expected.
  response.socket?.setTimeout(0);
  response.socket?.setKeepAlive(true, KEEP_ALIVE_MILLISECONDS);
  response.writeHead(200, {
    'Content-Type': accept,
    'Cache-Control': 'private, no-store',
    'X-Accel-Buffering': 'no',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  });
  response.flushHeaders();
}

function textOf(message: Message, { accept }: Channel): string {
  return `${serialize(message, accept)}\n`;
}

/** Resolves when the piece left this process, so that no queue grows in it; false: the connection is gone. */
function isTaken(response: ServerResponse, piece: string): Promise<boolean> {
  if (response.destroyed || response.writableEnded) return Promise.resolve(false);
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), TAKE_MILLISECONDS_MAX);
    const done = (isDone: boolean) => {
      clearTimeout(timer);
      response.off('close', onClose);
      resolve(isDone);
    };
    const onClose = () => done(false);
    response.once('close', onClose);
    response.write(piece, (error) => done(error === undefined || error === null));
  });
}
