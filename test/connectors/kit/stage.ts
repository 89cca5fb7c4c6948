import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../connectors/kit/log.ts';
import { createLog } from '../../../connectors/kit/log.ts';
import { type ConnectorService, startConnectorService } from '../../../connectors/kit/service.ts';
import { type Citizen, createCitizen, freePort, type PodServer } from '../../kit/pod-servers.ts';
import { createFictiveConnector } from './fictive-connector.ts';
import { type FictivePartner, startFictivePartner } from './fictive-partner.ts';
import { type Page, passProvider, tokenOf, type WebBrowser } from './web-browser.ts';

/** The real service of a fictive connector, with its own identity on a real server, and a fictive partner. */
export interface Stage {
  readonly url: string;
  readonly folder: string;
  readonly partner: FictivePartner;
  readonly connector: Citizen;
  readonly logged: string[];
  service: ConnectorService;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const VAULT_KEY = Buffer.alloc(32, 7);
const CLOCK_FACTOR = 1_000;

export async function setStage(server: Pick<PodServer, 'baseUrl'>, name: string): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'connector-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const partner = await startFictivePartner();
  const identity = `source-${name}`;
  const connector = await createCitizen(server, {
    email: `${identity}@exemple.invalid`,
    password: 'un-mot-de-passe-long',
    name: identity,
  });
  const logged: string[] = [];
  const log: Log = createLog((line) => logged.push(line));
  const start = (): Promise<ConnectorService> =>
    startConnectorService(
      createFictiveConnector(partner.url, url),
      {
        port,
        baseUrl: url,
        folder,
        lookFolder: 'pod-server/look',
        city: {
          name: 'Ville d’essai',
          provider: server.baseUrl,
          apps: [{ name: 'Mon Logis', url: 'http://localhost:3100/' }],
        },
        clock: { now: new Date('2026-11-02T09:00:00Z'), factor: CLOCK_FACTOR },
        loopbackAllowed: true,
      },
      {
        vaultKey: VAULT_KEY,
        own: {
          issuer: server.baseUrl,
          clientId: connector.clientId,
          clientSecret: connector.clientSecret,
        },
      },
      log,
    );
  const stage: Stage = {
    url,
    folder,
    partner,
    connector,
    logged,
    service: await start(),
    restart: async () => {
      await stage.service.close();
      stage.service = await start();
    },
    close: async () => {
      await stage.service.close();
      await partner.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

export function makeCitizen(server: Pick<PodServer, 'baseUrl'>, name: string): Promise<Citizen> {
  return createCitizen(server, {
    email: `${name}@exemple.invalid`,
    password: 'un-mot-de-passe-long',
    name,
  });
}

/** From the first page of the service, through her provider, back to the service. */
export async function signInAt(
  stage: Pick<Stage, 'url'>,
  browser: WebBrowser,
  citizen: Citizen,
): Promise<Page> {
  const home = await browser.open(`${stage.url}/`);
  const arrived = await browser.submit(home, '/sign-in', { provider: 'city' });
  return passProvider(browser, arrived, citizen);
}

/** The whole way: signed in, agreed, and every month arrived. */
export async function connect(stage: Stage, browser: WebBrowser, citizen: Citizen): Promise<Page> {
  const agree = await signInAt(stage, browser, citizen);
  await browser.submit(agree, '/consent', { token: tokenOf(agree) });
  return untilState(stage, browser, 'connected');
}

/** Asks again until the page of the connection shows this state. */
export async function untilState(
  stage: Pick<Stage, 'url'>,
  browser: WebBrowser,
  state: string,
): Promise<Page> {
  const pattern = new RegExp(`data-state="${state}"`);
  const shown = await browser.open(`${stage.url}/connection`);
  if (pattern.test(shown.text)) return shown;
  const abort = new AbortController();
  const stream = await browser.fetch(`${stage.url}/connection/events`, {
    headers: { accept: 'text/event-stream' },
    signal: abort.signal,
  });
  const decoder = new TextDecoder();
  for await (const chunk of stream.body ?? []) {
    if (decoder.decode(chunk).includes(`"state":"${state}"`)) break;
  }
  abort.abort();
  return browser.open(`${stage.url}/connection`);
}
