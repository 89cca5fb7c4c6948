import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../../connectors/kit/log.ts';
import { type ConnectorService, startConnectorService } from '../../../connectors/kit/service.ts';
import { bill } from '../../../shapes/bill/bill.ts';
import { Shelf } from '../../../shapes/kit/shelf.ts';
import { findContainers } from '../../../shapes/kit/type-index.ts';
import { waterMonth } from '../../../shapes/water-month/water-month.ts';
import { type Citizen, freePort, type PodServer, startStockServer } from '../../kit/pod-servers.ts';
import { makeCitizen, signInAt, untilState } from '../kit/stage.ts';
import { type Page, tokenOf, WebBrowser } from '../kit/web-browser.ts';
import { CLOCK_FACTOR, credentialsOf, NOW, openStage, type Stage } from './stage.ts';

const logged: string[] = [];
const browser = new WebBrowser();
let server: PodServer;
let space: Stage;
let folder: string;
let url: string;
let service: ConnectorService;
let theo: Citizen;

beforeAll(async () => {
  server = await startStockServer();
  space = await openStage();
  folder = await mkdtemp(join(tmpdir(), 'eau-'));
  const port = await freePort();
  url = `http://localhost:${port}`;
  const own = await makeCitizen(server, 'source-eau');
  theo = await makeCitizen(server, 'theo');
  service = await startConnectorService(
    space.connector(),
    {
      port,
      baseUrl: url,
      folder,
      lookFolder: 'pod-server/look',
      city: { name: 'Ville d’essai', provider: server.baseUrl, apps: [] },
      clock: { now: NOW, factor: CLOCK_FACTOR },
      loopbackAllowed: true,
    },
    {
      vaultKey: Buffer.alloc(32, 7),
      own: { issuer: server.baseUrl, clientId: own.clientId, clientSecret: own.clientSecret },
    },
    createLog((line) => logged.push(line)),
  );
});

afterAll(async () => {
  await service?.close();
  await space?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const give = (from: Page, values: Record<string, string>): Promise<Page> =>
  browser.submit(from, '/consent', { token: tokenOf(from), ...values });

/** Every file below the folder of the pods, with the time of its last change. */
async function filesOf(name: string): Promise<string[]> {
  const files = await readdir(join(server.folder, name), { recursive: true });
  return files.filter((file) => /^(?:data|documents)\//.test(file)).sort();
}

test('a citizen writes her name and password, and her water arrives with her bills', async () => {
  const agree = await signInAt({ url }, browser, theo);
  expect(agree.text).toContain('Le mot de passe de votre espace client');
  const refused = await give(agree, { ...credentialsOf('theo'), password: 'wrong' });
  expect(refused.text).toContain('n’a pas reconnu vos identifiants');

  await give(await browser.open(`${url}/agree`), credentialsOf('theo'));
  const done = await untilState({ url }, browser, 'connected');

  expect(done.text).toContain('du 25 juin 2026 au 22 novembre 2026');
  const [water = ''] = await findContainers(theo.fetch, theo.webId, waterMonth.forClass);
  const [bills = ''] = await findContainers(theo.fetch, theo.webId, bill.forClass);
  expect(water).toBe(`${theo.podUrl}data/water/00-6033-840/`);
  expect(bills).toBe(`${theo.podUrl}documents/eau-du-grand-lyon/`);
  const months = new Shelf({ fetch: theo.fetch, container: water, shape: waterMonth });
  expect(await months.names()).toHaveLength(6);
  expect((await months.get('2026-10.ttl'))?.days).toHaveLength(31);
});

test('each bill leads to its PDF, whose bytes came through whole', async () => {
  const container = `${theo.podUrl}documents/eau-du-grand-lyon/`;
  const shelf = new Shelf({ fetch: theo.fetch, container, shape: bill });

  const names = await shelf.names();

  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    const file = (await shelf.get(name))?.file ?? '';
    const answer = await theo.fetch(container + file);
    const text = new TextDecoder('latin1').decode(await answer.arrayBuffer());
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(text.startsWith('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n')).toBe(true);
    expect(text.endsWith('%%EOF\n')).toBe(true);
  }
});

test('a second run writes nothing, and the space has the same files', async () => {
  const container = `${theo.podUrl}data/water/00-6033-840/`;
  const etags = async () =>
    Promise.all(
      ['contract.ttl', '2026-11.ttl', '2026-06.ttl'].map(async (name) =>
        (await theo.fetch(container + name, { method: 'HEAD' })).headers.get('etag'),
      ),
    );
  const before = [await etags(), await filesOf('theo')];
  const page = await browser.open(`${url}/connection`);

  await browser.submit(page, '/connection/run', { token: tokenOf(page) });
  await untilState({ url }, browser, 'connected');

  expect([await etags(), await filesOf('theo')]).toEqual(before);
});

test('the password is in no log, no file of the connector and no document', async () => {
  const { password } = credentialsOf('theo');
  const kept = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = kept.filter((one) => one.isFile());
  const texts = await Promise.all(
    files.map((one) => readFile(join(one.parentPath, one.name), 'latin1')),
  );
  const laid = await Promise.all(
    (await filesOf('theo'))
      .filter((file) => /\.\w+$/.test(file))
      .map((file) => readFile(join(server.folder, 'theo', file), 'latin1')),
  );

  expect(texts.length).toBeGreaterThan(0);
  expect(laid.length).toBeGreaterThan(5);
  expect(logged.length).toBeGreaterThan(0);
  const everything = [...logged, ...texts, ...laid].join('\n');
  expect(everything).not.toContain(password);
  expect(everything).not.toContain(encodeURIComponent(password));
});
