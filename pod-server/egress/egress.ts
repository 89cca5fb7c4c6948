import type { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { Agent, type Dispatcher, request } from 'undici';
import { decodedBody } from './decoded-body.ts';
import { EgressError } from './egress-error.ts';
import {
  guardedLookup,
  isAddress,
  isPublicAddress,
  PrivateAddressError,
  type Resolver,
  systemResolver,
} from './public-address.ts';
import { Slots } from './slots.ts';

export { EgressError } from './egress-error.ts';

const REDIRECTS_MAX = 3;
const BYTES_MAX = 524_288;
const MILLISECONDS_MAX = 5_000;
const URL_LENGTH_MAX = 4_096;
const FAILURES_MAX = 2_000;
const FAILURE_MILLISECONDS = 5_000;
const REDIRECTING = new Set([301, 302, 303, 307, 308]);

export interface EgressOptions {
  /**
   * Origins that may be asked although they are http, private or on a port of their own: those of tests and of a city on one
   * machine. `http://localhost:*` means every port there.
   */
  readonly allowedOrigins: readonly string[];
  readonly resolver?: Resolver;
}

export interface EgressRequest {
  readonly accept?: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: Buffer | string;
  /** Sent to the first host only; dropped when a redirect leads to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the decoded body. */
  readonly bytesMax?: number;
  /** For everything: waiting, names, connections, redirects, body. */
  readonly millisecondsMax?: number;
}

export interface EgressAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * The one way out: every outbound request of the server is made here (WebID documents, issuers, keys, groups, client documents,
 * webhooks), because their addresses are chosen by strangers. Only https to machines of the open Internet, on the usual port; no
 * cookies, no credentials, no private address after the name was resolved and at the connection; at most 3 redirects, each
 * checked anew and none to another scheme.
 */
export class Egress {
  readonly #allowedOrigins: ReadonlySet<string>;
  readonly #guarded: Agent;
  readonly #trusting: Agent;
  readonly #slots = new Slots();
  /** What failed a moment ago is not asked again at once: the circuit breaker. */
  readonly #failures = new LRUCache<string, EgressError>({
    max: FAILURES_MAX,
    ttl: FAILURE_MILLISECONDS,
  });

  public constructor({ allowedOrigins, resolver = systemResolver }: EgressOptions) {
    this.#allowedOrigins = new Set(allowedOrigins.map(namedOrigin));
    const common = { connections: 6, pipelining: 1, maxHeaderSize: 16_384, allowH2: false };
    this.#guarded = new Agent({
      ...common,
      connect: { lookup: guardedLookup(resolver), timeout: MILLISECONDS_MAX },
    });
    this.#trusting = new Agent({ ...common, connect: { timeout: MILLISECONDS_MAX } });
  }

  /**
   * Resolves with the answer, whatever its status. Throws EgressError, whose code says why there is none. Redirects are followed
   * for GET and HEAD only; what answers another method with one is answered as it is.
   */
  public async fetch(url: string | URL, options: EgressRequest = {}): Promise<EgressAnswer> {
    const first = this.#allowed(String(url));
    const key = `${options.method ?? 'GET'} ${first.href}`;
    const failed = this.#failures.get(key) ?? this.#failures.get(first.origin);
    if (failed !== undefined) throw new EgressError(failed.code, `${failed.message} (remembered)`);
    const signal = AbortSignal.timeout(options.millisecondsMax ?? MILLISECONDS_MAX);
    const release = await this.#slots.take(first.origin, signal);
    if (release === undefined) throw new EgressError('BUSY', `Too many wait for ${first.host}`);
    try {
      return await this.#follow(first, options, signal);
    } catch (error) {
      const failure = asEgressError(error, signal);
      // A host that cannot be connected is down for everybody; anything else is held against this address only, so that one page
      // of a shared host cannot shut out the others.
      this.#failures.set(failure.code === 'UNREACHABLE' ? first.origin : key, failure);
      throw failure;
    } finally {
      release();
    }
  }

  public async close(): Promise<void> {
    await Promise.all([this.#guarded.destroy(), this.#trusting.destroy()]);
  }

  async #follow(first: URL, options: EgressRequest, signal: AbortSignal): Promise<EgressAnswer> {
    let url = first;
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      const sameOrigin = url.origin === first.origin;
      const answer = await this.#ask(url, sameOrigin ? options : withoutHeaders(options), signal);
      const location = answer.headers.location;
      const leadsOn = isSafe(options) && REDIRECTING.has(answer.statusCode);
      if (!leadsOn || typeof location !== 'string') return whole(answer, url, options);
      discard(answer.body);
      url = this.#next(url, location);
    }
    throw new EgressError('TOO_MANY_REDIRECTS', `${first.host} redirects too often`);
  }

  #ask(url: URL, options: EgressRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const trusted = this.#isNamed(url);
    return request(url, {
      dispatcher: trusted ? this.#trusting : this.#guarded,
      method: options.method ?? 'GET',
      body: options.body ?? null,
      headers: {
        'accept-encoding': 'identity',
        accept: options.accept ?? '*/*',
        ...options.headers,
      },
      signal,
    });
  }

  #isNamed({ origin, protocol, hostname }: URL): boolean {
    return (
      this.#allowedOrigins.has(origin) || this.#allowedOrigins.has(`${protocol}//${hostname}:*`)
    );
  }

  #next(from: URL, location: string): URL {
    if (!URL.canParse(location, from.href))
      throw new EgressError('BAD_ANSWER', `${from.host} redirects to nowhere`);
    const next = this.#allowed(new URL(location, from).href);
    if (next.protocol !== from.protocol)
      throw new EgressError('NOT_ALLOWED', 'A redirect must keep the scheme');
    return next;
  }

  /** Without fragment. Throws EgressError NOT_ALLOWED for an address that is not to be asked, before anything is resolved. */
  #allowed(address: string): URL {
    if (address.length > URL_LENGTH_MAX || !URL.canParse(address))
      throw new EgressError('NOT_ALLOWED', 'This is no address of the web');
    const url = new URL(address);
    url.hash = '';
    if (url.username !== '' || url.password !== '')
      throw new EgressError('NOT_ALLOWED', 'An address must not hold credentials');
    if (this.#isNamed(url)) return url;
    if (url.protocol !== 'https:') throw new EgressError('NOT_ALLOWED', 'Only https is allowed');
    if (url.port !== '') throw new EgressError('NOT_ALLOWED', 'Only the usual port is allowed');
    // The URL parser has written 0x7f.1, 2130706433 and the like as four decimal numbers already.
    if (isAddress(url.hostname) && !isPublicAddress(url.hostname))
      throw new EgressError('NOT_ALLOWED', 'Only machines of the open Internet may be asked');
    return url;
  }
}

async function whole(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  url: URL,
  { bytesMax = BYTES_MAX }: EgressRequest,
): Promise<EgressAnswer> {
  return {
    status: statusCode,
    contentType: firstOf(headers['content-type']),
    url: url.href,
    body: await decodedBody(body, firstOf(headers['content-encoding']), bytesMax),
    headers,
  };
}

/** What a redirect says besides where it leads is of no interest; breaking off is the cheapest way not to read it. */
function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

function isSafe({ method = 'GET' }: EgressRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function withoutHeaders({ headers: _, ...rest }: EgressRequest): EgressRequest {
  return rest;
}

function firstOf(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}

function asEgressError(error: unknown, signal: AbortSignal): EgressError {
  if (error instanceof EgressError) return error;
  if (error instanceof PrivateAddressError)
    return new EgressError('NOT_ALLOWED', error.message, { cause: error });
  if (signal.aborted) return new EgressError('TOO_SLOW', 'No answer in time', { cause: error });
  return new EgressError('UNREACHABLE', 'No connection, or one that broke', { cause: error });
}

function namedOrigin(origin: string): string {
  return origin.endsWith(':*') ? origin : new URL(origin).origin;
}
