import { asObject, type Json, type Jwt } from './jwt.ts';
import { isAllowedAlgorithm } from './signatures.ts';

const CLOCK_SKEW_SECONDS = 5;

export type TokenFault =
  | 'token-malformed'
  | 'token-algorithm'
  | 'token-unbound'
  | 'token-other-key'
  | 'token-audience'
  | 'token-expired'
  | 'token-time'
  | 'token-webid'
  | 'token-client';

/** What a Solid-OIDC token claims, complete and well-formed, but not yet believed. */
export interface Claims {
  readonly issuer: string;
  readonly webId: string;
  readonly client: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly keyId: string | undefined;
  readonly algorithm: string;
}

/**
 * Reads the claims (Solid-OIDC 0.1.0, §8.1; RFC 9449, §6) without asking anybody. `thumbprint` is that of the proof's key;
 * undefined for a Bearer token, which then must not be bound to a key: dropping the proof must not weaken a token.
 */
export function readClaims(
  jwt: Jwt,
  thumbprint: string | undefined,
  nowSeconds: number,
): Claims | TokenFault {
  const { payload } = jwt;
  const header = jwt.header();
  if (header === undefined) return 'token-malformed';
  const { alg, kid, typ, crit } = header;
  if (!isAllowedAlgorithm(alg)) return 'token-algorithm';
  if (typ === 'dpop+jwt' || crit !== undefined) return 'token-malformed';
  if (kid !== undefined && typeof kid !== 'string') return 'token-malformed';
  const fault = bindingFaultOf(payload, thumbprint) ?? timeFaultOf(payload, nowSeconds);
  if (fault !== undefined) return fault;
  const { iss: issuer, webid: webId, azp, client_id: client = azp, exp: expires } = payload;
  if (!isWebAddress(issuer)) return 'token-malformed';
  if (!isWebAddress(webId)) return 'token-webid';
  if (typeof client !== 'string' || client === '') return 'token-client';
  return { issuer, webId, client, expires: expires as number, keyId: kid, algorithm: alg };
}

function bindingFaultOf(
  { aud, cnf }: Json,
  thumbprint: string | undefined,
): TokenFault | undefined {
  const bound = asObject(cnf)?.jkt;
  if (typeof bound !== 'string' && thumbprint !== undefined) return 'token-unbound';
  if (bound !== thumbprint) return 'token-other-key';
  const forSolid = aud === 'solid' || (Array.isArray(aud) && aud.includes('solid'));
  return forSolid ? undefined : 'token-audience';
}

function timeFaultOf(payload: Json, nowSeconds: number): TokenFault | undefined {
  const { exp, iat, nbf } = payload;
  if (typeof exp !== 'number' || typeof iat !== 'number') return 'token-malformed';
  if (nbf !== undefined && typeof nbf !== 'number') return 'token-malformed';
  if (!(nowSeconds < exp)) return 'token-expired';
  const valid = Math.max(iat, nbf ?? iat);
  return valid <= nowSeconds + CLOCK_SKEW_SECONDS ? undefined : 'token-time';
}

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}
