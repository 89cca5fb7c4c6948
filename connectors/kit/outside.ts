import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ConnectorError } from './errors.ts';

/**
 * Addresses that a stranger can make this server call (a provider, a WebID, a storage) are read through here only:
 * https, or http on loopback where the city runs on one machine; nothing private; little, soon, and few redirects.
 */
export interface Outside {
  /** Refuses an address that must not be called, before anything is sent to it. */
  allow(address: string | URL): Promise<URL>;
  /** A GET that any library can use as its `fetch`. */
  readonly fetch: typeof fetch;
}

export interface OutsideSettings {
  /** A city on a laptop: its own parts are on loopback, over http. */
  readonly loopbackAllowed: boolean;
}

const REDIRECTS_MAX = 3;
const ANSWER_BYTES_MAX = 512_000;
const ANSWER_SECONDS_MAX = 5;

/** Loopback, private, link-local, shared, documentation, multicast and reserved ranges (IANA special-purpose registries). */
const privateFour = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  privateFour.addSubnet(net, prefix, 'ipv4');
}
// A list of its own: Node looks an IPv4 address up as ::ffff:… too, and that whole range is refused below.
const privateSix = new BlockList();
for (const [net, prefix] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  privateSix.addSubnet(net, prefix, 'ipv6');
}

const loopbackAddresses = new BlockList();
loopbackAddresses.addSubnet('127.0.0.0', 8, 'ipv4');
loopbackAddresses.addAddress('::1', 'ipv6');

/** @example createOutside({ loopbackAllowed: isLoopback(new URL(baseUrl)) }).fetch(webId) */
export function createOutside(settings: OutsideSettings): Outside {
  const allow = (address: string | URL): Promise<URL> => allowed(address, settings);
  return {
    allow,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      let url = await allow(input instanceof Request ? input.url : input);
      for (let hop = 0; hop <= REDIRECTS_MAX; hop += 1) {
        const answer = await get(url, headers, settings);
        const location = answer.headers.get('location');
        if (answer.status < 300 || answer.status >= 400 || location === null) return answer;
        url = await allow(new URL(location, url));
      }
      throw refused(url, `redirects more than ${REDIRECTS_MAX} times`);
    },
  };
}

/** True for an address on this very machine, by name or by number. */
export function isLoopback(url: URL): boolean {
  const host = hostOf(url);
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackNumber(host);
}

async function allowed(address: string | URL, settings: OutsideSettings): Promise<URL> {
  if (!URL.canParse(String(address))) {
    throw new ConnectorError('PROVIDER_ADDRESS_WRONG', 'An address given from outside is no URL');
  }
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') throw refused(url, 'carries a name or password');
  const local = isLoopback(url);
  if (local && !settings.loopbackAllowed) throw refused(url, 'is on this machine');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    throw refused(url, 'is not https');
  }
  for (const found of await addressesOf(url)) refuseNumber(found, url, settings);
  return url;
}

async function addressesOf(url: URL): Promise<readonly string[]> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (cause) {
    throw new ConnectorError('PROVIDER_ADDRESS_WRONG', 'The name of a host is not known', {
      cause,
    });
  }
}

function refuseNumber(number: string, url: URL, settings: OutsideSettings): void {
  if (settings.loopbackAllowed && isLoopback(url) && isLoopbackNumber(number)) return;
  const six = isIP(number) === 6;
  if (six ? privateSix.check(number, 'ipv6') : privateFour.check(number, 'ipv4')) {
    throw refused(url, 'leads into a private network');
  }
}

function isLoopbackNumber(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && loopbackAddresses.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

function refused(url: URL, why: string): ConnectorError {
  return new ConnectorError('PROVIDER_ADDRESS_WRONG', `An address at ${url.protocol}//… ${why}`);
}

/** One GET; the name is looked up again when the connection is made, so a name that changes its mind gains nothing. */
function get(url: URL, headers: Headers, settings: OutsideSettings): Promise<Response> {
  const signal = AbortSignal.timeout(ANSWER_SECONDS_MAX * 1_000);
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      const known = cause instanceof ConnectorError;
      reject(known ? cause : new ConnectorError('PROVIDER_DOWN', 'No answer', { cause }));
    };
    const client = url.protocol === 'https:' ? https : http;
    const asked = {
      headers: Object.fromEntries(headers),
      signal,
      lookup: guardedLookup(url, settings),
    };
    const request = client.get(url, { ...asked, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) {
          request.destroy(refused(url, `sends more than ${ANSWER_BYTES_MAX} bytes`));
        } else chunks.push(chunk);
      });
      incoming.on('error', fail);
      incoming.on('end', () => resolve(answerOf(url, incoming, Buffer.concat(chunks))));
    });
    request.on('error', fail);
  });
}

function guardedLookup(url: URL, settings: OutsideSettings): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true })
      .then((found) => {
        for (const { address } of found) refuseNumber(address, url, settings);
        const [first] = found;
        if (options.all) callback(null, found);
        else callback(null, first?.address ?? '', first?.family);
      })
      .catch((error: Error) => callback(error, ''));
  };
}

function answerOf(url: URL, incoming: http.IncomingMessage, body: Buffer): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const status = incoming.statusCode ?? 502;
  const empty = status === 204 || status === 304;
  const answer = new Response(empty ? null : new Uint8Array(body), { status, headers });
  // A library resolves relative IRIs against this, and the constructor cannot set it.
  Object.defineProperty(answer, 'url', { value: url.href });
  return answer;
}
