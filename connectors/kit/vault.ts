import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** A value that only the holder of the key can read, and only under the connection that it was sealed for. */
export type Sealed = string & { readonly sealed: unique symbol };

/** A sealed value that does not open. The message names no value. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** Seals what partners entrusted to us; the key comes from the environment and is never stored. */
export interface Vault {
  seal(connectionId: string, value: unknown): Sealed;
  open(connectionId: string, sealed: Sealed): unknown;
  /** A name for a connection from which nobody without the key can tell whose it is. */
  nameFor(identity: string): string;
}

/** @example createVault(randomBytes(32)) */
export function createVault(key: Uint8Array): Vault {
  if (key.length !== KEY_BYTES) {
    throw new VaultError(
      `The vault needs a key of ${KEY_BYTES} bytes; this one has ${key.length}.`,
    );
  }
  // Each connection has its own key: a nonce can then never meet itself across connections.
  const keyFor = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', key, 'traboule connector vault', purpose, KEY_BYTES));

  return {
    seal: (connectionId, value) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyFor(`access of ${connectionId}`), nonce);
      cipher.setAAD(Buffer.from(connectionId));
      const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      const bytes = Buffer.concat([nonce, cipher.getAuthTag(), body]);
      return `${VERSION}.${bytes.toString('base64url')}` as Sealed;
    },
    open: (connectionId, sealed) => {
      const [version, text = ''] = sealed.split('.');
      const bytes = Buffer.from(text, 'base64url');
      if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) {
        throw new VaultError('A sealed access is damaged: it is not in a form that we wrote.');
      }
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', keyFor(`access of ${connectionId}`), nonce);
      decipher.setAAD(Buffer.from(connectionId));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return JSON.parse(unlocked(decipher, bytes.subarray(NONCE_BYTES + TAG_BYTES)));
    },
    nameFor: (identity) =>
      createHmac('sha256', keyFor('names of connections')).update(identity).digest('hex'),
  };
}

function unlocked(decipher: ReturnType<typeof createDecipheriv>, body: Uint8Array): string {
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new VaultError(
      'A sealed access does not open: it was sealed with another CONNECTOR_KEY, or its file was changed.',
      { cause },
    );
  }
}
