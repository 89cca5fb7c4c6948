import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Session } from '@inrupt/solid-client-authn-node';

export interface PodServer {
  /** Ends with a slash. */
  readonly baseUrl: string;
  /** Where its files lie; removed when it is closed, unless the caller gave it. */
  readonly folder: string;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

interface Placement {
  readonly folder?: string;
  readonly port?: number;
}

export interface Citizen {
  readonly webId: string;
  /** Ends with a slash. */
  readonly podUrl: string;
  readonly email: string;
  readonly password: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signed in as the citizen, by client credentials. */
  readonly fetch: typeof fetch;
}

/** An unmodified @solid/community-server on files: it stands for "any other provider". */
export async function startStockServer(placement: Placement = {}): Promise<PodServer> {
  const css = dirname(
    createRequire(import.meta.url).resolve('@solid/community-server/package.json'),
  );
  return startServer(placement, join(css, 'bin', 'server.js'), [
    '--config',
    '@css:config/file.json',
  ]);
}

/** Traboule's own pod server, as it was built, with what `more` adds to its command line. */
export async function startPodServer(
  placement: Placement & { readonly more?: readonly string[] } = {},
): Promise<PodServer> {
  return startServer(placement, join('dist', 'pod-server', 'main.js'), placement.more ?? []);
}

async function startServer(
  placement: Placement,
  main: string,
  more: readonly string[],
): Promise<PodServer> {
  const folder = placement.folder ?? (await mkdtemp(join(tmpdir(), 'pods-')));
  const port = placement.port ?? (await freePort());
  const baseUrl = `http://localhost:${port}/`;
  const place = ['--port', String(port), '--baseUrl', baseUrl, '--rootFilePath', folder];
  const child = spawn(process.execPath, [main, ...place, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // As a person's shell would start it: what the test runner sets for itself changes how libraries behave.
    env: { PATH: process.env.PATH },
  });
  const ended = new Promise<void>((tell) => child.once('exit', () => tell()));
  await listening(child, ended);
  return {
    baseUrl,
    folder,
    process: child,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      if (placement.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves at the line with which the server says that it listens. */
async function listening(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null)
    throw new Error('A pod server without output cannot be awaited');
  const lines: string[] = [];
  const heard = new Promise<void>((tell) => {
    for (const stream of [stdout, stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (/listening/i.test(line)) tell();
      });
    }
  });
  const failed = ended.then(() => {
    throw new Error(`The pod server ended before it listened:\n${lines.join('\n')}`);
  });
  await Promise.race([heard, failed]);
  failed.catch(() => undefined);
}

/** A port that nobody uses now; the system hands them out in turn, so two callers get two. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((tell) => probe.listen(0, '127.0.0.1', tell));
  const address = probe.address();
  await new Promise((tell) => probe.close(tell));
  if (address === null || typeof address === 'string') throw new Error('No port could be had');
  return address.port;
}

/** Makes an account, its identity and its space through the account API that CSS documents, and signs in. */
export async function createCitizen(
  server: PodServer,
  {
    email,
    password,
    name,
  }: { readonly email: string; readonly password: string; readonly name: string },
): Promise<Citizen> {
  const first = await api(`${server.baseUrl}.account/`);
  const { authorization } = (await api(link(first, 'account', 'create'), { body: {} })) as {
    authorization: string;
  };
  const account = await api(`${server.baseUrl}.account/`, { authorization });
  await api(link(account, 'password', 'create'), { authorization, body: { email, password } });
  const { pod: podUrl, webId } = (await api(link(account, 'account', 'pod'), {
    authorization,
    body: { name },
  })) as { pod: string; webId: string };
  const { id: clientId, secret: clientSecret } = (await api(
    link(account, 'account', 'clientCredentials'),
    {
      authorization,
      body: { name: 'test', webId },
    },
  )) as { id: string; secret: string };
  const session = await signIn(server, { clientId, clientSecret });
  return { webId, podUrl, email, password, clientId, clientSecret, fetch: session.fetch };
}

/** A session by client credentials. */
export async function signIn(
  { baseUrl }: Pick<PodServer, 'baseUrl'>,
  { clientId, clientSecret }: Pick<Citizen, 'clientId' | 'clientSecret'>,
): Promise<Session> {
  const session = new Session({ keepAlive: false });
  await session.login({ oidcIssuer: baseUrl, clientId, clientSecret, tokenType: 'DPoP' });
  return session;
}

interface AccountApi {
  readonly controls?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

async function api(
  url: string,
  { authorization, body }: { readonly authorization?: string; readonly body?: unknown } = {},
): Promise<AccountApi> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined
        ? {}
        : { authorization: `CSS-Account-Token ${authorization}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as AccountApi;
}

function link({ controls }: AccountApi, group: string, name: string): string {
  const found = controls?.[group]?.[name];
  if (found === undefined) throw new Error(`The account API offers no ${group}.${name}`);
  return found;
}
