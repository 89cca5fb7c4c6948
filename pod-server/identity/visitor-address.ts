import type { IncomingMessage } from 'node:http';

/**
 * The address that a request came from, for the limit on wrong guesses; noted by whoever lets the request in. Not an
 * AsyncLocalStorage: on Node 20 that makes every promise of the process dearer, and a public read three times as slow.
 */
const addresses = new WeakMap<IncomingMessage, string>();

export function noteVisitorAddress(request: IncomingMessage, address: string): void {
  addresses.set(request, address);
}

export function visitorAddressOf(request: IncomingMessage): string | undefined {
  return addresses.get(request);
}
