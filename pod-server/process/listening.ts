import { once } from 'node:events';
import type { Server } from 'node:http';

/** How long a request that is being answered may still take after the signal to stop. */
const DRAIN_MILLISECONDS_MAX = 3_000;

/** Resolves when the port is really open; an error says what to do. */
export async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen({ port, host });
  try {
    // Rejects when the server reports an error instead.
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(whyNot(cause, host, port), { cause });
  }
}

/** Answers what was asked, then stops, without waiting for idle connections. */
export async function drain(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS_MAX);
  await closed;
  clearTimeout(timer);
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
