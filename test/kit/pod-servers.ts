/** Solid servers for tests: a stock @solid/community-server, which stands for any other provider, and ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Session } from '@inrupt/solid-client-authn-node';
import type { StorageConfig } from '../../pod-server/storage/open-storage.ts';
import { removeStorage, storageOf, storageWord, workersUnderTest } from './storage-under-test.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const START_MILLISECONDS_MAX = 90_000;
const STOP_MILLISECONDS_MAX = 10_000;
const START_ATTEMPTS_MAX = 5;

/** Ports that the system never gives to outgoing connections, so that only another server can take one. */
const PORT_FIRST = 20_000;
const PORT_LAST = 29_999;

export interface PodServer {
  /** Ends with a slash. */
  readonly baseUrl: string;
  readonly folder: string;
  /** Where ours keeps its pods; a stock server has its own ways. */
  readonly storage: StorageConfig | undefined;
  readonly process: ChildProcess;
  /** What the server printed so far, for tests of what it says. */
  output(): string;
  /** Stops the server; its folder and database go too, unless the caller gave the folder. */
  close(): Promise<void>;
  /** Ends all its processes as a power cut would; the folder stays. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** Start on what an earlier server left; by default a folder of its own, removed on close. */
  readonly folder?: string;
  /** Keep the address of an earlier server, since WebIDs contain it. */
  readonly port?: number;
  /** Where ours keeps its pods, if not where TEST_STORAGE says. */
  readonly storage?: StorageConfig;
  /** Further arguments of the command line. */
  readonly more?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Processor cores that it may use, as `taskset -c` names them; by default all. */
  readonly cores?: string;
}

/** What is started: a program, and for ours where the pods of a server with this folder lie. */
interface Product {
  readonly command: readonly string[];
  readonly storageOf?: (folder: string) => Promise<StorageConfig>;
}

/** An unmodified @solid/community-server with its own file configuration: "some other provider". */
export function startStockServer(options: StartOptions = {}): Promise<PodServer> {
  const server = join(root, 'node_modules/@solid/community-server/bin/server.js');
  return start({ command: [server, '--config', '@css:config/file.json'] }, options);
}

/** Our pod server as people run it: the built one, in processes of its own. */
export function startPodServer(options: StartOptions = {}): Promise<PodServer> {
  const { storage } = options;
  const product = {
    command: [
      join(root, 'dist/pod-server/main.js'),
      // Apps and sources of a test live on this machine, where the server otherwise asks nobody.
      ...['--allowedOrigins', 'http://localhost:*'],
      ...['--workers', String(workersUnderTest)],
    ],
    storageOf: storage === undefined ? storageOf : async () => storage,
  };
  return start(product, options);
}

async function start(product: Product, options: StartOptions): Promise<PodServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    try {
      return await startOnPort(product, port, options);
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('EADDRINUSE');
      if (!taken || options.port !== undefined || attempt === START_ATTEMPTS_MAX) throw error;
    }
  }
}

async function startOnPort(
  { command, storageOf }: Product,
  port: number,
  options: StartOptions,
): Promise<PodServer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'pods-'));
  const storage = await storageOf?.(folder);
  const baseUrl = `http://localhost:${port}/`;
  const place = ['--port', String(port), '--baseUrl', baseUrl, '--rootFilePath', folder];
  if (storage !== undefined) place.push('--storage', storageWord(storage));
  const words = [process.execPath, ...command, ...place, ...(options.more ?? [])];
  const pinned = options.cores === undefined ? words : ['taskset', '-c', options.cores, ...words];
  const [program = '', ...rest] = pinned;
  const child = spawn(program, rest, {
    // Under NODE_ENV=test the stock server looks for its own test runner.
    env: { ...process.env, NODE_ENV: 'production', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const removeAll = async (): Promise<void> => {
    if (options.folder !== undefined) return;
    if (storage !== undefined && options.storage === undefined) await removeStorage(storage);
    rmSync(folder, { recursive: true, force: true });
  };
  const printed: string[] = [];
  try {
    await listening(child, baseUrl, printed);
  } catch (error) {
    await kill(child);
    await removeAll();
    throw error;
  }
  return {
    baseUrl,
    folder,
    storage,
    process: child,
    output: () => printed.join('\n'),
    close: async () => {
      await end(child, 'SIGTERM');
      await removeAll();
    },
    kill: () => kill(child),
  };
}

/** Resolves at the line that says where the server listens; a server that ends before says why. */
function listening(child: ChildProcess, baseUrl: string, printed: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`${what}:\n${printed.join('\n')}`));
    const timer = setTimeout(() => fail('No listening line in time'), START_MILLISECONDS_MAX);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        // Ours says "Listening at", the stock one "Listening to server at".
        if (!/listening/i.test(line) || !line.includes(baseUrl)) return;
        clearTimeout(timer);
        resolve();
      });
    }
    child.once('close', (code) => {
      clearTimeout(timer);
      fail(`The server ended with ${code}`);
    });
    child.once('error', reject);
  });
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS_MAX);
  await ended;
  clearTimeout(timer);
}

