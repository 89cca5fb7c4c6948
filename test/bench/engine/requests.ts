/** Requests as bytes, made before they are needed. */
import { CONNECTIONS } from './course.ts';
import { measure } from './load.ts';
import type { Peer } from './peers.ts';

export const turtle = { 'Content-Type': 'text/turtle' };

export function request(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const { host, pathname, search } = new URL(url);
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ Host: host, ...headers, ...length });
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`;
}

/** The same request again and again. */
export function constant(of: (peer: Peer) => string): (peer: Peer) => () => string {
  return (peer) => {
    const bytes = of(peer);
    return () => bytes;
  };
}

/** Sends what is made for 1, 2, 3 … up to the count, as fast as it goes. */
export async function sendAll(
  port: number,
  count: number,
  make: (number: number) => string,
): Promise<void> {
  let number = 0;
  const next = (): string | undefined => {
    number += 1;
    return number > count ? undefined : make(number);
  };
  const statuses = [200, 201, 204, 205];
  await measure({ port, connections: CONNECTIONS, milliseconds: 3_600_000, next, statuses });
}
