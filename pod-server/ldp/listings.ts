/** Containers (Solid Protocol, §4.2): streamed page by page from the storage, remembered by version when they are not too long. */
import { once } from 'node:events';
import { LRUCache } from 'lru-cache';
import { Problem } from '../http/problem.ts';
import { RDF_BYTES_MAX } from '../rdf/limits.ts';
import { JSON_LD, N_TRIPLES, TURTLE } from '../rdf/media-types.ts';
import { DESCRIPTION_SUFFIX } from '../storage/paths.ts';
import type { Child, Resource } from '../storage/storage.ts';
import { isConditional, isUnchanged } from './conditions.ts';
import { wholeRdf } from './conversions.ts';
import { commonHeaders, PRIVATE, PUBLIC, SANDBOX, wacAllow } from './headers.ts';
import { jsonLdListing, type ListingText, turtleListing } from './listing-text.ts';
import { entityTag, negotiate } from './negotiation.ts';
import type { Readable } from './read.ts';
import { mayRead, type Parts, Race, type Visit } from './visit.ts';

/** Children that one trip to the storage brings. */
const PAGE_CHILDREN = 1_000;
/** Children of one page that a client asks for with `?limit=`. */
const LIMIT_MAX = 10_000;
const CACHE_BYTES_MAX = 64 * 1024 * 1024;
/** A longer listing is written anew each time. */
const CACHED_BYTES_MAX = 8 * 1024 * 1024;

/** The page that a client asked for: `?limit=100`, and for the next one `&after=<name of the last child>`. */
interface Page {
  readonly limit: number;
  readonly after: string | undefined;
  /** Whether the client asked; else everything is listed. */
  readonly isAsked: boolean;
}

interface Listing {
  readonly visit: Visit;
  readonly resource: Resource;
  readonly page: Page;
  readonly text: ListingText;
  /** What the container's description adds, in the type of the listing. */
  readonly description: string;
}

export class Listings {
  readonly #cache = new LRUCache<string, Buffer>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: (body, key) => body.length + key.length,
  });

  public async send(parts: Parts, visit: Visit, readable: Readable): Promise<void> {
    const { request, response, target, method } = visit;
    const { resource } = readable;
    const type = negotiate(request.headers.accept, TURTLE);
    const tag = entityTag(resource.version, type, TURTLE);
    const page = readPage(request.url ?? '');
    const headers = headersOf(parts, visit, readable, tag);
    if (isConditional(request.headers) && isUnchanged(request.headers, resource)) {
      response.writeHead(304, headers);
      response.end();
      return;
    }
    headers.push('Content-Type', type);
    if (method === 'HEAD') {
      response.writeHead(200, headers);
      response.end();
      return;
    }
    const key = `${target.url} ${resource.version} ${type}`;
    const known = page.isAsked ? undefined : this.#cache.get(key);
    const body = known ?? (await this.#write(parts, { visit, resource, page }, type, headers));
    if (body === undefined) return;
    if (!page.isAsked) this.#cache.set(key, body);
    headers.push('Content-Length', String(body.length));
    response.writeHead(200, headers);
    response.end(body);
  }

  /** The whole listing when it is short or must be converted; undefined when it was streamed already. */
  async #write(
    parts: Parts,
    what: Pick<Listing, 'visit' | 'resource' | 'page'>,
    type: string,
    headers: string[],
  ): Promise<Buffer | undefined> {
    const isDirect = type === TURTLE || type === JSON_LD;
    const text = type === JSON_LD ? jsonLdListing : turtleListing;
    const description = await descriptionIn(parts, what, type === JSON_LD ? JSON_LD : N_TRIPLES);
    const listing: Listing = { ...what, text, description };
    if (isDirect) return this.#stream(parts, listing, headers, type);
    const body = await bufferAll(parts, listing);
    return parts.rdf.convert(body, TURTLE, type, what.visit.target.url);
  }

  async #stream(
    parts: Parts,
    listing: Listing,
    headers: string[],
    type: string,
  ): Promise<Buffer | undefined> {
    const { visit, resource, page } = listing;
    const { response, target } = visit;
    const pieces = piecesOf(parts, listing, (after) => {
      headers.push('Link', nextLink(target.url, page.limit, after));
    });
    const kept: Buffer[] = [];
    let bytes = 0;
    let started = false;
    for await (const piece of pieces) {
      bytes += piece.text.length;
      if (bytes <= CACHED_BYTES_MAX) kept.push(piece.text);
      if (piece.isLast && !started) return Buffer.concat(kept);
      if (!started) response.writeHead(200, headers);
      started = true;
      if (response.destroyed) return undefined;
      if (!response.write(piece.text)) await drained(visit);
    }
    response.end();
    if (!page.isAsked && bytes <= CACHED_BYTES_MAX)
      this.#cache.set(`${target.url} ${resource.version} ${type}`, Buffer.concat(kept));
    return undefined;
  }
}

