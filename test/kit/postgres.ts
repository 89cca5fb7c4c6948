import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';

const DEBIAN = '/usr/lib/postgresql';

/** Where this machine keeps the programs of PostgreSQL, or undefined: then its tests are skipped. */
const programs = [
  ...(process.env.PATH ?? '').split(delimiter),
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []),
].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));

/** For `describe.skipIf(noPostgres)`. */
export const noPostgres = programs === undefined;

/** One line for people whose machine has no PostgreSQL: which tests were skipped and how to run them. */
export function sayIfNoPostgres(what: string): void {
  if (!noPostgres) return;
  process.stderr.write(
    `Skipped, no PostgreSQL: ${what}. Install it (Debian: apt-get install postgresql).\n`,
  );
}

const STARTED_MILLISECONDS_MAX = 30_000;

/** A PostgreSQL of its own, on a loopback port, that leaves nothing behind. */
export class PostgresServer {
  readonly url: string;
  readonly port: number;
  readonly #folder: string;
  readonly #account: { uid: number; gid: number } | undefined;
  #process: ChildProcess | undefined;
  #databases = 0;

  private constructor(args: {
    folder: string;
    port: number;
    account: { uid: number; gid: number } | undefined;
  }) {
    this.#folder = args.folder;
    this.port = args.port;
    this.#account = args.account;
    this.url = this.urlAt(args.port);
  }

  /** Makes the data and starts; what was written is synced as in service unless `sync` is false. */
  public static async create(options: { readonly sync?: boolean } = {}): Promise<PostgresServer> {
    const account = await accountUnlessRoot();
    const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
    await chmod(folder, 0o700);
    if (account !== undefined) await chown(folder, account.uid, account.gid);
    const server = new PostgresServer({ folder, port: await freePort(), account });
    await server.#make(options.sync ?? true);
    await server.start();
    return server;
  }

  public async start(): Promise<void> {
    const child = this.#spawn('postgres', ['-D', this.#data]);
    this.#process = child;
    const until = Date.now() + STARTED_MILLISECONDS_MAX;
    while (!(await this.#answers())) {
      if (child.exitCode !== null || Date.now() > until)
        throw new Error(`PostgreSQL did not start:\n${await this.#log()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Cuts all connections and stops ("fast shutdown"). */
  public stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  /** Stops at once, as if the power failed ("immediate shutdown"). */
  public kill(): Promise<void> {
    return this.#end('SIGQUIT');
  }

  /** The same database, seen through another port. */
  public urlAt(port: number, database = 'postgres'): string {
    return `postgres://postgres@127.0.0.1:${port}/${database}`;
  }

  /** Makes an empty database and tells its address. */
  public async newDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `more_${this.#databases}`;
    await this.query(`CREATE DATABASE ${name}`);
    return this.urlAt(this.port, name);
  }

  /** Asks the database behind everybody's back. */
  public async query(text: string, values: readonly unknown[] = []): Promise<readonly unknown[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** Stops and removes the data. */
  public async remove(): Promise<void> {
    await this.#end('SIGQUIT');
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async #make(sync: boolean): Promise<void> {
    const args = [
      '-D',
      this.#data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '-N',
    ];
    const [code] = await once(this.#spawn('initdb', args), 'exit');
    if (code !== 0) throw new Error(`initdb failed:\n${await this.#log()}`);
    await appendFile(
      join(this.#data, 'postgresql.conf'),
      [
        "listen_addresses = '127.0.0.1'",
        `port = ${this.port}`,
        `unix_socket_directories = '${this.#folder}'`,
        `fsync = ${sync ? 'on' : 'off'}`,
        'shared_buffers = 32MB',
        '',
      ].join('\n'),
    );
  }

  #spawn(program: string, args: readonly string[]): ChildProcess {
    const log = join(this.#folder, 'log');
    return spawn(
      'sh',
      ['-c', 'exec "$0" "$@" >>"$POSTGRES_LOG" 2>&1', join(programs ?? '', program), ...args],
      {
        cwd: this.#folder,
        env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', POSTGRES_LOG: log },
        stdio: 'ignore',
        ...this.#account,
      },
    );
  }

  async #answers(): Promise<boolean> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async #log(): Promise<string> {
    return readFile(join(this.#folder, 'log'), 'utf8').catch(() => '');
  }
}

/** PostgreSQL does not run as root: then it runs as the account that the system keeps for it, or as nobody. */
async function accountUnlessRoot(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find(([known]) => known === name);
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error('no account to run PostgreSQL as');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
