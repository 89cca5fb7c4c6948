import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Finalizable, HttpServerFactory } from '@solid/community-server';
import { Initializer } from '@solid/community-server';

/** How long a request that is being answered may still take after the signal to stop. */
const DRAIN_MILLISECONDS_MAX = 3_000;

interface ListeningInitializerArgs {
  readonly serverFactory: HttpServerFactory;
  readonly port: number;
  /** The interface to listen on; only this machine by default. */
  readonly host: string;
}

/** Listens, and is done only when the port is really open; stops without waiting for idle connections. */
export class ListeningInitializer extends Initializer implements Finalizable {
  readonly #args: ListeningInitializerArgs;
  #server: Server | undefined;

  public constructor(args: ListeningInitializerArgs) {
    super();
    this.#args = args;
  }

  public override async handle(): Promise<void> {
    const { serverFactory, port, host } = this.#args;
    const server = (await serverFactory.createServer()) as Server;
    this.#server = server;
    server.listen({ port, host });
    try {
      // Rejects when the server reports an error instead.
      await once(server, 'listening');
    } catch (cause) {
      throw new Error(whyNot(cause, host, port), { cause });
    }
  }

  public async finalize(): Promise<void> {
    const server = this.#server;
    if (server === undefined || !server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS_MAX);
    await closed;
    clearTimeout(timer);
  }
}

function whyNot(cause: unknown, host: string, port: number): string {
  const { code } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use (EADDRINUSE): stop what listens there, or choose another with --port.`;
    case 'EACCES':
      return `Port ${port} is reserved (EACCES): choose one above 1023 with --port.`;
    default:
      return `"${host}" cannot be listened on (${code}): --host names an interface of this machine.`;
  }
}