/** Waits until the client took what was written, or is gone. */
async function drained({ response }: Visit): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  await Promise.race([
    once(response, 'drain', { signal }),
    once(response, 'close', { signal }),
  ]).finally(() => ended.abort());
}

interface Piece {
  readonly text: Buffer;
  readonly isLast: boolean;
}

/** Each page must show the container as of the same version; else nobody can use what was written, and it is begun anew or broken off. */
async function* piecesOf(
  parts: Parts,
  { visit, resource, page, text, description }: Listing,
  onNext: (after: string) => void,
): AsyncGenerator<Piece> {
  const { target } = visit;
  let before = text.head(target, resource) + description;
  let after = page.after;
  for (let left = page.limit; ; left -= PAGE_CHILDREN) {
    const limit = Math.min(left, PAGE_CHILDREN);
    const found = await parts.storage.children(target.pod, target.path, {
      ...(after === undefined ? {} : { after }),
      // One more tells whether there is a next page.
      limit: limit + 1,
    });
    if (found === undefined || found.containerVersion !== resource.version) throw new Race();
    const children = found.children.slice(0, limit);
    const hasMore = found.children.length > limit;
    after = nameOfLast(children);
    const isLast = !hasMore || left <= PAGE_CHILDREN;
    if (isLast && hasMore && after !== undefined) onNext(after);
    const body = children.map((child) => text.child(target, child)).join('');
    yield { text: Buffer.from(before + body + (isLast ? text.tail() : '')), isLast };
    if (isLast) return;
    before = '';
  }
}

async function bufferAll(parts: Parts, listing: Listing): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of piecesOf(parts, listing, () => undefined)) {
    bytes += piece.text.length;
    if (bytes > RDF_BYTES_MAX)
      throw new Problem(406, 'not-acceptable', { types: `${TURTLE}, ${JSON_LD}` });
    pieces.push(piece.text);
  }
  return Buffer.concat(pieces);
}

async function descriptionIn(
  parts: Parts,
  { visit, resource }: Pick<Listing, 'visit' | 'resource'>,
  type: string,
): Promise<string> {
  const { pod, path, url } = visit.target;
  const found = await parts.storage.read(pod, [path, path + DESCRIPTION_SUFFIX]);
  const [container, description] = found?.resources ?? [];
  if (container?.version !== resource.version) throw new Race();
  if (description === undefined || description.size === 0) return '';
  const body = await wholeRdf(parts.storage, description);
  // Relative to the container, which is what it speaks of.
  const converted = await parts.rdf.convert(body, description.contentType, type, url);
  return type === JSON_LD ? withinList(converted) : converted.toString();
}

/** The members of a JSON-LD list, to stand in another one. */
function withinList(jsonLd: Buffer): string {
  const nodes: unknown = JSON.parse(jsonLd.toString());
  return (Array.isArray(nodes) ? nodes : [nodes])
    .map((node) => `,${JSON.stringify(node)}`)
    .join('');
}

function nameOfLast(children: readonly Child[]): string | undefined {
  const path = children.at(-1)?.path;
  return path?.slice(path.lastIndexOf('/', path.length - 2) + 1).replace(/\/$/, '');
}

function headersOf(
  parts: Parts,
  { request, target }: Visit,
  { resource, permissions }: Readable,
  tag: string,
): string[] {
  const headers = commonHeaders(request, target, parts.addresses.rootOf(target.pod));
  headers.push(
    'ETag',
    tag,
    'Last-Modified',
    new Date(resource.modified).toUTCString(),
    'WAC-Allow',
    wacAllow(permissions),
    'Cache-Control',
    mayRead(permissions.public) ? PUBLIC : PRIVATE,
    'Content-Security-Policy',
    SANDBOX,
  );
  return headers;
}

function readPage(url: string): Page {
  const query = url.indexOf('?');
  const everything = { limit: Number.MAX_SAFE_INTEGER, after: undefined, isAsked: false };
  if (query === -1) return everything;
  const asked = new URLSearchParams(url.slice(query + 1));
  const limit = asked.get('limit');
  const after = asked.get('after') ?? undefined;
  if (limit === null && after === undefined) return everything;
  const count = limit === null ? PAGE_CHILDREN : Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > LIMIT_MAX)
    throw new Problem(400, 'page-limit', { limitMax: LIMIT_MAX });
  return { limit: count, after, isAsked: true };
}

function nextLink(url: string, limit: number, after: string): string {
  return `<${url}?limit=${limit}&after=${encodeURIComponent(after)}>; rel="next"`;
}
