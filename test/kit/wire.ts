import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A stretch of network between two programs on this machine, on which things go wrong when they are told to. */
export class Wire {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSwallowing = false;

  private constructor(server: Server, port: number, target: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (near) => this.#join(near, target));
  }

  public static async to(target: number): Promise<Wire> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new Wire(server, address.port, target);
  }

  /** From now on nothing arrives any more and nobody is told; connections of this time stay dead. */
  public swallow(): void {
    this.#isSwallowing = true;
    for (const socket of this.#sockets) {
      socket.removeAllListeners('data');
      socket.resume();
    }
  }

  /** Connections that are made from now on work. */
  public mend(): void {
    this.#isSwallowing = false;
  }

  /** Breaks what is connected now. */
  public cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  public async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, target: number): void {
    this.#keep(near);
    if (this.#isSwallowing) {
      near.resume();
      return;
    }
    const far = connect(target, '127.0.0.1');
    this.#keep(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => to.write(bytes));
      from.on('close', () => to.destroy());
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
