/** Channels that hold a connection open: WebSocket and streaming HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Channel } from './channel.ts';
import type { Channels } from './channels.ts';
import { type Delivered, type Delivery, spaced } from './delivery.ts';
import { serialize } from './message.ts';

const HEARTBEAT_MILLISECONDS = 25_000;
/** Of a client that does not read; it comes back and is told the rest. */
const BUFFERED_BYTES_MAX = 1_048_576;
/** Clients have nothing to say here. */
const FRAME_BYTES_MAX = 1_024;

interface LiveArgs {
  readonly channels: Channels;
  readonly delivery: Delivery;
}

/** Sends one text; false: the receiver is gone, or too slow. */
type Send = (text: string) => boolean;

export class LiveChannels {
  readonly #args: LiveArgs;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX });
  readonly #closing = new AbortController();

  public constructor(args: LiveArgs) {
    this.#args = args;
  }

  public connect(channel: Channel, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const ended = new AbortController();
      const heartbeat = beat(client);
      client.on('close', () => {
        clearInterval(heartbeat);
        ended.abort();
      });
      client.on('error', () => client.terminate());
      const send: Send = (text) => {
        client.send(text);
        return client.readyState === client.OPEN && client.bufferedAmount < BUFFERED_BYTES_MAX;
      };
      this.#serve(channel, ended.signal, send)
        .catch(() => undefined)
        .finally(() => client.close());
    });
  }

  /** The answer goes on until the client goes, the channel ends, or the server does. */
  public async stream(
    channel: Channel,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const ended = new AbortController();
    response.on('close', () => ended.abort());
    request.socket.setTimeout(0);
    response.writeHead(200, {
      'Content-Type': channel.accept,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Access-Control-Allow-Origin': request.headers.origin ?? '*',
    });
    response.flushHeaders();
    const send: Send = (text) => {
      response.write(`${text}\n`);
      return response.writableLength < BUFFERED_BYTES_MAX;
    };
    await this.#serve(channel, ended.signal, send);
    response.end();
  }

  public close(): void {
    this.#closing.abort();
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
  }

  async #serve(channel: Channel, ended: AbortSignal, send: Send): Promise<void> {
    const { channels, delivery } = this.#args;
    await channels.keep(channel);
    const over = AbortSignal.timeout(
      Math.min(Math.max(channel.endAt - Date.now(), 0), 2 ** 31 - 1),
    );
    const signal = AbortSignal.any([ended, this.#closing.signal, over]);
    const { after } = await channels.position(channel);
    for await (const delivered of spaced(delivery.messages(channel, after, signal), channel.rate)) {
      if (!(await this.#pass(channel, delivered, send)) || signal.aborted) return;
    }
  }

  async #pass(channel: Channel, delivered: Delivered, send: Send): Promise<boolean> {
    const { channels } = this.#args;
    if (delivered.kind === 'ended') {
      await channels.end(channel.type, channel.key);
      return false;
    }
    const taken = delivered.messages.every((message) => send(serialize(message, channel.accept)));
    if (delivered.messages.length > 0) await channels.reach(channel, { after: delivered.position });
    return taken;
  }
}

/** A client that does not answer before the next beat is gone. */
function beat(client: WebSocket): NodeJS.Timeout {
  let answered = true;
  client.on('pong', () => {
    answered = true;
  });
  return setInterval(() => {
    if (!answered) client.terminate();
    answered = false;
    client.ping();
  }, HEARTBEAT_MILLISECONDS);
}
