import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { universalAccess } from '@inrupt/solid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connection } from '../../../shapes/connection/connection.ts';
import { Shelf } from '../../../shapes/kit/shelf.ts';
import { findContainers } from '../../../shapes/kit/type-index.ts';
import { meterMonth } from '../../../shapes/meter-reading/meter-reading.ts';
import { type Citizen, type PodServer, startStockServer } from '../../kit/pod-servers.ts';
import { DAYS } from './fictive-connector.ts';
import { connect, makeCitizen, type Stage, setStage, signInAt, untilState } from './stage.ts';
import { passProvider, tokenOf, WebBrowser } from './web-browser.ts';

const headers = { 'content-type': 'text/turtle' };
const MONTHS = ['2026-08.ttl', '2026-09.ttl', '2026-10.ttl'];

let server: PodServer;
let stage: Stage;
let malik: Citizen;

beforeAll(async () => {
  server = await startStockServer();
  stage = await setStage(server, 'connect');
  malik = await makeCitizen(server, 'malik');
});

afterAll(async () => {
  await stage?.close();
  await server?.close();
});

const containerOf = ({ podUrl }: Citizen): string =>
  `${podUrl}data/energy/electricity/00000000000042/`;

async function etagsOf(citizen: Citizen): Promise<readonly (string | null)[]> {
  const files = [
    ...MONTHS.map((month) => containerOf(citizen) + month),
    `${citizen.podUrl}connections/fontaine/connection.ttl`,
  ];
  return Promise.all(
    files.map(async (file) => (await citizen.fetch(file, { method: 'HEAD' })).headers.get('etag')),
  );
}

async function documentOf(citizen: Citizen) {
  const container = `${citizen.podUrl}connections/fontaine/`;
  return new Shelf({ fetch: citizen.fetch, container, shape: connection }).get('connection.ttl');
}

test('a citizen signs in, agrees at the partner, and her months arrive in her own space', async () => {
  const odile = await makeCitizen(server, 'odile');
  const browser = new WebBrowser();

  const agree = await signInAt(stage, browser, odile);
  expect(agree.text).toContain('Donner mon accord chez Fontaine &lt;&amp;> Cie');
  const page = await browser.submit(agree, '/consent', { token: tokenOf(agree) });
  expect(page.url).toBe(`${stage.url}/connection`);
  const done = await untilState(stage, browser, 'connected');

  expect(done.text).toContain('À jour');
  expect(done.text).toContain('du 1er août 2026 au 31 octobre 2026');
  const shelf = new Shelf({ fetch: odile.fetch, container: containerOf(odile), shape: meterMonth });
  expect(await shelf.names()).toEqual(MONTHS);
  expect((await shelf.get('2026-10.ttl'))?.readings).toHaveLength(31);
  expect(await documentOf(odile)).toEqual({
    partner: 'fontaine',
    connector: stage.connector.webId,
    state: 'connected',
    container: containerOf(odile),
    firstDay: '2026-08-01',
    lastDay: '2026-10-31',
  });
});

test('the connector is let into its two containers and nowhere else, and an app finds the data by its type', async () => {
  const odile = await makeCitizen(server, 'odile-two');
  await connect(stage, new WebBrowser(), odile);
  const asConnector = stage.connector.fetch;
  const status = async (path: string, who: typeof fetch) => (await who(odile.podUrl + path)).status;
  const lay = (path: string) =>
    asConnector(`${odile.podUrl}${path}intruder.ttl`, { method: 'PUT', headers, body: '' });

  for (const path of ['', 'data/', 'data/energy/electricity/', 'connections/', 'profile/']) {
    // No more than any stranger: a stock server lets everybody list the root of a pod.
    expect([path, await status(path, asConnector)]).toEqual([
      path,
      await status(path, malik.fetch),
    ]);
    expect([path, (await lay(path)).status]).toEqual([path, 403]);
  }
  const month = 'data/energy/electricity/00000000000042/2026-09.ttl';
  expect(await status(month, asConnector)).toBe(200);
  expect(await status(month, malik.fetch)).toBe(403);
  expect(await status(month, fetch)).toBe(401);
  expect(await status(`${month.slice(0, -11)}.acl`, asConnector)).toBe(403);
  const grab = await asConnector(`${containerOf(odile)}.acl`, { method: 'PUT', headers, body: '' });
  expect(grab.status).toBe(403);
  const own = await universalAccess.getAgentAccess(containerOf(odile), odile.webId, odile);
  expect(own).toMatchObject({ read: true, write: true, controlRead: true, controlWrite: true });
  const found = await findContainers(odile.fetch, odile.webId, meterMonth.forClass);
  expect(found).toEqual([containerOf(odile)]);
});

test('a second visit and a renewed agreement write nothing that was there already', async () => {
  const odile = await makeCitizen(server, 'odile-three');
  const browser = new WebBrowser();
  const page = await connect(stage, browser, odile);
  const before = await etagsOf(odile);

  await browser.submit(page, '/connection/run', { token: tokenOf(page) });
  const again = await untilState(stage, browser, 'connected');
  await browser.submit(again, '/consent', { token: tokenOf(again) });
  await untilState(stage, browser, 'connected');

  expect(before).not.toContain(null);
  expect(await etagsOf(odile)).toEqual(before);
});

