import { LRUCache } from 'lru-cache';
import type { Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import { RDF_BYTES_MAX } from '../rdf/limits.ts';
import type { Rdf } from '../rdf/rdf.ts';
import type { Resource, Storage } from '../storage/storage.ts';
import { wholeBody } from '../storage/whole-body.ts';

const CACHE_BYTES_MAX = 64 * 1024 * 1024;

/** Documents in other types than they are stored in, remembered by version, so that a warm read converts nothing. */
export class Conversions {
  readonly #rdf: Rdf;
  readonly #storage: Storage;
  readonly #cache = new LRUCache<string, Buffer>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: (body, key) => body.length + key.length,
  });
  readonly #working = new Map<string, Promise<Buffer>>();

  public constructor({ rdf, storage }: { readonly rdf: Rdf; readonly storage: Storage }) {
    this.#rdf = rdf;
    this.#storage = storage;
  }

  /** Throws the problems of Rdf.convert, which for a stored document can only be limits. */
  public async get(target: Target, resource: Resource, type: string): Promise<Buffer> {
    const key = `${target.url} ${resource.version} ${type}`;
    const known = this.#cache.get(key) ?? this.#working.get(key);
    if (known !== undefined) return known;
    const work = this.#convert(target.url, resource, type).finally(() => this.#working.delete(key));
    this.#working.set(key, work);
    const body = await work;
    this.#cache.set(key, body);
    return body;
  }

  async #convert(url: string, resource: Resource, type: string): Promise<Buffer> {
    const body = await wholeRdf(this.#storage, resource);
    return this.#rdf.convert(body, resource.contentType, type, url);
  }
}

/** The bytes of a stored RDF document, which is never larger than one may be. */
export async function wholeRdf(storage: Storage, resource: Resource): Promise<Buffer> {
  const body = await wholeBody(storage, resource, RDF_BYTES_MAX);
  if (body === undefined) throw new Problem(413, 'body-too-large', { bytesMax: RDF_BYTES_MAX });
  return body;
}
