/** Containers (Solid Protocol, §4.2): streamed page by page from the storage, remembered by version when they are not too long. */
import { once } from 'node:events';
import { LRUCache } from 'lru-cache';
import { Problem } from '../http/problem.ts';
import { RDF_BYTES_MAX } from '../rdf/limits.ts';
import { JSON_LD, N_TRIPLES, TURTLE } from '../rdf/media-types.ts';
import { DESCRIPTION_SUFFIX, SEGMENT_BYTES_MAX } from '../storage/paths.ts';
import type { Child, Resource } from '../storage/storage.ts';
import { isConditional, isUnchanged } from './conditions.ts';
import { wholeRdf } from './conversions.ts';
import { foundHeaders } from './found-headers.ts';
import { jsonLdListing, type ListingText, turtleListing } from './listing-text.ts';
import { entityTag, negotiate } from './negotiation.ts';
import { type Found, type Parts, Race, type Visit } from './visit.ts';

/** Children that one trip to the storage brings. */
const PAGE_CHILDREN = 1_000;
/** Children of one page that a client asks for with `?limit=`. */
const LIMIT_MAX = 10_000;
const CACHE_BYTES_MAX = 64 * 1024 * 1024;
/** A page that was asked for. */
const PAGE_BYTES_MAX = 32 * 1024 * 1024;
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
    maxEntrySize: CACHED_BYTES_MAX,
    sizeCalculation: (body, key) => body.length + key.length,
  });

  public async send(parts: Parts, visit: Visit, found: Found): Promise<void> {
    const { request, response, target, method } = visit;
    const { resource } = found;
    const type = negotiate(request.headers.accept, TURTLE);
    const tag = entityTag(resource.version, type, TURTLE);
    const page = readPage(request.url ?? '');
    const headers = foundHeaders(parts, visit, found, tag);
    if (isConditional(request.headers) && isUnchanged(request.headers, resource, tag)) {
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
    const { target } = what.visit;
    const isJson = type === JSON_LD;
    const text = isJson ? jsonLdListing : turtleListing;
    const description = await descriptionIn(parts, what, isJson ? JSON_LD : N_TRIPLES);
    const pieces = piecesOf(parts, { ...what, text, description }, (after) => {
      headers.push('Link', nextLink(target.url, what.page.limit, after));
    });
    const isDirect = isJson || type === TURTLE;
    // A page that was asked for is short, and its head tells where the next one is.
    if (isDirect && !what.page.isAsked) return this.#stream(what, pieces, headers, type);
    const body = await bufferAll(pieces, isDirect ? PAGE_BYTES_MAX : RDF_BYTES_MAX);
    return isDirect ? body : parts.rdf.convert(body, TURTLE, type, target.url);
  }

  /** What comes in one piece is not streamed but returned. */
  async #stream(
    { visit, resource }: Pick<Listing, 'visit' | 'resource'>,
    pieces: AsyncGenerator<Piece>,
    headers: string[],
    type: string,
  ): Promise<Buffer | undefined> {
    const { response, target } = visit;
    let kept: Buffer[] | undefined = [];
    let bytes = 0;
    for await (const piece of pieces) {
      if (piece.isLast && bytes === 0) return piece.text;
      if (bytes === 0) response.writeHead(200, headers);
      bytes += piece.text.length;
      if (bytes > CACHED_BYTES_MAX) kept = undefined;
      kept?.push(piece.text);
      if (response.destroyed) return undefined;
      if (!response.write(piece.text)) await drained(visit);
    }
    response.end();
    if (kept !== undefined)
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

/** Throws Problem 406 for a listing that is too long to be held at once: it can be streamed in two types, or paged. */
async function bufferAll(pieces: AsyncGenerator<Piece>, bytesMax: number): Promise<Buffer> {
  const texts: Buffer[] = [];
  let bytes = 0;
  for await (const { text } of pieces) {
    bytes += text.length;
    if (bytes > bytesMax)
      throw new Problem(406, 'not-acceptable', { types: `${TURTLE}, ${JSON_LD}` });
    texts.push(text);
  }
  return Buffer.concat(texts);
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
  const baseIri = url + DESCRIPTION_SUFFIX;
  const converted = await parts.rdf.convert(body, description.contentType, type, baseIri);
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
  // No name is longer or holds a control character, and no storage need look for one.
  if (
    after !== undefined &&
    (Buffer.byteLength(after) > SEGMENT_BYTES_MAX || /\p{Cc}/u.test(after))
  )
    throw new Problem(400, 'page-after');
  return { limit: count, after, isAsked: true };
}

function nextLink(url: string, limit: number, after: string): string {
  return `<${url}?limit=${limit}&after=${encodeURIComponent(after)}>; rel="next"`;
}
