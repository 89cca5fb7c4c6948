import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Egress } from '../egress/egress.ts';
import { Problem } from '../http/problem.ts';
import { authorizationWords } from '../http/words/authorization.ts';
import { type Storage, StorageError } from '../storage/storage.ts';
import { type Claims, readClaims } from './access-token.ts';
import { solidOidcIssuer } from './acl-terms.ts';
import { CLOCK_SKEW_SECONDS, PROOF_SECONDS_MAX, type Proof, ProofReader } from './dpop-proof.ts';
import { IssuerKeys, type Issuers, isSameIssuer } from './issuer-keys.ts';
import { parseJwt } from './jwt.ts';
import type { LinkedDocuments } from './linked-documents.ts';
import type { Credentials } from './modes.ts';
import { ALGORITHM_NAMES, isSignedBy } from './signatures.ts';

const TOKEN_BYTES_MAX = 8_192;
const PROOF_BYTES_MAX = 8_192;
const TOKENS_MAX = 20_000;
/** A token that lives longer is looked at anew after this. */
const TOKEN_MILLISECONDS_MAX = 3_600_000;
/** Issuer and WebID document together; who waits longer is told that the issuer does not answer. */
const STRANGERS_MILLISECONDS_MAX = 4_500;
const NOBODY: Credentials = {};

type Code = keyof (typeof authorizationWords)['en'];

interface Believed {
  /** SHA-256, base64url. */
  readonly tokenHash: string;
  readonly credentials: Credentials;
  /** The key that the token is bound to; undefined for a Bearer token. */
  readonly thumbprint: string | undefined;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export interface AuthenticatedRequest {
  readonly method: string;
  /** Canonical and absolute, from the configured address: never from a header. */
  readonly url: string;
  readonly authorization?: string | undefined;
  /** The DPoP header; two of them, which node joins by a comma, are refused. */
  readonly dpop?: string | undefined;
}

/**
 * Who asks: Solid-OIDC 0.1.0 with DPoP (RFC 9449). The order of the checks keeps strangers from making us work, or ask around, for
 * nothing: shape, algorithms, the proof with its signature, the token's claims, the issuer's name, its keys, the WebID document,
 * and last of all whether the proof was used before, so that only holders of a good token fill the memory for that.
 */
export class Authenticator {
  /** For the WWW-Authenticate header of a 401 to somebody who sent no token (Solid-OIDC, §9.1). */
  readonly challenge: string;
  readonly #storage: Pick<Storage, 'claimOnce'>;
  readonly #documents: LinkedDocuments;
  readonly #issuers: Issuers;
  readonly #keys: IssuerKeys;
  readonly #bearer: boolean;
  readonly #isTokenNamed: boolean;
  readonly #now: () => number;
  readonly #proofs = new ProofReader();
  /** By the token. */
  readonly #believed = new LRUCache<string, Believed>({ max: TOKENS_MAX });
  readonly #asking = new Map<string, Promise<Believed>>();

  public constructor(args: {
    readonly storage: Pick<Storage, 'claimOnce'>;
    readonly documents: LinkedDocuments;
    readonly egress: Egress;
    readonly issuers: Issuers;
    /** Where people reach the server. */
    readonly baseUrl: string;
    /** Whether tokens that are bound to no key are taken at all; whoever steals one can use it. */
    readonly bearer?: boolean;
    /** Whether every proof must name its token (`ath`), which many clients do not do yet. */
    readonly strictProofs?: boolean;
    /** Milliseconds since 1970. */
    readonly now?: () => number;
  }) {
    this.#storage = args.storage;
    this.#documents = args.documents;
    this.#issuers = args.issuers;
    this.#bearer = args.bearer ?? false;
    this.#isTokenNamed = args.strictProofs ?? false;
    this.#now = args.now ?? Date.now;
    const { issuers, egress } = args;
    this.#keys = new IssuerKeys({ issuers, egress, now: this.#now });
    const common = `realm="${args.baseUrl}", as_uri="${args.issuers.own}"`;
    this.challenge = `DPoP ${common}, algs="${ALGORITHM_NAMES.join(' ')}"`;
    if (this.#bearer) this.challenge += `, Bearer ${common}`;
  }

  /**
   * Nobody in particular without an Authorization header. Throws Problem 401 with WWW-Authenticate for any token that is not
   * perfect (its code says what is wrong), Problem 503 when used proofs can no longer be remembered.
   */
  public async authenticate(request: AuthenticatedRequest): Promise<Credentials> {
    const { authorization } = request;
    if (authorization === undefined) return NOBODY;
    const space = authorization.indexOf(' ');
    const scheme = authorization.slice(0, space);
    const token = authorization.slice(space + 1);
    if (token.length > TOKEN_BYTES_MAX) throw this.#refusal('authorization-too-long');
    if (scheme === 'DPoP' || scheme.toLowerCase() === 'dpop')
      return this.#authenticateBound(request, token);
    if (this.#bearer && scheme.toLowerCase() === 'bearer')
      return (await this.#believe(token, undefined)).credentials;
    throw this.#refusal('authorization-scheme');
  }

  async #authenticateBound(request: AuthenticatedRequest, token: string): Promise<Credentials> {
    const { method, url, dpop } = request;
    if (dpop === undefined || dpop.includes(',')) throw this.#refusal('proof-missing');
    if (dpop.length > PROOF_BYTES_MAX) throw this.#refusal('authorization-too-long');
    const known = this.#believed.get(token)?.tokenHash;
    const nowSeconds = this.#now() / 1_000;
    const proof = await this.#proofs.check(dpop, {
      method,
      url,
      tokenHash: known ?? hashOf(token),
      nowSeconds,
      isTokenNamed: this.#isTokenNamed,
    });
    if (typeof proof === 'string') throw this.#refusal(proof);
    const { credentials } = await this.#believe(token, proof.thumbprint);
    await this.#claim(proof);
    return credentials;
  }

