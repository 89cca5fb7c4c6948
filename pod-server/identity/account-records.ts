import { randomBytes, randomUUID } from 'node:crypto';
import {
  BadRequestHttpError,
  HttpError,
  InternalServerError,
  NotFoundHttpError,
} from '@solid/community-server';
import { type KeyValues, StorageError } from '../storage/storage.ts';
import { AccountIndex } from './account-index.ts';

const SPACE = 'accounts';
const ACCOUNT = 'account';
/** Ids of parts start with the id of their account, so that finding one needs no index. */
const ID_SEPARATOR = '.';
const PART_ID_BYTES = 12;
/** How often a writer tries again when another one was faster. */
const RACES_MAX = 100;
/** How long an account without a way to sign in is kept. */
const UNUSED_MILLISECONDS_MAX = 30 * 60_000;
const PAGE = 100;
/** Of these only one may exist on the whole server. */
const UNIQUE: Readonly<Record<string, string>> = { password: 'email' };

type Fields = Readonly<Record<string, unknown>>;
export type Part = Fields & { readonly id: string };

export interface NewPart {
  readonly type: string;
  readonly id: string;
  readonly fields: Fields;
}

/** All that is known of one account, in one value: it changes as a whole or not at all. */
interface AccountRecord {
  readonly fields: Fields;
  readonly parts: Readonly<Record<string, Readonly<Record<string, Fields>>>>;
  /** Milliseconds since 1970; gone with the first way to sign in. */
  readonly expires?: number;
}

interface PartType {
  /** The field that names the part's parent, and the parent's type. */
  readonly parentKey: string;
  readonly parentType: string;
  readonly isLogin: boolean;
  readonly indexed: Set<string>;
}

/**
 * What the chassis keeps of accounts: logins, pods and their owners, WebIDs, keys of programs. Each change reads the account's one
 * value and writes it if nobody else did meanwhile, else begins anew; so several processes never lose each other's changes, and an
 * account never loses its last way to sign in. Implements AccountLoginStorage of @solid/community-server.
 */
export class AccountRecords {
  readonly #keyValues: KeyValues;
  readonly #index: AccountIndex;
  readonly #types = new Map<string, PartType>();

  public constructor(keyValues: KeyValues) {
    this.#keyValues = keyValues;
    this.#index = new AccountIndex(keyValues);
  }

  public async defineType(type: string, description: Fields, isLogin: boolean): Promise<void> {
    if (type === ACCOUNT) return;
    const parent = Object.entries(description).find(([, kind]) => String(kind).startsWith('id:'));
    if (parent === undefined) throw new InternalServerError(`"${type}" belongs to no account.`);
    const [parentKey, kind] = parent;
    const parentType = String(kind).slice('id:'.length);
    this.#types.set(type, { parentKey, parentType, isLogin, indexed: new Set() });
  }

  public async createIndex(type: string, key: string): Promise<void> {
    const definition = this.#typeOf(type);
    // Whoever knows the parent knows the account.
    if (key !== definition.parentKey) definition.indexed.add(key);
  }

