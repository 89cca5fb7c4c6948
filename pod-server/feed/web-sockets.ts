import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Channel } from './channel.ts';
import type { Channels } from './channels.ts';
import { type Delivery, spaced } from './delivery.ts';
import { serialize } from './message.ts';

const CONNECTIONS_MAX = 10_000;
const CONNECTIONS_PER_CHANNEL_MAX = 8;
/** Nobody has anything to say on these connections; whoever says more is sent away. */
const FRAME_BYTES_MAX = 4_096;
const HEARTBEAT_MILLISECONDS = 30_000;
/** Who takes nothing for so long is gone; what was missed waits in the feed, not in memory. */
const SEND_MILLISECONDS_MAX = 30_000;
const GOING_AWAY = 1_001;
const NORMAL = 1_000;
const POLICY = 1_008;
const FAULT = 1_011;

interface Connection {
  readonly socket: WebSocket;
  readonly channel: Channel;
  isAlive: boolean;
}

/** WebSocketChannel2023: a channel may be made at one process and connected at any other. */
export class WebSockets {
  readonly #channels: Channels;
  readonly #delivery: Delivery;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  });
  readonly #connections = new Set<Connection>();
  readonly #heart: NodeJS.Timeout;

  public constructor({ channels, delivery }: { channels: Channels; delivery: Delivery }) {
    this.#channels = channels;
    this.#delivery = delivery;
    this.#heart = setInterval(() => this.#beat(), HEARTBEAT_MILLISECONDS).unref();
  }

  /** Refuses with 404 whoever names no channel, with 503 who comes when too many are here. */
  public async upgrade(
    request: IncomingMessage,
    socket: Duplex,
    { head, key }: { readonly head: Buffer; readonly key: string },
  ): Promise<void> {
    const channel = await this.#channels.find('WebSocketChannel2023', key);
    if (channel === undefined) return refuseUpgrade(socket, 404);
    const those = [...this.#connections].filter((one) => one.channel.key === key);
    if (this.#connections.size >= CONNECTIONS_MAX || those.length >= CONNECTIONS_PER_CHANNEL_MAX)
      return refuseUpgrade(socket, 503);
    await this.#channels.keep(channel);
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#serve(webSocket, channel).catch(() => webSocket.close(FAULT));
    });
  }

  /** Closes the connections of a channel that ended. */
  public end(key: string): void {
    for (const { channel, socket } of this.#connections)
      if (channel.key === key) socket.close(NORMAL, 'The channel was ended.');
  }

  public close(): void {
    clearInterval(this.#heart);
    for (const { socket } of this.#connections) {
      socket.close(GOING_AWAY, 'The server stops; connect again.');
      socket.terminate();
    }
    this.#server.close();
  }

  async #serve(socket: WebSocket, channel: Channel): Promise<void> {
    const gone = new AbortController();
    const connection: Connection = { socket, channel, isAlive: true };
    const over = setTimeout(
      () => socket.close(NORMAL, 'The channel is over.'),
      Math.max(0, channel.endAt - Date.now()),
    ).unref();
    this.#connections.add(connection);
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      connection.isAlive = true;
    });
    socket.on('close', () => {
      clearTimeout(over);
      this.#connections.delete(connection);
      gone.abort();
    });
    await this.#send(connection, gone.signal);
  }

  async #send({ socket, channel }: Connection, signal: AbortSignal): Promise<void> {
    const { after } = await this.#channels.position(channel);
    let reached = after;
    try {
      const deliveries = this.#delivery.messages(channel, after, signal);
      for await (const delivered of spaced(deliveries, channel.rate)) {
        if (delivered.kind === 'ended') {
          socket.close(POLICY, 'The topic may no longer be read.');
          await this.#channels.end(channel.type, channel.key);
          return;
        }
        for (const message of delivered.messages) {
          if (!(await isSent(socket, serialize(message, channel.accept)))) return;
          reached = message.sequence;
        }
        reached = delivered.position;
      }
    } finally {
      // Whoever connects again goes on from here.
      if (reached > after && (await this.#isOpen(channel)))
        await this.#channels.reach(channel, { after: reached });
    }
  }

  async #isOpen({ type, key }: Channel): Promise<boolean> {
    return (await this.#channels.find(type, key)) !== undefined;
  }

  /** Ends who did not answer the last time, and whose channel another process ended. */
  #beat(): void {
    for (const connection of this.#connections) {
      const { socket, channel, isAlive } = connection;
      if (!isAlive) {
        socket.terminate();
        continue;
      }
      connection.isAlive = false;
      socket.ping();
      this.#isOpen(channel).then(
        (isOpen) => {
          if (!isOpen) this.end(channel.key);
        },
        // Nobody is sent away because the storage is out of reach for a moment.
        () => undefined,
      );
    }
  }
}

/** Resolves when the message left this process, so that no queue grows in it; false: the connection is gone. */
function isSent(socket: WebSocket, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), SEND_MILLISECONDS_MAX);
    const done = (isDone: boolean) => {
      clearTimeout(timer);
      socket.off('close', onClose);
      resolve(isDone);
    };
    const onClose = () => done(false);
    socket.once('close', onClose);
    socket.send(text, (error) => done(error === undefined || error === null));
  });
}

/** Of an upgrade nothing else can be made; the connection ends. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
