import { LRUCache } from 'lru-cache';
import type { Quad } from 'n3';
import { type Egress, EgressError } from '../egress/egress.ts';
import type { Addresses, Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import { isRdf, mediaTypeOf } from '../rdf/media-types.ts';
import type { Rdf } from '../rdf/rdf.ts';
import type { Storage } from '../storage/storage.ts';
import { wholeBody } from '../storage/whole-body.ts';
import { vcardHasMember } from './acl-terms.ts';

const OWN_DOCUMENTS_MAX = 500;
const FOREIGN_DOCUMENTS_MAX = 500;
const FOREIGN_MILLISECONDS = 300_000;
/** What could not be read is asked for again after this. */
const MISSING_MILLISECONDS = 10_000;
const DOCUMENT_BYTES_MAX = 524_288;
const ACCEPT = 'text/turtle, application/ld+json;q=0.9, application/n-triples;q=0.5';

/**
 * RDF documents that a decision depends on: WebID documents and groups. One of our own is read from the storage, always as it is
 * now; one of somebody else's goes through the egress and is remembered for five minutes, a failure for ten seconds.
 */
export class LinkedDocuments {
  readonly #storage: Storage;
  readonly #addresses: Addresses;
  readonly #rdf: Rdf;
  readonly #egress: Egress;
  readonly #own = new LRUCache<string, readonly Quad[]>({ max: OWN_DOCUMENTS_MAX });
  readonly #foreign = new LRUCache<string, Promise<readonly Quad[] | undefined>>({
    max: FOREIGN_DOCUMENTS_MAX,
    ttl: FOREIGN_MILLISECONDS,
  });

  public constructor(args: {
    readonly storage: Storage;
    readonly addresses: Addresses;
    readonly rdf: Rdf;
    readonly egress: Egress;
  }) {
    this.#storage = args.storage;
    this.#addresses = args.addresses;
    this.#rdf = args.rdf;
    this.#egress = args.egress;
  }

  /** The members of a group (`vcard:hasMember`; WAC 1.0.0, §4.3); none when its document cannot be read. */
  public async membersOf(group: string): Promise<readonly string[]> {
    return (await this.objectsOf(group, vcardHasMember)) ?? [];
  }

  /** The IRIs that a thing's document states for a property; undefined: the document cannot be read. */
  public async objectsOf(iri: string, predicate: string): Promise<readonly string[] | undefined> {
    const quads = await this.#quadsOf(iri);
    return quads
      ?.filter(
        (quad) =>
          quad.subject.value === iri &&
          quad.predicate.value === predicate &&
          quad.object.termType === 'NamedNode',
      )
      .map(({ object }) => object.value);
  }

  async #quadsOf(iri: string): Promise<readonly Quad[] | undefined> {
    if (!URL.canParse(iri)) return undefined;
    const hash = iri.indexOf('#');
    const url = hash === -1 ? iri : iri.slice(0, hash);
    const target = this.#ownTarget(url);
    return target === undefined ? this.#foreignQuads(url) : this.#ownQuads(target, url);
  }

  /** An address with a query is no resource of ours. */
  #ownTarget(url: string): Target | undefined {
    if (url.includes('?')) return undefined;
    try {
      return this.#addresses.targetOfUrl(url);
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }

  async #ownQuads({ pod, path }: Target, url: string): Promise<readonly Quad[] | undefined> {
    const document = (await this.#storage.read(pod, [path]))?.resources[0];
    if (document === undefined || !isRdf(document.contentType)) return undefined;
    const key = `${url} ${document.version}`;
    const known = this.#own.get(key);
    if (known !== undefined) return known;
    const body = await wholeBody(this.#storage, document, DOCUMENT_BYTES_MAX);
    const quads = body && (await this.#parsed(body, document.contentType, url));
    if (quads !== undefined) this.#own.set(key, quads);
    return quads;
  }

  #foreignQuads(url: string): Promise<readonly Quad[] | undefined> {
    const known = this.#foreign.get(url);
    if (known !== undefined) return known;
    const reading = this.#fetched(url);
    this.#foreign.set(url, reading);
    const forget = () => {
      if (this.#foreign.peek(url) === reading)
        this.#foreign.set(url, reading, { ttl: MISSING_MILLISECONDS });
    };
    reading.then((quads) => quads ?? forget(), forget);
    return reading;
  }

  async #fetched(url: string): Promise<readonly Quad[] | undefined> {
    try {
      const answer = await this.#egress.fetch(url, {
        accept: ACCEPT,
        bytesMax: DOCUMENT_BYTES_MAX,
      });
      const type = mediaTypeOf(answer.contentType);
      if (answer.status !== 200 || !isRdf(type)) return undefined;
      // The document speaks of itself by the address that was asked for, wherever it was redirected.
      return await this.#parsed(answer.body, type, url);
    } catch (error) {
      if (error instanceof EgressError) return undefined;
      throw error;
    }
  }

  async #parsed(body: Buffer, type: string, url: string): Promise<readonly Quad[] | undefined> {
    try {
      return (await this.#rdf.parse(body, type, url)).quads;
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }
}