  public async create(type: string, fields: Fields): Promise<Part> {
    if (type === ACCOUNT) return this.#createAccount(fields);
    const accountId = accountOf(fields[this.#typeOf(type).parentKey]);
    const id = this.newPartId(accountId);
    await this.addParts(accountId, [{ type, id, fields }]);
    return { ...fields, id };
  }

  public newPartId(accountId: string): string {
    return `${accountId}${ID_SEPARATOR}${randomBytes(PART_ID_BYTES).toString('base64url')}`;
  }

  /** Adds several parts in one change. Throws 404 for an unknown account, 400 when it cannot be signed in to. */
  public async addParts(accountId: string, parts: readonly NewPart[]): Promise<void> {
    try {
      await Promise.all(parts.map((part) => this.#enter(accountId, part)));
      await this.#change(accountId, (record) => this.#withParts(record, parts));
    } catch (error) {
      // After a fault of the storage nobody knows whether the parts are there: then their entries must stay.
      if (HttpError.isInstance(error)) await this.#strikeAll(parts);
      throw error;
    }
  }

  public async has(type: string, id: string): Promise<boolean> {
    return (await this.get(type, id)) !== undefined;
  }

  public async get(type: string, id: string): Promise<Part | undefined> {
    const record = await this.#record(accountOf(id));
    const fields = type === ACCOUNT ? record?.fields : record?.parts[type]?.[id];
    return fields === undefined ? undefined : { ...fields, id };
  }

  public async find(type: string, query: Fields): Promise<Part[]> {
    const accounts = await this.#accountsFor(type, query);
    const records = await Promise.all(accounts.map((accountId) => this.#record(accountId)));
    return records
      .flatMap((record) => Object.entries(record?.parts[type] ?? {}))
      .map(([id, fields]) => ({ ...fields, id }))
      .filter((part: Part) => Object.entries(query).every(([key, value]) => part[key] === value));
  }

  public async findIds(type: string, query: Fields): Promise<string[]> {
    return (await this.find(type, query)).map(({ id }) => id);
  }

  public async set(type: string, part: Part): Promise<void> {
    const { id, ...fields } = part;
    await this.#replace(type, id, () => fields);
  }

  public async setField(type: string, id: string, key: string, value: unknown): Promise<void> {
    await this.#replace(type, id, (fields) => ({ ...fields, [key]: value }));
  }

  /** Deletes a part and what belongs to it; throws 400 for the last way to sign in. */
  public async delete(type: string, id: string): Promise<void> {
    const accountId = accountOf(id);
    if (type === ACCOUNT) return this.#deleteAccount(accountId);
    const before = await this.#change(accountId, (record) => this.#withoutPart(record, type, id));
    if (before !== undefined) await this.#strikeAll(this.#partsBelow(before, type, id));
  }

  public async *entries(type: string): AsyncIterableIterator<Part> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#keyValues.list(SPACE, {
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      for (const { key, value } of page) {
        const { fields, parts } = JSON.parse(value) as AccountRecord;
        if (type === ACCOUNT) yield { ...fields, id: key };
        for (const [id, part] of Object.entries(parts[type] ?? {})) yield { ...part, id };
      }
      after = page.at(-1)?.key;
      if (after === undefined) return;
    }
  }

  async #createAccount(fields: Fields): Promise<Part> {
    const id = randomUUID();
    const expires = Date.now() + UNUSED_MILLISECONDS_MAX;
    const record: AccountRecord = { fields, parts: {}, expires };
    await this.#keyValues.set(SPACE, id, JSON.stringify(record), { expires, ifVersion: null });
    return { ...fields, id };
  }

  async #deleteAccount(accountId: string): Promise<void> {
    const record = await this.#record(accountId);
    if (record === undefined) return;
    await this.#keyValues.delete(SPACE, accountId);
    await this.#strikeAll(allParts(record));
  }

  async #replace(type: string, id: string, change: (fields: Fields) => Fields): Promise<void> {
    const accountId = accountOf(id);
    if (type === ACCOUNT) {
      await this.#change(accountId, (record) => ({ ...record, fields: change(record.fields) }));
      return;
    }
    const indexed = [...this.#typeOf(type).indexed];
    await this.#change(accountId, (record) => {
      const fields = record.parts[type]?.[id];
      if (fields === undefined) throw new NotFoundHttpError();
      const changed = change(fields);
      if (indexed.some((key) => fields[key] !== changed[key]))
        throw new InternalServerError(`An indexed field of "${type}" is not to be changed.`);
      return withPart(record, { type, id, fields: changed });
    });
  }

