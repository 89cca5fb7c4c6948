import {
  Client,
  DatabaseError,
  Pool,
  type PoolClient,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { StorageError } from '../storage.ts';

/** How long a call may take before it is told that the database cannot be reached. */
const CALL_MILLISECONDS_MAX = 1_500;
/** For work of maintenance, which writes much at once. */
export const LONG_MILLISECONDS_MAX = 60_000;
/** A process that stops in the middle of a transaction keeps others waiting for no longer. */
const IDLE_IN_TRANSACTION_MILLISECONDS_MAX = 5_000;
const CONNECTIONS_MAX = 10;
/** Calls that may wait for a connection. */
const WAITING_MAX = 10_000;

/** A statement; with a name it is planned once in each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** One connection, for as long as a piece of work lasts. */
export interface Session {
  rows<Row extends QueryResultRow>(statement: Statement): Promise<readonly Row[]>;
  /** How many rows were changed. */
  count(statement: Statement): Promise<number>;
}

/** Few connections that many calls share. Whatever happens, a call is answered within its time. */
export class Connections {
  readonly #url: string;
  #pool: Pool;
  #left = new Set<Promise<void>>();

  public constructor(url: string) {
    this.#url = url;
    this.#pool = poolOf(url);
  }

  /** Throws StorageError UNAVAILABLE, FULL, CORRUPT. */
  public rows<Row extends QueryResultRow>(statement: Statement): Promise<readonly Row[]> {
    return this.use((session) => session.rows<Row>(statement));
  }

  /** How many rows were changed. Throws StorageError UNAVAILABLE, FULL, CORRUPT. */
  public count(statement: Statement): Promise<number> {
    return this.use((session) => session.count(statement));
  }

  /** Work on one connection. When time is up, the connection is cut, and with it what it had begun. */
  public async use<T>(
    work: (session: Session) => Promise<T>,
    milliseconds = CALL_MILLISECONDS_MAX,
  ): Promise<T> {
    if (this.#pool.waitingCount >= WAITING_MAX)
      throw new StorageError('BUSY', 'too many calls wait for the database');
    const loan = new Loan();
    const pool = this.#pool;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        loan.cut();
        this.#leave(pool);
        reject(new StorageError('UNAVAILABLE', 'the database does not answer in time'));
      }, milliseconds);
    });
    try {
      return await Promise.race([late, lend(pool, loan, work)]);
    } catch (error) {
      throw toStorageError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection that stays, for who cares for it and closes it. */
  public async own(): Promise<Client> {
    const client = new Client({
      connectionString: this.#url,
      application_name: 'traboule',
      connectionTimeoutMillis: CALL_MILLISECONDS_MAX,
      query_timeout: LONG_MILLISECONDS_MAX,
      keepAlive: true,
    });
    // Who uses it next is told.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      throw toStorageError(error);
    }
  }

  public async close(): Promise<void> {
    this.#leave(this.#pool);
    await Promise.all(this.#left);
  }

  /** Where one connection went silent, those that wait beside it are not to be trusted: all are made anew. */
  #leave(pool: Pool): void {
    if (pool !== this.#pool) return;
    this.#pool = poolOf(this.#url);
    const left = pool.end().finally(() => this.#left.delete(left));
    this.#left.add(left);
  }
}

function poolOf(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'traboule',
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CALL_MILLISECONDS_MAX,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MILLISECONDS_MAX,
    lock_timeout: CALL_MILLISECONDS_MAX,
    keepAlive: true,
  });
  // A connection that breaks is replaced when one is needed; who uses it then is told by what was asked.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function lend<T>(pool: Pool, loan: Loan, work: (session: Session) => Promise<T>): Promise<T> {
  loan.begin(await pool.connect());
  try {
    return await work(loan);
  } finally {
    loan.end();
  }
}

/** All or nothing; `work` says by throwing that it is to be nothing. */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.count({ text: 'BEGIN' });
  try {
    const result = await work();
    await session.count({ text: 'COMMIT' });
    return result;
  } catch (error) {
    // A connection on which this fails is thrown away, and what it had begun goes with it.
    await session.count({ text: 'ROLLBACK' }).catch(() => undefined);
    throw error;
  }
}

/** What can be done on a connection of one's own. */
export function sessionOf(client: Client): Pick<Session, 'rows'> {
  return {
    async rows<Row extends QueryResultRow>(statement: Statement) {
      return (await client.query<Row>(toConfig(statement))).rows;
    },
  };
}

/** A connection in use; it goes back to the others only if it is as good as before. */
class Loan implements Session {
  #client: PoolClient | undefined;
  #isCut = false;
  #isBroken = false;

  public begin(client: PoolClient): void {
    this.#client = client;
    if (this.#isCut) this.end();
  }

  public async rows<Row extends QueryResultRow>(statement: Statement): Promise<readonly Row[]> {
    return (await this.#query<Row>(statement)).rows;
  }

  public async count(statement: Statement): Promise<number> {
    return (await this.#query(statement)).rowCount ?? 0;
  }

  public cut(): void {
    this.#isCut = true;
    this.#isBroken = true;
    this.end();
  }

  public end(): void {
    this.#client?.release(this.#isBroken);
    this.#client = undefined;
  }

  async #query<Row extends QueryResultRow>(statement: Statement): Promise<QueryResult<Row>> {
    if (this.#client === undefined)
      throw new StorageError('UNAVAILABLE', 'the database does not answer in time');
    try {
      return await this.#client.query<Row>(toConfig(statement));
    } catch (error) {
      // What the server itself refused leaves the connection as it was.
      if (!(error instanceof DatabaseError) || error.severity === 'FATAL') this.#isBroken = true;
      throw error;
    }
  }
}

function toConfig({ name, text, values = [] }: Statement): {
  text: string;
  values: unknown[];
  name?: string;
} {
  return { text, values: [...values], ...(name !== undefined && { name }) };
}

// PostgreSQL, Appendix A (error codes).
const DISK_FULL = '53100';
const DAMAGED = /^XX00[12]$/;
/** Lost connections, lost races of the server's own, too few resources, shutdown, a server that only reads, inner failures. */
const PASSES = /^(?:08|25006|40|53|55|57|58|XX|28)/;

/** What went wrong, as callers know it; a mistake of ours stays what it is. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof StorageError || error instanceof TypeError) return error;
  if (!(error instanceof DatabaseError))
    return new StorageError('UNAVAILABLE', 'the database cannot be reached', { cause: error });
  const code = String(error.code);
  if (code === DISK_FULL)
    return new StorageError('FULL', 'the disk of the database has no room', { cause: error });
  if (DAMAGED.test(code))
    return new StorageError('CORRUPT', 'the database found damage', { cause: error });
  if (PASSES.test(code))
    return new StorageError('UNAVAILABLE', 'the database takes no work', { cause: error });
  return error;
}
