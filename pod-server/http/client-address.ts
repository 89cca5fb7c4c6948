import type { IncomingMessage } from 'node:http';

/**
 * Who really asks: the socket's address, or, when that is a trusted proxy, the last address in X-Forwarded-For that is none.
 * What anybody else writes into that header is not believed.
 */
export function clientAddressOf(
  request: IncomingMessage,
  trustedProxies: ReadonlySet<string>,
): string {
  const socketAddress = request.socket.remoteAddress ?? '';
  if (!trustedProxies.has(socketAddress)) return socketAddress;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return forwarded.findLast((one) => !trustedProxies.has(one)) ?? socketAddress;
}
