import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Egress, EgressError } from '../egress/egress.ts';
import { asObject, type Json } from './jwt.ts';
import { keyFits } from './signatures.ts';

const ISSUERS_MAX = 1_000;
const KEYS_PER_ISSUER_MAX = 50;
const FRESH_MILLISECONDS = 600_000;
/** Keys of an issuer that is down are believed for so long. */
const STALE_MILLISECONDS = 3_600_000;
/** An unknown key, or an issuer that failed, is looked for again at most this often. */
const RETRY_MILLISECONDS = 10_000;
const DOCUMENT_BYTES_MAX = 262_144;

interface IssuerKey {
  readonly id: string | undefined;
  readonly algorithm: string | undefined;
  readonly key: KeyObject;
}

interface KeySet {
  readonly keys: readonly IssuerKey[];
  readonly read: number;
}

export interface Issuers {
  /** Our own, as it stands in tokens. */
  readonly own: string;
  /** Without a request: the public keys of our own issuer. */
  readonly ownKeys: () => Promise<readonly JsonWebKey[]>;
  /** The issuers of a WebID that is our own, when they are known without reading its document. */
  readonly ownIssuersOf?: (webId: string) => Promise<readonly string[] | undefined>;
  /** Which others are believed; left out: any that a WebID document names. */
  readonly allowed?: readonly string[];
}

/** The signing keys of issuers (OpenID Connect Discovery 1.0), remembered; one look-up at a time for each. */
export class IssuerKeys {
  readonly #issuers: Issuers;
  readonly #egress: Egress;
  readonly #now: () => number;
  readonly #sets = new LRUCache<string, KeySet>({ max: ISSUERS_MAX });
  readonly #failed = new LRUCache<string, true>({ max: ISSUERS_MAX, ttl: RETRY_MILLISECONDS });
  readonly #reading = new Map<string, Promise<KeySet | undefined>>();

  public constructor(args: {
    readonly issuers: Issuers;
    readonly egress: Egress;
    readonly now: () => number;
  }) {
    this.#issuers = args.issuers;
    this.#now = args.now;
    this.#egress = args.egress;
  }

  public isAllowed(issuer: string): boolean {
    const { own, allowed } = this.#issuers;
    return (
      allowed === undefined ||
      isSameIssuer(issuer, own) ||
      allowed.some((other) => isSameIssuer(issuer, other))
    );
  }

  /** The keys that may have made a signature; none: no such key; undefined: the issuer cannot be asked. */
  public async keysFor(args: {
    readonly issuer: string;
    readonly keyId: string | undefined;
    readonly algorithm: string;
  }): Promise<readonly KeyObject[] | undefined> {
    const name = withoutSlash(args.issuer);
    const known = this.#sets.get(name);
    const age = known === undefined ? Infinity : this.#now() - known.read;
    const fitting = known === undefined ? [] : fittingKeys(known, args);
    if (fitting.length > 0 && age < FRESH_MILLISECONDS) return fitting;
    if (known !== undefined && age < RETRY_MILLISECONDS) return fitting;
    const fresh = await this.#read(name);
    if (fresh !== undefined) return fittingKeys(fresh, args);
    return fitting.length > 0 && age < STALE_MILLISECONDS ? fitting : undefined;
  }

  #read(name: string): Promise<KeySet | undefined> {
    if (this.#failed.has(name)) return Promise.resolve(undefined);
    const underWay = this.#reading.get(name);
    if (underWay !== undefined) return underWay;
    const reading = this.#fetched(name).finally(() => this.#reading.delete(name));
    this.#reading.set(name, reading);
    return reading;
  }

  async #fetched(name: string): Promise<KeySet | undefined> {
    const isOwn = isSameIssuer(name, this.#issuers.own);
    const jwks = isOwn ? await this.#issuers.ownKeys() : await this.#foreignKeys(name);
    if (jwks === undefined) {
      this.#failed.set(name, true);
      return undefined;
    }
    const keys = jwks.slice(0, KEYS_PER_ISSUER_MAX).flatMap(imported);
    const set = { keys, read: this.#now() };
    this.#sets.set(name, set);
    return set;
  }

  async #foreignKeys(name: string): Promise<readonly unknown[] | undefined> {
    const description = await this.#json(`${name}/.well-known/openid-configuration`);
    const { issuer, jwks_uri: address } = description ?? {};
    if (typeof issuer !== 'string' || !isSameIssuer(issuer, name)) return undefined;
    if (typeof address !== 'string') return undefined;
    const keys = (await this.#json(address))?.keys;
    return Array.isArray(keys) ? keys : undefined;
  }

  async #json(url: string): Promise<Json | undefined> {
    try {
      const { status, body } = await this.#egress.fetch(url, {
        accept: 'application/json',
        bytesMax: DOCUMENT_BYTES_MAX,
      });
      return status === 200 ? asObject(JSON.parse(body.toString('utf8'))) : undefined;
    } catch (error) {
      if (error instanceof EgressError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

/** A final slash makes no other issuer: both spellings are common for one. */
export function isSameIssuer(one: string, other: string): boolean {
  return withoutSlash(one) === withoutSlash(other);
}

function withoutSlash(issuer: string): string {
  return issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
}

function fittingKeys(
  { keys }: KeySet,
  { keyId, algorithm }: { readonly keyId: string | undefined; readonly algorithm: string },
): KeyObject[] {
  return keys
    .filter((key) => keyId === undefined || key.id === undefined || key.id === keyId)
    .filter((key) => key.algorithm === undefined || key.algorithm === algorithm)
    .filter((key) => keyFits(algorithm, key.key))
    .map(({ key }) => key);
}

/** Nothing for what is no public signing key: such an entry is passed over, the others count. */
function imported(entry: unknown): IssuerKey[] {
  const jwk = asObject(entry);
  if (jwk === undefined || (jwk.use !== undefined && jwk.use !== 'sig')) return [];
  const { kid, alg } = jwk;
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return [
      {
        id: typeof kid === 'string' ? kid : undefined,
        algorithm: typeof alg === 'string' ? alg : undefined,
        key,
      },
    ];
  } catch {
    return [];
  }
}
