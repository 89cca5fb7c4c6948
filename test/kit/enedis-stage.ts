import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startSandbox } from '../../connectors/enedis/sandbox/sandbox.ts';
import { openStorage } from '../../pod-server/storage/open-storage.ts';
import type { Storage } from '../../pod-server/storage/storage.ts';
import {
  type Page,
  passProvider,
  tokenOf,
  type WebBrowser,
} from '../connectors/kit/web-browser.ts';
import { type Citizen, createCitizen, freePort, type PodServer } from './pod-servers.ts';

/** A morning in November: yesterday is published, and both clock changes of the year are in the past. */
const STAGE_NOW = '2026-11-23T09:00:00+01:00';
const HOME = '19274650318842';

/** The real Enedis connector, as the process that a city runs, between a pod server and a simulated Enedis. */
export interface EnedisStage {
  readonly url: string;
  /** SIGKILL: no warning, no last word. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface StageSettings {
  readonly clockFactor: number;
  /** What pages offer first, when it is not the server on which the connector has its own identity. */
  readonly provider?: string;
}

export async function setEnedisStage(
  server: PodServer,
  settings: StageSettings,
): Promise<EnedisStage> {
  const folder = await mkdtemp(join(tmpdir(), 'enedis-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const partner = { clientId: 'traboule-essai', clientSecret: 'secret-d-essai' };
  const sandboxPort = await freePort();
  const sandbox = await startSandbox({
    ...partner,
    port: sandboxPort,
    baseUrl: `http://localhost:${sandboxPort}`,
    redirectUrl: `${url}/consented`,
    clock: { now: new Date(STAGE_NOW), factor: settings.clockFactor },
  });
  const identity = await makeCitizen(server, 'source-enedis');
  const environment = {
    PATH: process.env.PATH ?? '',
    CONNECTOR_PORT: String(port),
    CONNECTOR_BASE_URL: url,
    CONNECTOR_FOLDER: folder,
    CONNECTOR_KEY: Buffer.alloc(32, 7).toString('base64'),
    CONNECTOR_ISSUER: server.baseUrl,
    CONNECTOR_CLIENT_ID: identity.clientId,
    CONNECTOR_CLIENT_SECRET: identity.clientSecret,
    LOOK_FOLDER: 'pod-server/look',
    CITY_NAME: 'Ville d’essai',
    CITY_PROVIDER: settings.provider ?? server.baseUrl,
    CLOCK_NOW: STAGE_NOW,
    CLOCK_FACTOR: String(settings.clockFactor),
    ENEDIS_API: sandbox.url,
    ENEDIS_CONSENT: sandbox.url,
    ENEDIS_CLIENT_ID: partner.clientId,
    ENEDIS_CLIENT_SECRET: partner.clientSecret,
    ENEDIS_MODE: '2026',
  };
  let connector = await startConnector(environment);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    connector.child.kill(signal);
    await connector.ended;
  };
  return {
    url,
    kill: () => end('SIGKILL'),
    start: async () => {
      connector = await startConnector(environment);
    },
    close: async () => {
      await end('SIGTERM');
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

async function startConnector(environment: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawn(process.execPath, ['dist/connectors/enedis/main.js'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((tell) => child.once('exit', () => tell()));
  const listening = new Promise<void>((tell) => {
    createInterface({ input: child.stdout }).once('line', () => tell());
  });
  const failed = ended.then(() =>
    Promise.reject(new Error('The connector ended before it listened')),
  );
  await Promise.race([listening, failed]);
  failed.catch(() => undefined);
  return { child, ended };
}

export function makeCitizen(server: PodServer, name: string): Promise<Citizen> {
  return createCitizen(server, {
    email: `${name}@exemple.invalid`,
    password: 'un-mot-de-passe-long',
    name,
  });
}

/** From the source's first page to the citizen's own provider and back. */
export async function signInAt(
  stage: EnedisStage,
  browser: WebBrowser,
  citizen: Citizen,
): Promise<Page> {
  const welcome = await browser.open(`${stage.url}/`);
  const provider = new URL(citizen.webId).origin;
  const arrived = await browser.submit(welcome, '/sign-in', {
    provider: 'other',
    address: provider,
  });
  return passProvider(browser, arrived, citizen);
}

/** The citizen signs in, agrees at Enedis, and comes back: the run has begun. */
export async function agree(
  stage: EnedisStage,
  browser: WebBrowser,
  citizen: Citizen,
): Promise<Page> {
  const signedIn = await signInAt(stage, browser, citizen);
  const partner = await browser.submit(signedIn, '/consent', { token: tokenOf(signedIn) });
  const state = new URL(partner.url).searchParams.get('state') ?? '';
  return browser.submit(partner, partner.url, { home: HOME, state, answer: 'accept' });
}

/** Listens to the connection's own events until it is in one of these states; answers with the page. */
export async function untilState(
  stage: EnedisStage,
  browser: WebBrowser,
  ...states: readonly string[]
): Promise<Page> {
  const wanted = new RegExp(`"state":"(${states.join('|')})"`);
  const abort = new AbortController();
  const stream = await browser.fetch(`${stage.url}/connection/events`, {
    headers: { accept: 'text/event-stream' },
    signal: abort.signal,
  });
  const decoder = new TextDecoder();
  for await (const chunk of stream.body ?? []) {
    if (wanted.test(decoder.decode(chunk))) break;
  }
  abort.abort();
  return browser.open(`${stage.url}/connection`);
}

/** Names that a library gives to the rules of an access list at random; they say nothing. */
const RANDOM_NAMES = /#[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;

/** What a source wrote into a space, as the server's storage has it: path → bytes, with the space's name taken out. */
export async function whatLiesIn(
  server: PodServer,
  space: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  await besideTheServer(server, async (storage) => {
    for await (const part of storage.exportPod(space)) {
      if (part.kind !== 'resource' || !/^\/(data|connections)\/.*[^/]$/.test(part.resource.path))
        continue;
      const { path, body } = part.resource;
      const bytes = Buffer.isBuffer(body)
        ? body
        : Buffer.concat(await storage.openBody(body).toArray());
      const text = bytes.toString().replaceAll(`/${space}/`, '/SPACE/');
      found.set(path.slice(1), path.endsWith('.acl') ? text.replace(RANDOM_NAMES, '#RULE') : text);
    }
  });
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** How much has changed in a space since it was made. */
export async function changesIn(server: PodServer, space: string): Promise<number> {
  let changes = 0;
  await besideTheServer(server, async (storage) => {
    changes = (await storage.read(space, []))?.state.sequence ?? 0;
  });
  return changes;
}

/** The storage is made for several processes: this one may look while the server serves. */
async function besideTheServer(
  server: PodServer,
  look: (storage: Storage) => Promise<void>,
): Promise<void> {
  if (server.storage === undefined) throw new Error('Only into our own server can one look.');
  const storage = await openStorage(server.storage);
  try {
    await look(storage);
  } finally {
    await storage.close();
  }
}
