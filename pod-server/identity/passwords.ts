import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { PasswordStore } from '@solid/community-server';
import { BadRequestHttpError, ForbiddenHttpError } from '@solid/community-server';
import type { AccountRecords } from './account-records.ts';
import type { Attempts } from './attempts.ts';

const TYPE = 'password';
/** Argon2id with what OWASP's Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one lane. */
const ARGON2ID = 2;
const COST = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing costs what the password is long. */
const PASSWORD_BYTES_MAX = 1_024;

/** Logins by e-mail address and password. Wrong guesses are counted, and an unknown address takes as long as a known one. */
export class Passwords implements PasswordStore {
  readonly #records: AccountRecords;
  readonly #attempts: Attempts;
  /** The hash of a password that nobody has, so that there is something to compare with when there is no account. */
  readonly #nobody: Promise<string>;

  public constructor(records: AccountRecords, attempts: Attempts) {
    this.#records = records;
    this.#attempts = attempts;
    this.#nobody = hash(randomUUID(), COST);
  }

  public async define(): Promise<void> {
    const description = { email: 'string', password: 'string', accountId: 'id:account' };
    await this.#records.defineType(TYPE, description, true);
    await this.#records.createIndex(TYPE, 'email');
  }

  /** Throws 400 when the address has a login already. */
  public async create(email: string, accountId: string, password: string): Promise<string> {
    if ((await this.findByEmail(email)) !== undefined) throw taken();
    const fields = { accountId, email: email.toLowerCase(), password: await hashed(password) };
    return (await this.#records.create(TYPE, { ...fields, verified: false })).id;
  }

  public async get(id: string): Promise<{ email: string; accountId: string } | undefined> {
    const login = await this.#records.get(TYPE, id);
    if (login === undefined) return undefined;
    return { email: String(login.email), accountId: String(login.accountId) };
  }

  public async findByEmail(email: string): Promise<{ accountId: string; id: string } | undefined> {
    const [login] = await this.#records.find(TYPE, { email: email.toLowerCase() });
    return login === undefined
      ? undefined
      : { accountId: String(login.accountId), id: String(login.id) };
  }

  public async findByAccount(accountId: string): Promise<{ id: string; email: string }[]> {
    const logins = await this.#records.find(TYPE, { accountId });
    return logins.map(({ id, email }) => ({ id, email: String(email) }));
  }

  public async confirmVerification(id: string): Promise<void> {
    await this.#mustExist(id);
    await this.#records.setField(TYPE, id, 'verified', true);
  }

  /** Throws 403 for a wrong guess, TooManyAttempts (429) for one too many. */
  public async authenticate(
    email: string,
    password: string,
  ): Promise<{ accountId: string; id: string }> {
    const name = email.toLowerCase();
    // Counted before it is checked, else many guesses at once would all pass the count.
    await this.#attempts.begin({ account: name });
    const [login] = await this.#records.find(TYPE, { email: name });
    const known = login === undefined ? await this.#nobody : String(login.password);
    const fits = isLongEnoughToRefuse(password) ? false : await verify(known, password);
    if (login === undefined || !fits || login.verified !== true)
      throw new ForbiddenHttpError('Invalid email/password combination.');
    await this.#attempts.succeeded({ account: name });
    return { accountId: String(login.accountId), id: String(login.id) };
  }

  public async update(id: string, password: string): Promise<void> {
    await this.#mustExist(id);
    await this.#records.setField(TYPE, id, 'password', await hashed(password));
  }

  public async delete(id: string): Promise<void> {
    await this.#records.delete(TYPE, id);
  }

  async #mustExist(id: string): Promise<void> {
    if (!(await this.#records.has(TYPE, id))) throw new ForbiddenHttpError('Login does not exist.');
  }
}

async function hashed(password: string): Promise<string> {
  if (isLongEnoughToRefuse(password))
    throw new BadRequestHttpError(`A password has at most ${PASSWORD_BYTES_MAX} bytes.`);
  return hash(password, COST);
}

function isLongEnoughToRefuse(password: string): boolean {
  return Buffer.byteLength(password) > PASSWORD_BYTES_MAX;
}

function taken(): BadRequestHttpError {
  return new BadRequestHttpError('There already is a login for this e-mail address.');
}
