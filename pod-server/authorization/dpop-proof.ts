import { createPublicKey, hash, type JsonWebKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { asObject, type Json, type Jwt, parseJwt } from './jwt.ts';
import { isAllowedAlgorithm, isSignedBy, keyFits } from './signatures.ts';

/** A proof is accepted for so long after it was made; replays are known for that time. */
export const PROOF_SECONDS_MAX = 60;
/** How far ahead of ours a client's clock may be. */
export const CLOCK_SKEW_SECONDS = 5;
const PROOF_KEYS_MAX = 20_000;
const JTI_LENGTH_MAX = 256;

export type ProofFault =
  | 'proof-malformed'
  | 'proof-algorithm'
  | 'proof-key'
  | 'proof-signature'
  | 'proof-method'
  | 'proof-url'
  | 'proof-time'
  | 'proof-token';

export interface Proof {
  /** Of the key that made it (RFC 7638, SHA-256). */
  readonly thumbprint: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

export interface ProofContext {
  readonly method: string;
  /** Canonical and absolute. */
  readonly url: string;
  /** Of the access token: SHA-256, base64url. */
  readonly tokenHash: string;
  readonly nowSeconds: number;
  /**
   * Whether a proof must name the token (`ath`; RFC 9449, §4.2). A proof that names another one is refused always. Solid-OIDC 0.1.0
   * is older than the claim, and @inrupt/solid-client-authn 4 and 5, which most Solid apps sign in with, leave it out.
   */
  readonly isTokenNamed: boolean;
}

interface ProofKey {
  readonly algorithm: string;
  readonly key: KeyObject;
  readonly thumbprint: string;
}

/** Checks DPoP proofs (RFC 9449, §4.3), all but whether they were used before. */
export class ProofReader {
  /** By the header as text: a client's header never changes as long as its key does not. */
  readonly #keys = new LRUCache<string, ProofKey>({ max: PROOF_KEYS_MAX });

  /** What the proof says, or what is wrong with it; cheap checks come before the signature. */
  public async check(proof: string, context: ProofContext): Promise<Proof | ProofFault> {
    const jwt = parseJwt(proof);
    if (jwt === undefined) return 'proof-malformed';
    const key = this.#keys.get(jwt.headerText) ?? this.#keyOf(jwt);
    if (typeof key === 'string') return key;
    const { jti, iat } = jwt.payload;
    const fault = faultOf(jwt.payload, context);
    if (fault !== undefined) return fault;
    if (!(await isSignedBy(key.key, key.algorithm, jwt))) return 'proof-signature';
    return { thumbprint: key.thumbprint, jti: jti as string, iat: iat as number };
  }

  #keyOf(jwt: Jwt): ProofKey | ProofFault {
    const header = jwt.header();
    if (header === undefined) return 'proof-malformed';
    if (header.typ !== 'dpop+jwt' || header.crit !== undefined) return 'proof-malformed';
    const algorithm = header.alg;
    if (!isAllowedAlgorithm(algorithm)) return 'proof-algorithm';
    const jwk = asObject(header.jwk);
    const canonical = jwk && canonicalKey(jwk);
    if (canonical === undefined) return 'proof-key';
    const key = importedKey(canonical);
    if (key === undefined || !keyFits(algorithm, key)) return 'proof-key';
    const thumbprint = hash('sha256', JSON.stringify(canonical), 'base64url');
    const proofKey = { algorithm, key, thumbprint };
    this.#keys.set(jwt.headerText, proofKey);
    return proofKey;
  }
}

function faultOf(payload: Json, context: ProofContext): ProofFault | undefined {
  const { htm, htu, iat, jti, ath } = payload;
  if (typeof jti !== 'string' || jti === '' || jti.length > JTI_LENGTH_MAX)
    return 'proof-malformed';
  if (typeof htu !== 'string' || typeof iat !== 'number') return 'proof-malformed';
  if (htm !== context.method) return 'proof-method';
  if (htu !== context.url && !isSameUrl(htu, context.url)) return 'proof-url';
  const age = context.nowSeconds - iat;
  if (!(age <= PROOF_SECONDS_MAX && age >= -CLOCK_SKEW_SECONDS)) return 'proof-time';
  if (ath === undefined && !context.isTokenNamed) return undefined;
  return ath === context.tokenHash ? undefined : 'proof-token';
}

/** The members that a thumbprint counts, in its order (RFC 7638, §3.2); undefined for a private or symmetric key. */
function canonicalKey(jwk: Json): JsonWebKey | undefined {
  const isPrivate = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].some((name) => name in jwk);
  if (isPrivate) return undefined;
  const { kty, crv, x, y, e, n } = jwk;
  const members =
    kty === 'EC' ? { crv, kty, x, y } : kty === 'RSA' ? { e, kty, n } : { crv, kty, x };
  const complete = Object.values(members).every((value) => typeof value === 'string');
  return complete ? (members as JsonWebKey) : undefined;
}

function importedKey(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Query and fragment do not count, spelling does not either (RFC 9449, §4.3: after syntax-based normalization). */
function isSameUrl(htu: string, url: string): boolean {
  if (!URL.canParse(htu) || !URL.canParse(url)) return false;
  const [proven, asked] = [new URL(htu), new URL(url)];
  return proven.origin === asked.origin && spelled(proven.pathname) === spelled(asked.pathname);
}

/** One spelling for each path; an encoded slash separates nothing and so stays encoded. */
function spelled(pathname: string): string {
  try {
    return decodeURIComponent(pathname.replace(/%2f/gi, '%252F')).normalize('NFC');
  } catch {
    return pathname;
  }
}
