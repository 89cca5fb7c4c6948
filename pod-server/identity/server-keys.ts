/** The secrets of our own provider: the key that signs tokens, and the one that signs its cookies. */
import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { KeyValues } from '../storage/storage.ts';

const SPACE = 'keys';
const SIGNING_KEY = 'signing';
const COOKIE_SECRET = 'cookies';
const COOKIE_SECRET_BYTES = 64;
const ALGORITHM = 'ES256';

/**
 * Made when first asked for. Several processes that start at once agree: only one of them can write what was absent, and all read
 * what stands there then. The secrets lie in the storage and nowhere else.
 */
export class ServerKeys {
  readonly #keyValues: KeyValues;

  public constructor(keyValues: KeyValues) {
    this.#keyValues = keyValues;
  }

  /** Private JWK with `alg`, `kid` and `use`. */
  public async signingKey(): Promise<JWK> {
    return JSON.parse(await this.#agreed(SIGNING_KEY, newSigningKey)) as JWK;
  }

  public async publicKeys(): Promise<readonly JWK[]> {
    const { d: _private, ...publicKey } = await this.signingKey();
    return [publicKey];
  }

  public async cookieSecret(): Promise<string> {
    return this.#agreed(COOKIE_SECRET, async () =>
      randomBytes(COOKIE_SECRET_BYTES).toString('hex'),
    );
  }

  async #agreed(name: string, make: () => Promise<string>): Promise<string> {
    const known = await this.#keyValues.get(SPACE, name);
    if (known !== undefined) return known.value;
    const made = await make();
    if (await this.#keyValues.set(SPACE, name, made, { ifVersion: null })) return made;
    const other = await this.#keyValues.get(SPACE, name);
    if (other === undefined) throw new Error(`The secret "${name}" was written and is gone.`);
    return other.value;
  }
}

async function newSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(key);
  return JSON.stringify({ ...key, alg: ALGORITHM, kid, use: 'sig' });
}
