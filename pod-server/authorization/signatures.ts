import { constants, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';

interface Algorithm {
  /** Undefined: the key's own. */
  readonly digest: string | undefined;
  readonly keyType: readonly string[];
  readonly curve?: string;
  readonly options?: Omit<VerifyKeyObjectInput, 'key'>;
}

const ecdsa = (digest: string, curve: string): Algorithm => ({
  digest,
  keyType: ['ec'],
  curve,
  options: { dsaEncoding: 'ieee-p1363' },
});
const pss = (digest: string): Algorithm => ({
  digest,
  keyType: ['rsa'],
  options: {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  },
});

/** The allow-list (RFC 9449, §4.3: asymmetric, never "none"). What is not here does not exist for us. */
const algorithms: ReadonlyMap<string, Algorithm> = new Map([
  ['ES256', ecdsa('sha256', 'prime256v1')],
  ['ES384', ecdsa('sha384', 'secp384r1')],
  ['ES512', ecdsa('sha512', 'secp521r1')],
  ['RS256', { digest: 'sha256', keyType: ['rsa'] }],
  ['RS384', { digest: 'sha384', keyType: ['rsa'] }],
  ['RS512', { digest: 'sha512', keyType: ['rsa'] }],
  ['PS256', pss('sha256')],
  ['PS384', pss('sha384')],
  ['PS512', pss('sha512')],
  ['EdDSA', { digest: undefined, keyType: ['ed25519', 'ed448'] }],
]);

export const ALGORITHM_NAMES: readonly string[] = [...algorithms.keys()];

const RSA_BITS_MIN = 2_048;
/** Beyond these a check costs so much that a stranger's key could keep a core busy. */
const RSA_BITS_MAX = 8_192;
const RSA_EXPONENT_MAX = 4_294_967_296n;

export function isAllowedAlgorithm(name: unknown): name is string {
  return typeof name === 'string' && algorithms.has(name);
}

/** Whether a key may be used with an algorithm: of its kind, on its curve, neither too weak nor too costly. */
export function keyFits(algorithm: string, key: KeyObject): boolean {
  const wanted = algorithms.get(algorithm);
  const type = key.asymmetricKeyType;
  if (wanted === undefined || type === undefined || !wanted.keyType.includes(type)) return false;
  const { namedCurve, modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
  if (type === 'ec') return namedCurve === wanted.curve;
  if (type !== 'rsa') return true;
  if (modulusLength === undefined || publicExponent === undefined) return false;
  const strong = modulusLength >= RSA_BITS_MIN && modulusLength <= RSA_BITS_MAX;
  return strong && publicExponent <= RSA_EXPONENT_MAX;
}

/** On the crypto thread pool, so that the event loop goes on meanwhile. */
export function isSignedBy(
  key: KeyObject,
  algorithm: string,
  { signed, signature }: { readonly signed: Buffer; readonly signature: Buffer },
): Promise<boolean> {
  const { digest, options } = algorithms.get(algorithm) ?? {};
  return new Promise((resolve) => {
    verify(digest, signed, { ...options, key }, signature, (error, valid) =>
      resolve(error === null && valid),
    );
  });
}