  /** One of several uses of a proof at the same time wins, whichever process each reaches. */
  async #claim({ thumbprint, jti, iat }: Proof): Promise<void> {
    // Another process's clock may be behind ours by the skew.
    const expires = (iat + PROOF_SECONDS_MAX + CLOCK_SKEW_SECONDS) * 1_000;
    try {
      if (await this.#storage.claimOnce(`${thumbprint}.${jti}`, expires)) return;
    } catch (error) {
      if (error instanceof StorageError && error.code === 'BUSY')
        throw new Problem(503, 'proofs-too-many', {}, { 'retry-after': '5' });
      throw error;
    }
    throw this.#refusal('proof-used');
  }

  async #believe(token: string, thumbprint: string | undefined): Promise<Believed> {
    const known = this.#believed.get(token);
    if (known !== undefined && known.expires > this.#now()) {
      if (known.thumbprint !== thumbprint) throw this.#refusal('token-other-key');
      return known;
    }
    const jwt = parseJwt(token);
    if (jwt === undefined) throw this.#refusal('token-malformed');
    const claims = readClaims(jwt, thumbprint, this.#now() / 1_000);
    if (typeof claims === 'string') throw this.#refusal(claims);
    if (!this.#keys.isAllowed(claims.issuer)) throw this.#refusal('token-issuer');
    const asking = this.#asking.get(token) ?? this.#ask({ jwt, token, thumbprint, claims });
    return this.#inTime(asking);
  }

  #ask(args: {
    readonly jwt: { readonly signed: Buffer; readonly signature: Buffer };
    readonly token: string;
    readonly thumbprint: string | undefined;
    readonly claims: Claims;
  }): Promise<Believed> {
    const { jwt, token, thumbprint, claims } = args;
    const asking = this.#askStrangers(jwt, claims)
      .then(() => {
        const longest = this.#now() + TOKEN_MILLISECONDS_MAX;
        const believed = {
          tokenHash: hashOf(token),
          credentials: { agent: claims.webId, client: claims.client, issuer: claims.issuer },
          thumbprint,
          expires: Math.min(claims.expires * 1_000, longest),
        };
        this.#believed.set(token, believed);
        return believed;
      })
      .finally(() => this.#asking.delete(token));
    this.#asking.set(token, asking);
    return asking;
  }

  async #askStrangers(
    jwt: { readonly signed: Buffer; readonly signature: Buffer },
    claims: Claims,
  ): Promise<void> {
    const { issuer, webId, algorithm } = claims;
    const keys = await this.#keys.keysFor(claims);
    if (keys === undefined) throw this.#refusal('issuer-unreachable');
    let signed = false;
    for (const key of keys) signed ||= await isSignedBy(key, algorithm, jwt);
    if (!signed) throw this.#refusal('token-signature');
    const issuers =
      (await this.#issuers.ownIssuersOf?.(webId)) ??
      (await this.#documents.objectsOf(webId, solidOidcIssuer));
    if (issuers === undefined) throw this.#refusal('webid-unreachable');
    if (!issuers.some((named) => isSameIssuer(named, issuer))) throw this.#refusal('webid-issuer');
  }

  /** What comes later than this is still remembered for the next request. */
  async #inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(this.#refusal('issuer-unreachable')),
        STRANGERS_MILLISECONDS_MAX,
      );
    });
    try {
      return await Promise.race([answer, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** RFC 9449, §7.1. */
  #refusal(code: Code): Problem {
    const error = code.startsWith('proof') ? 'invalid_dpop_proof' : 'invalid_token';
    const description = authorizationWords.en[code];
    const value = `${this.challenge}, error="${error}", error_description="${description}"`;
    return new Problem(401, code, {}, { 'www-authenticate': value });
  }
}

function hashOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