/** The first process goes before those that it keeps, so that it replaces none of them. */
async function kill(child: ChildProcess): Promise<void> {
  const others = childrenOf(child.pid);
  await end(child, 'SIGKILL');
  for (const pid of others) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended when the first one did.
    }
  }
}

/** All processes of a server: of several, the first keeps the others, who answer. */
export function processesOf({
  process: { pid = 0 },
}: Pick<PodServer, 'process'>): readonly number[] {
  return [pid, ...childrenOf(pid)];
}

/** Only Linux tells; elsewhere they end by themselves a little later. */
function childrenOf(pid: number | undefined): readonly number[] {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return list.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A port on which nobody listens now; a start tries another should somebody be quicker. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORT_FIRST + Math.floor(Math.random() * (PORT_LAST - PORT_FIRST + 1));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: 'localhost', exclusive: true }, () =>
      probe.close(() => resolve(true)),
    );
  });
}

export interface Citizen {
  readonly email: string;
  readonly password: string;
  readonly webId: string;
  /** Ends with a slash. */
  readonly podUrl: string;
  /** Value of the Authorization header for the account API. */
  readonly authorization: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signed in as the citizen, by client credentials. */
  readonly fetch: typeof fetch;
}

/** Makes account, password, pod and client credentials as scripts do it, through CSS's account API. */
export async function createCitizen(
  server: Pick<PodServer, 'baseUrl'>,
  person: { readonly email: string; readonly password: string; readonly name: string },
): Promise<Citizen> {
  const { email, password, name } = person;
  const index = `${server.baseUrl}.account/`;
  const open = await askAccountApi(index);
  const created = await askAccountApi(controlOf(open, 'account', 'create'), { body: {} });
  const authorization = `CSS-Account-Token ${String(created.authorization)}`;
  const account = await askAccountApi(index, { authorization });
  const ask = (group: string, control: string, body: unknown) =>
    askAccountApi(controlOf(account, group, control), { authorization, body });
  await ask('password', 'create', { email, password });
  const pod = await ask('account', 'pod', { name });
  const webId = String(pod.webId);
  const client = await ask('account', 'clientCredentials', { name: 'test', webId });
  const credentials = { clientId: String(client.id), clientSecret: String(client.secret) };
  const session = await signIn(server, credentials);
  return {
    email,
    password,
    webId,
    podUrl: String(pod.pod),
    authorization,
    ...credentials,
    fetch: session.fetch,
  };
}

/** A session by client credentials, as services use it. */
export async function signIn(
  { baseUrl }: Pick<PodServer, 'baseUrl'>,
  { clientId, clientSecret }: Pick<Citizen, 'clientId' | 'clientSecret'>,
): Promise<Session> {
  const session = new Session({ keepAlive: false });
  // The library waits 3.5 s for the provider; on a busy machine one that has just been started may need longer to wake.
  await Promise.all(Array.from({ length: workersUnderTest }, () => wakeProvider(baseUrl)));
  await session.login({ oidcIssuer: baseUrl, clientId, clientSecret, tokenType: 'DPoP' });
  if (!session.info.isLoggedIn) throw new Error(`${baseUrl} did not accept the credentials.`);
  return session;
}

/** Processes take connections in turn, so each of as many new ones wakes another. */
async function wakeProvider(baseUrl: string): Promise<void> {
  const sent = get(`${baseUrl}.well-known/openid-configuration`, { agent: false });
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  await once(answer.resume(), 'end');
}

export interface AccountApiRequest {
  readonly authorization?: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
}

/** One call of the account API; anything but a 2xx is an error that carries the status and the answer. */
export async function askAccountApi(
  url: string,
  { authorization, method, body }: AccountApiRequest = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      accept: 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} at ${url}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** The address of one control, such as controls.account.pod. */
export function controlOf(answer: Record<string, unknown>, group: string, name: string): string {
  const controls = answer.controls as Record<string, Record<string, string>> | undefined;
  const address = controls?.[group]?.[name];
  if (address === undefined) throw new Error(`The account API offers no ${group}.${name}.`);
  return address;
}