test('a checkpoint is kept only after the space has acknowledged what came before it', async () => {
  const odile = await makeCitizen(server, 'odile-four');
  const seen: [string, number, string | undefined][] = [];
  stage.partner.mood.beforeDay = async (day) => {
    if (!day.endsWith('-01')) return;
    const listed = await new Shelf({
      fetch: odile.fetch,
      container: containerOf(odile),
      shape: meterMonth,
    }).names();
    seen.push([day, listed.length, await checkpointIn(stage.folder, odile.webId)]);
  };

  await connect(stage, new WebBrowser(), odile);
  delete stage.partner.mood.beforeDay;

  expect(seen).toEqual([
    ['2026-08-01', 0, undefined],
    ['2026-09-01', 1, '2026-09-01'],
    ['2026-10-01', 2, '2026-10-01'],
  ]);
});

async function checkpointIn(folder: string, webId: string): Promise<string | undefined> {
  const records = join(folder, 'connections');
  for (const file of await readdir(records)) {
    const record = JSON.parse(await readFile(join(records, file), 'utf8'));
    if (record.webId === webId) return record.checkpoint?.nextDay;
  }
  return undefined;
}

test('a pause keeps what arrived, survives a restart of the service, and goes on where it was', async () => {
  const odile = await makeCitizen(server, 'odile-five');
  const browser = new WebBrowser();
  const agree = await signInAt(stage, browser, odile);
  const september = new Promise<void>((reached) => {
    stage.partner.mood.beforeDay = (day) => {
      if (day !== '2026-09-10') return;
      reached();
      return new Promise(() => undefined);
    };
  });
  const page = await browser.submit(agree, '/consent', { token: tokenOf(agree) });
  await september;
  const shown = await browser.open(`${stage.url}/connection`);
  expect(shown.text).toContain(`40 jours sur ${DAYS}`);

  const paused = await browser.submit(page, '/connection/stop', { token: tokenOf(shown) });
  expect(paused.text).toContain('En pause');
  expect((await documentOf(odile))?.state).toBe('paused');
  delete stage.partner.mood.beforeDay;
  stage.partner.asked.length = 0;
  await stage.restart();
  const back = await signInAt(stage, browser, odile);
  expect(back.text).toContain('Reprendre');
  await browser.submit(back, '/connection/run', { token: tokenOf(back) });
  await untilState(stage, browser, 'connected');

  expect(stage.partner.asked[0]).toBe('2026-09-01');
  expect((await documentOf(odile))?.state).toBe('connected');
});

test('when she takes the access away the page says so, and one button gives it back', async () => {
  const odile = await makeCitizen(server, 'odile-six');
  const browser = new WebBrowser();
  const page = await connect(stage, browser, odile);
  for (const container of [containerOf(odile), `${odile.podUrl}connections/fontaine/`]) {
    // Without a list of its own the container falls back to what only its owner may do.
    await odile.fetch(`${container}.acl`, { method: 'DELETE' });
  }

  await browser.submit(page, '/connection/run', { token: tokenOf(page) });
  const refused = await untilState(stage, browser, 'needs-you');
  expect(refused.text).toContain('Votre espace ne nous laisse plus écrire');
  expect(refused.text).toContain('Rendre l’accès');
  const provider = await browser.submit(refused, '/connection/open', { token: tokenOf(refused) });
  await passProvider(browser, provider, odile);
  await untilState(stage, browser, 'connected');

  expect((await stage.connector.fetch(`${containerOf(odile)}2026-08.ttl`)).status).toBe(200);
  expect((await documentOf(odile))?.state).toBe('connected');
});

test('who disconnects keeps her data, and nobody keeps her agreement', async () => {
  const odile = await makeCitizen(server, 'odile-seven');
  const browser = new WebBrowser();
  const page = await connect(stage, browser, odile);

  const ended = await browser.submit(page, '/connection/disconnect', { token: tokenOf(page) });

  expect(ended.text).toContain('Arrêtée');
  expect(ended.text).toContain('Ce que vous avez reçu reste dans votre espace');
  expect(stage.partner.revoked).toContain('00000000000042');
  expect((await odile.fetch(`${containerOf(odile)}2026-10.ttl`)).status).toBe(200);
  expect((await documentOf(odile))?.state).toBe('revoked');
  const files = await readdir(join(stage.folder, 'connections'));
  const kept = await Promise.all(
    files.map((file) => readFile(join(stage.folder, 'connections', file), 'utf8')),
  );
  const hers = kept.find((text) => text.includes(odile.webId)) ?? '';
  expect(hers).toContain('"state":"revoked"');
  expect(hers).not.toContain('"access"');
});

test('who refuses at the partner is told so, and nothing is made in her space', async () => {
  const odile = await makeCitizen(server, 'odile-eight');
  const browser = new WebBrowser();
  const agree = await signInAt(stage, browser, odile);
  stage.partner.mood.refuse = true;

  const refused = await browser.submit(agree, '/consent', { token: tokenOf(agree) });
  delete stage.partner.mood.refuse;

  expect(refused.status).toBe(403);
  expect(refused.text).toContain('Vous avez refusé l’accord');
  expect((await odile.fetch(`${odile.podUrl}connections/`)).status).toBe(404);
});

test('no log line names a citizen, a meter, a token or an address', () => {
  const text = stage.logged.join('');

  expect(text).toContain('run.completed');
  for (const secret of ['odile', '00000000000042', 'http', 'profile/card', 'eyJ']) {
    expect(text).not.toContain(secret);
  }
});
