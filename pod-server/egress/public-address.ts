import { lookup as resolve } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The addresses behind a name; the tests put their own in place of the system's. */
export type Resolver = (hostname: string) => Promise<readonly string[]>;

export const systemResolver: Resolver = async (hostname) =>
  (await resolve(hostname, { all: true, verbatim: true })).map(({ address }) => address);

/** A name led to an address that only machines near us can reach. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * Whether an address belongs to a machine of the open Internet. All else is refused: private, loopback, link-local, unique-local,
 * carrier-grade NAT, multicast, reserved, and what wraps an IPv4 address into an IPv6 one (mapped, 6to4, Teredo, NAT64).
 */
export function isPublicAddress(address: string): boolean {
  const plain = address.startsWith('[') ? address.slice(1, -1) : address;
  return ipaddr.isValid(plain) && ipaddr.parse(plain).range() === 'unicast';
}

export function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || ipaddr.IPv4.isValid(hostname);
}

/**
 * What node:net and node:tls call between a name and a connection. The socket connects to exactly the addresses that were checked
 * here, so a name that changes its mind between check and use (DNS rebinding) gains nothing. One private address among several
 * refuses the name.
 */
export function guardedLookup(resolver: Resolver): LookupFunction {
  return (hostname, options, callback) => {
    resolver(hostname).then(
      (addresses) => {
        if (addresses.length === 0 || !addresses.every(isPublicAddress)) {
          callback(new PrivateAddressError(`${hostname} has no public address`), '', 0);
          return;
        }
        const found = addresses.map((address) => ({ address, family: familyOf(address) }));
        const first = found[0];
        if (options.all === true) callback(null, found);
        else callback(null, first?.address ?? '', first?.family ?? 0);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}