  #withParts(record: AccountRecord, parts: readonly NewPart[]): AccountRecord {
    const bringsLogin = parts.some(({ type }) => this.#typeOf(type).isLogin);
    if (!bringsLogin && this.#loginsOf(record) === 0)
      throw new BadRequestHttpError('An account needs at least 1 login method.');
    const { expires: _expires, ...kept } = record;
    return parts.reduce<AccountRecord>(withPart, kept);
  }

  #withoutPart(record: AccountRecord, type: string, id: string): AccountRecord | undefined {
    const isLogin = this.#typeOf(type).isLogin;
    if (record.parts[type]?.[id] === undefined) {
      if (isLogin) throw new NotFoundHttpError();
      return undefined;
    }
    if (isLogin && this.#loginsOf(record) === 1)
      throw new BadRequestHttpError('An account needs at least 1 login method.');
    const gone = new Set(this.#partsBelow(record, type, id).map((part) => part.id));
    const parts = Object.entries(record.parts).map(([kind, ofKind]) => [
      kind,
      Object.fromEntries(Object.entries(ofKind).filter(([partId]) => !gone.has(partId))),
    ]);
    return { ...record, parts: Object.fromEntries(parts) };
  }

  #partsBelow(record: AccountRecord, type: string, id: string): readonly NewPart[] {
    const fields = record.parts[type]?.[id];
    const children = [...this.#types]
      .filter(([, { parentType }]) => parentType === type)
      .flatMap(([childType, { parentKey }]) =>
        Object.entries(record.parts[childType] ?? {})
          .filter(([, child]) => child[parentKey] === id)
          .flatMap(([childId]) => this.#partsBelow(record, childType, childId)),
      );
    return fields === undefined ? children : [{ type, id, fields }, ...children];
  }

  #loginsOf({ parts }: AccountRecord): number {
    return [...this.#types]
      .filter(([, { isLogin }]) => isLogin)
      .reduce((count, [type]) => count + Object.keys(parts[type] ?? {}).length, 0);
  }

  async #accountsFor(type: string, query: Fields): Promise<readonly string[]> {
    const { parentKey, indexed } = this.#typeOf(type);
    const owner = query.id ?? query[parentKey];
    if (typeof owner === 'string') return [accountOf(owner)];
    const key = Object.keys(query).find((one) => indexed.has(one));
    if (key === undefined)
      throw new InternalServerError(`"${type}" is not indexed by ${Object.keys(query)}.`);
    return this.#index.find({ type, key, value: query[key] });
  }

  /** Index entries are written before what they point to: one that points to nothing does no harm, a missing one would. */
  async #enter(accountId: string, { type, id, fields }: NewPart): Promise<void> {
    for (const key of this.#typeOf(type).indexed) {
      const place = { type, key, value: fields[key] };
      if (UNIQUE[type] !== key) await this.#index.add(place, accountId, id);
      else if (!(await this.#index.claim(place, accountId, (rival) => this.has(type, rival), id)))
        throw new BadRequestHttpError(`There already is a ${type} for this ${key}.`);
    }
  }

  async #strikeAll(parts: readonly NewPart[]): Promise<void> {
    await Promise.all(parts.map((part) => this.#strike(part)));
  }

  async #strike({ type, id, fields }: NewPart): Promise<void> {
    for (const key of this.#typeOf(type).indexed) {
      const place = { type, key, value: fields[key] };
      await (UNIQUE[type] === key ? this.#index.release(place, id) : this.#index.remove(place, id));
    }
  }

  async #record(accountId: string): Promise<AccountRecord | undefined> {
    const found = await this.#keyValues.get(SPACE, accountId);
    return found === undefined ? undefined : (JSON.parse(found.value) as AccountRecord);
  }

  /** Resolves with the record before the change; undefined when `change` wanted none. */
  async #change(
    accountId: string,
    change: (record: AccountRecord) => AccountRecord | undefined,
  ): Promise<AccountRecord | undefined> {
    for (let race = 0; race < RACES_MAX; race += 1) {
      const found = await this.#keyValues.get(SPACE, accountId);
      if (found === undefined) throw new NotFoundHttpError();
      const before = JSON.parse(found.value) as AccountRecord;
      const after = change(before);
      if (after === undefined) return undefined;
      const { expires } = after;
      const written = await this.#keyValues.set(SPACE, accountId, JSON.stringify(after), {
        ifVersion: found.version,
        ...(expires === undefined ? {} : { expires }),
      });
      if (written) return before;
    }
    throw new StorageError('BUSY', 'Too many changes to one account at once.');
  }

  #typeOf(type: string): PartType {
    const definition = this.#types.get(type);
    if (definition === undefined) throw new InternalServerError(`"${type}" was never defined.`);
    return definition;
  }
}

/** The account that an account, or a part of one, belongs to. */
function accountOf(id: unknown): string {
  return String(id).split(ID_SEPARATOR)[0] ?? '';
}

function withPart(record: AccountRecord, { type, id, fields }: NewPart): AccountRecord {
  return { ...record, parts: { ...record.parts, [type]: { ...record.parts[type], [id]: fields } } };
}

function allParts({ parts }: AccountRecord): readonly NewPart[] {
  return Object.entries(parts).flatMap(([type, ofType]) =>
    Object.entries(ofType).map(([id, fields]) => ({ type, id, fields })),
  );
}
