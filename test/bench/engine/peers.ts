/** The servers that are compared, each on the first core, with the same documents in a space of the same shape. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  type Citizen,
  createCitizen,
  type PodServer,
  type StartOptions,
  startPodServer,
  startStockServer,
} from '../../kit/pod-servers.ts';
import { DOCUMENT } from './places.ts';
import { createSigner, type Signer } from './signer.ts';

export const SERVER_CORE = '0';

export interface Peer {
  readonly name: 'CSS 7.2' | 'Traboule';
  readonly server: PodServer;
  readonly port: number;
  readonly citizen: Citizen;
  readonly signer: Signer;
  /** A container that anybody may write. */
  readonly open: string;
}

export function startServer(name: Peer['name'], options: StartOptions = {}): Promise<PodServer> {
  const { more = [] } = options;
  const pinned = { cores: SERVER_CORE, ...options };
  // The stock server says that it listens only at its default level of logging; as it is shipped, so it is measured.
  return name === 'Traboule'
    ? startPodServer({ ...pinned, more: ['--loggingLevel', 'error', ...more] })
    : startStockServer(pinned);
}

export async function startPeer(name: Peer['name'], options: StartOptions = {}): Promise<Peer> {
  const server = await startServer(name, options);
  const citizen = await createCitizen(server, {
    email: 'bench@exemple.invalid',
    password: 'une phrase assez longue',
    name: 'bench',
  });
  const open = `${citizen.podUrl}open/`;
  await put(citizen, `${open}.keep`, '', 'text/plain');
  await put(
    citizen,
    `${open}.acl`,
    `@prefix acl: <http://www.w3.org/ns/auth/acl#>.
<#owner> a acl:Authorization; acl:agent <${citizen.webId}>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write, acl:Control.
<#all> a acl:Authorization; acl:agentClass <http://xmlns.com/foaf/0.1/Agent>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write.`,
    'text/turtle',
  );
  await put(citizen, `${open}document.ttl`, DOCUMENT, 'text/turtle');
  await put(citizen, `${citizen.podUrl}data/private.ttl`, DOCUMENT, 'text/turtle');
  const signer = await createSigner(server.baseUrl, citizen);
  return { name, server, port: Number(new URL(server.baseUrl).port), citizen, signer, open };
}

async function put(citizen: Citizen, url: string, body: string, type: string): Promise<void> {
  const answer = await citizen.fetch(url, {
    method: 'PUT',
    headers: { 'content-type': type },
    body,
  });
  if (!answer.ok) throw new Error(`PUT ${url}: ${answer.status} ${await answer.text()}`);
}

export interface BareServer {
  readonly port: number;
  readonly pid: number | undefined;
  close(): void;
}

/** The limit: the same bytes and headers from memory, with or without one signature verified a request. */
export async function startBareServer(same: {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly jwk?: unknown;
}): Promise<BareServer> {
  const script = fileURLToPath(new URL('bare-server.mjs', import.meta.url));
  const command = ['-c', SERVER_CORE, process.execPath, script, JSON.stringify(same)];
  const child = spawn('taskset', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(Number(line.split(' ').at(-1))),
    );
    child.once('exit', () => reject(new Error('The bare server ended.')));
  });
  return { port, pid: child.pid, close: () => child.kill() };
}
