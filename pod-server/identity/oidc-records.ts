import type { AdapterFactory } from '@solid/community-server';
import { type KeyValues, StorageError } from '../storage/storage.ts';
import { hashOf } from './key-value-space.ts';

const SPACE = 'oidc';
const PAGE = 100;
const RACES_MAX = 20;

type Adapter = ReturnType<AdapterFactory['createStorageAdapter']>;
type Payload = Parameters<Adapter['upsert']>[1];

/** What the provider shows to the client as RFC 6749, §5.2 wants: it knows such errors by their fields. */
class OidcError extends Error {
  override readonly name = 'OidcError';
  readonly expose = true;
  readonly error: string;
  readonly statusCode: number;
  readonly status: number;

  public constructor(code: string, status: number, options?: ErrorOptions) {
    super(code, options);
    this.error = code;
    this.statusCode = status;
    this.status = status;
  }
}

/** A code or refresh token that was used already. */
const spent = (): OidcError => new OidcError('invalid_grant', 400);

/**
 * What the OpenID provider remembers: sessions, codes, tokens, registered clients. Each expires by the storage's index, also after
 * it was used; of two uses at the same moment one is refused; and what belongs to a grant is listed by entries of their own, so that
 * revoking it misses nothing.
 */
export class OidcRecords implements AdapterFactory {
  readonly #keyValues: KeyValues;

  public constructor(keyValues: KeyValues) {
    this.#keyValues = keyValues;
  }

  public createStorageAdapter(name: string): Adapter {
    return new OidcAdapter(this.#keyValues, name);
  }
}

/** A storage that is out of reach is the provider's "try again", not its fault. */
function sayingWhen(keyValues: KeyValues): Pick<KeyValues, 'get' | 'set' | 'delete' | 'list'> {
  return {
    get: (space, key) => keyValues.get(space, key).catch(tryAgain),
    set: (space, key, value, options) => keyValues.set(space, key, value, options).catch(tryAgain),
    delete: (space, key) => keyValues.delete(space, key).catch(tryAgain),
    list: (space, page) => keyValues.list(space, page).catch(tryAgain),
  };
}

function tryAgain(cause: unknown): never {
  if (!(cause instanceof StorageError) || cause.code === 'CORRUPT') throw cause;
  throw new OidcError('temporarily_unavailable', 503, { cause });
}

interface Stored {
  readonly payload: Payload;
  /** Milliseconds since 1970. */
  readonly expires?: number;
}

class OidcAdapter implements Adapter {
  readonly #keyValues: ReturnType<typeof sayingWhen>;
  readonly #name: string;

  public constructor(keyValues: KeyValues, name: string) {
    this.#keyValues = sayingWhen(keyValues);
    this.#name = name;
  }

  public async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
    // Despite its type the provider leaves the time out for what does not expire.
    const expires = expiresIn ? Date.now() + expiresIn * 1_000 : undefined;
    const options = expires === undefined ? {} : { expires };
    const key = this.#keyOf(id);
    const value = JSON.stringify({ payload, ...options } satisfies Stored);
    const pointers = [
      ...(payload.grantId ? [`grant/${hashOf(payload.grantId)}/${hashOf(key)}`] : []),
      ...(payload.userCode ? [`user-code/${hashOf(payload.userCode)}`] : []),
      ...(payload.uid ? [`uid/${this.#name}/${hashOf(payload.uid)}`] : []),
    ];
    await Promise.all(
      pointers.map((pointer) =>
        this.#keyValues.set(SPACE, pointer, pointer.startsWith('grant/') ? key : id, options),
      ),
    );
    await this.#keyValues.set(SPACE, key, value, options);
  }

  public async find(id: string): Promise<Payload | undefined> {
    const found = await this.#keyValues.get(SPACE, this.#keyOf(id));
    return found === undefined ? undefined : (JSON.parse(found.value) as Stored).payload;
  }

  public findByUserCode(userCode: string): Promise<Payload | undefined> {
    return this.#findThrough(`user-code/${hashOf(userCode)}`);
  }

  public findByUid(uid: string): Promise<Payload | undefined> {
    return this.#findThrough(`uid/${this.#name}/${hashOf(uid)}`);
  }

  /** Marks a code or token as used; throws when somebody else did so at the same moment. */
  public async consume(id: string): Promise<void> {
    const key = this.#keyOf(id);
    for (let race = 0; race < RACES_MAX; race += 1) {
      const found = await this.#keyValues.get(SPACE, key);
      if (found === undefined) return;
      const { payload, expires } = JSON.parse(found.value) as Stored;
      if (payload.consumed) throw spent();
      const consumed = { ...payload, consumed: Math.floor(Date.now() / 1_000) };
      const options = expires === undefined ? {} : { expires };
      const value = JSON.stringify({ payload: consumed, ...options } satisfies Stored);
      const written = { ...options, ifVersion: found.version };
      if (await this.#keyValues.set(SPACE, key, value, written)) return;
    }
    throw spent();
  }

  public async destroy(id: string): Promise<void> {
    await this.#keyValues.delete(SPACE, this.#keyOf(id));
  }

  public async revokeByGrantId(grantId: string): Promise<void> {
    const prefix = `grant/${hashOf(grantId)}/`;
    for (;;) {
      const page = await this.#keyValues.list(SPACE, { after: prefix, limit: PAGE });
      const ours = page.filter(({ key }) => key.startsWith(prefix));
      if (ours.length === 0) return;
      // The token first: should this be cut off, the entry still says what is left to revoke.
      await Promise.all(ours.map(({ value }) => this.#keyValues.delete(SPACE, value)));
      await Promise.all(ours.map(({ key }) => this.#keyValues.delete(SPACE, key)));
    }
  }

  async #findThrough(pointer: string): Promise<Payload | undefined> {
    const found = await this.#keyValues.get(SPACE, pointer);
    return found === undefined ? undefined : this.find(found.value);
  }

  #keyOf(id: string): string {
    return `${this.#name}/${hashOf(id)}`;
  }
}
