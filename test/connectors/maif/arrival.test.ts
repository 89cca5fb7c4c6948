import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../../../connectors/kit/clock.ts';
import { createLog } from '../../../connectors/kit/log.ts';
import { type ConnectorService, startConnectorService } from '../../../connectors/kit/service.ts';
import { createMaifConnector } from '../../../connectors/maif/connector.ts';
import { startSandbox } from '../../../connectors/maif/sandbox/sandbox.ts';
import { insuranceClaim } from '../../../shapes/insurance-claim/insurance-claim.ts';
import { insuranceContract } from '../../../shapes/insurance-contract/insurance-contract.ts';
import { insuredHousehold } from '../../../shapes/insured-household/insured-household.ts';
import type { Shape } from '../../../shapes/kit/shape.ts';
import { Shelf } from '../../../shapes/kit/shelf.ts';
import { findContainers } from '../../../shapes/kit/type-index.ts';
import {
  type Citizen,
  createCitizen,
  freePort,
  type PodServer,
  startStockServer,
} from '../../kit/pod-servers.ts';
import { type Page, passProvider, tokenOf, WebBrowser } from '../kit/web-browser.ts';
import { credentials, members, NOW } from './stage.ts';

const CLOCK = { now: NOW, factor: 1_000 };
/** A stock server takes its time to start on a busy machine. */
const START_MILLISECONDS_MAX = 120_000;
const ARRIVAL_MILLISECONDS_MAX = 60_000;

let server: PodServer;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let service: ConnectorService;
let folder: string;
let url: string;
let odile: Citizen;
const browser = new WebBrowser();

const makeCitizen = (name: string): Promise<Citizen> =>
  createCitizen(server, {
    email: `${name}@exemple.invalid`,
    password: 'un-mot-de-passe-long',
    name,
  });

/** The real service of the MAIF connector between a stock Solid server and a simulated MAIF. */
beforeAll(async () => {
  server = await startStockServer();
  folder = await mkdtemp(join(tmpdir(), 'maif-arrival-'));
  const port = await freePort();
  url = `http://localhost:${port}`;
  const redirectUrl = `${url}/consented`;
  const sandboxPort = await freePort();
  sandbox = await startSandbox({
    ...credentials,
    port: sandboxPort,
    baseUrl: `http://localhost:${sandboxPort}`,
    redirectUrl,
    clock: CLOCK,
  });
  const { clientId, clientSecret } = await makeCitizen('source-maif');
  odile = await makeCitizen('odile');
  service = await startConnectorService(
    createMaifConnector({
      ...credentials,
      api: sandbox.url,
      connect: sandbox.url,
      redirectUrl,
      clock: createClock(CLOCK),
      clockFactor: CLOCK.factor,
    }),
    {
      port,
      baseUrl: url,
      folder,
      lookFolder: 'pod-server/look',
      city: { name: 'Ville d’essai', provider: server.baseUrl, apps: [] },
      clock: CLOCK,
      loopbackAllowed: true,
    },
    {
      vaultKey: Buffer.alloc(32, 7),
      own: { issuer: server.baseUrl, clientId, clientSecret },
    },
    createLog(() => undefined),
  );
}, START_MILLISECONDS_MAX);

afterAll(async () => {
  await service?.close();
  await sandbox?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Listens to the connection's own events until the run is over. */
async function untilConnected(): Promise<Page> {
  const abort = new AbortController();
  const stream = await browser.fetch(`${url}/connection/events`, {
    headers: { accept: 'text/event-stream' },
    signal: abort.signal,
  });
  const decoder = new TextDecoder();
  for await (const chunk of stream.body ?? []) {
    if (decoder.decode(chunk).includes('"state":"connected"')) break;
  }
  abort.abort();
  return browser.open(`${url}/connection`);
}

async function inHerSpace<T>(shape: Shape<T>): Promise<(T | undefined)[]> {
  const [container = ''] = await findContainers(odile.fetch, odile.webId, shape.forClass);
  const shelf = new Shelf({ fetch: odile.fetch, container, shape });
  return Promise.all((await shelf.names()).map((name) => shelf.get(name)));
}

test(
  'a citizen reads what will not be brought, agrees at MAIF, and finds her insurance by its type',
  async () => {
    const welcome = await browser.open(`${url}/`);
    const arrived = await browser.submit(welcome, '/sign-in', { provider: 'city' });
    const signedIn = await passProvider(browser, arrived, odile);
    const partner = await browser.submit(signedIn, '/consent', { token: tokenOf(signedIn) });
    const back = await browser.submit(partner, partner.url, {
      member: members.odile,
      answer: 'accept',
    });
    const done = await untilConnected();

    expect(welcome.text).toContain('ni le nom de vos proches');
    expect(partner.text).toContain('Simulation de la MAIF');
    expect(back.url).toBe(`${url}/connection`);
    expect(done.text).toContain('du 1er avril 2019 au 23 novembre 2026');
    expect(await inHerSpace(insuranceContract)).toHaveLength(3);
    expect(await inHerSpace(insuranceClaim)).toHaveLength(2);
    expect(await inHerSpace(insuredHousehold)).toEqual([
      { insurer: 'MAIF', people: { policyholder: 1, partner: 1 } },
    ]);
    const [place] = await findContainers(odile.fetch, odile.webId, insuranceContract.forClass);
    expect(place).toBe(`${odile.podUrl}data/insurance/maif/`);
    expect((await fetch(place ?? '')).status).toBe(401);
  },
  ARRIVAL_MILLISECONDS_MAX,
);
