import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../../../apps/home-board/server.ts';
import { connection } from '../../../shapes/connection/connection.ts';
import { Shelf } from '../../../shapes/kit/shelf.ts';
import { registerContainer } from '../../../shapes/kit/type-index.ts';
import type { MeterReading } from '../../../shapes/meter-reading/meter-reading.ts';
import { trb } from '../../../vocab/terms.ts';
import {
  accessibilityFindings,
  desk,
  frenchPerson,
  narrow,
  noBrowser,
  phone,
  sayIfSkipped,
  sidewaysOverflow,
  startBrowser,
  takeScreens,
} from '../../kit/browser.ts';
import {
  type Citizen,
  createCitizen,
  freePort,
  type PodServer,
  startStockServer,
} from '../../kit/pod-servers.ts';
import { signInTo, startMonLogis, type Visit } from './running-home-board.ts';
import { seedHome, twoYears } from './seeded-space.ts';

sayIfSkipped('Mon Logis in a browser');

/** A stock server, three accounts, two years of readings and a sign-in, on a machine that does other things too. */
const STARTING_MILLISECONDS_MAX = 120_000;

const wattHoursIn = (readings: readonly MeterReading[]) =>
  readings.reduce((sum, { energyWattHours }) => sum + energyWattHours, 0);

describe.skipIf(noBrowser)('Mon Logis in a browser, with a space at any provider', () => {
  let pods: PodServer;
  let app: RunningApp;
  let browser: Browser;
  let camille: Citizen;
  let connector: Citizen;
  let lou: Citizen;
  let space: { readonly data: string; readonly link: string };
  let visit: Visit;
  let page: Page;

  beforeAll(async () => {
    [pods, browser] = await Promise.all([startStockServer(), startBrowser()]);
    const citizen = (name: string) =>
      createCitizen(pods, {
        name,
        email: `${name}@exemple.invalid`,
        password: 'un secret de test',
      });
    [camille, connector, lou] = await Promise.all([
      citizen('camille'),
      citizen('releve'),
      citizen('lou'),
    ]);
    space = await seedHome(camille, { connector: connector.webId, state: 'connected' });
    app = await startMonLogis(pods);
    visit = await signInTo(app, browser, camille);
    page = visit.page;
  }, STARTING_MILLISECONDS_MAX);

  afterAll(async () => {
    await browser?.close();
    await Promise.all([app?.close(), pods?.close()]);
  });

  /** Opens a place of the app and waits until its figures are there. */
  async function open(path: string): Promise<void> {
    await page.goto(`${app.url}/#${path}`);
    await page
      .locator(path.startsWith('/electricite') ? `.period-page[data-path="${path}"]` : 'main h1')
      .waitFor();
  }

  async function findingsAt(size: typeof phone | typeof desk) {
    await page.setViewportSize(size);
    return accessibilityFindings(page);
  }

  const shownWattHours = async () =>
    Number(await page.locator('#said [data-watt-hours]').getAttribute('data-watt-hours'));

  test('the home page says where things stand and offers the way on', async () => {
    await open('/');

    await page.getByRole('link', { name: 'Voir votre électricité' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('dimanche 22 novembre 2026');
    await takeScreens(page, 'mon-logis-accueil');
  });

  test('the year on the page is the sum of its readings, to the watt-hour', async () => {
    const year2025 = twoYears().filter(({ month }) => month.startsWith('2025'));

    await open('/electricite/2025');

    expect(await shownWattHours()).toBe(wattHoursIn(year2025.flatMap((month) => month.readings)));
  });

  test('the last twelve months, a month and a day are each the sum of their readings', async () => {
    const readings = twoYears().flatMap((month) => month.readings);
    const november = twoYears().at(-1)?.readings ?? [];
    const day = november.filter(({ start }) => start.toISOString() >= '2026-11-19T23:00');

    await open('/electricite');
    expect(await shownWattHours()).toBe(
      wattHoursIn(readings.filter(({ start }) => start.toISOString() >= '2025-11-30T23:00')),
    );
    await takeScreens(page, 'mon-logis-annee');

    await open('/electricite/2026/11');
    expect(await shownWattHours()).toBe(wattHoursIn(november));
    await takeScreens(page, 'mon-logis-mois');

    await open('/electricite/2026/11/20');
    expect(await shownWattHours()).toBe(
      wattHoursIn(day.filter(({ start }) => start.toISOString() < '2026-11-20T23:00')),
    );
    await takeScreens(page, 'mon-logis-jour');
  });

  test('by keyboard alone: from bar to bar, into a month, to its table', async () => {
    await open('/electricite');
    await page.locator('.picture .bar').first().focus();

    await page.keyboard.press('End');
    expect(await page.locator('.readout').textContent()).toMatch(/^novembre 2026/);
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.readout').textContent()).toMatch(/^octobre 2026 : \d+/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/electricite\/2026\/10$/);
    await page.locator('.period-page').waitFor();
    await page.locator('.picture .bar').first().focus();
    await page.keyboard.press('t');

    await page.getByRole('table').waitFor();
    expect(await page.getByRole('row').count()).toBe(31 + 2);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
  });

  test('going back and reloading show the same period again', async () => {
    await open('/electricite/2026/10');
    await open('/electricite/2026/10/25');

    expect(await page.locator('.picture .bar').count()).toBe(50);
    await page.goBack();
    await page.locator('.picture .bar').nth(30).waitFor();
    expect(await page.locator('.picture .bar').count()).toBe(31);
  });

  test('the CSV file holds the same figures as the table', async () => {
    await open('/electricite/2026/11');
    await page.locator('#figures summary').click();

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Télécharger' }).click(),
    ]);

    expect(file.suggestedFilename()).toBe('electricite-2026-11.csv');
    const rows = (await readFile(await file.path(), 'utf8')).trim().split('\r\n').slice(1);
    const total = rows.reduce((sum, row) => sum + Number(row.split(',')[1]), 0);
    expect(total).toBe(await shownWattHours());
    expect(rows[10]).toBe(`2026-11-11,,${rows[10]?.split(',')[2]},0,missing`);
  });

  test('a missing day is hatched and said, an estimated and a corrected one are said', async () => {
    await open('/electricite/2026/11');

    const bars = page.locator('.picture .bar');
    expect(await page.locator('.picture .missing').count()).toBe(1);
    expect(await bars.nth(10).getAttribute('aria-label')).toBe(
      'mercredi 11 novembre 2026 : non reçu',
    );
    expect(await bars.nth(13).getAttribute('aria-label')).toContain('estimé');
    expect(await bars.nth(16).getAttribute('aria-label')).toContain('corrigé');
    expect(await page.locator('main').textContent()).toContain('Relevés absents ou partiels : 11');
  });

  test('off-peak hours come from the meter, and the choice of a tariff is kept', async () => {
    await open('/electricite/2026/11');

    await page.getByLabel('Votre tarif').selectOption('regulated-off-peak');
    await page.getByText('D’où viennent ces prix ?').click();

    expect(await page.locator('main').textContent()).toContain('Heures creuses : 22:30-06:30');
    await open('/electricite/2026/10');
    expect(await page.getByLabel('Votre tarif').inputValue()).toBe('regulated-off-peak');
    await page.getByLabel('Votre tarif').selectOption('regulated-base');
  });

  test.each([
    ['English', 'en'],
    ['Français', 'fr'],
  ])('every page in %s is free of axe findings, on phone and desk', async (label, language) => {
    await page.getByRole('link', { name: label }).click();
    const findings: unknown[] = [];
    for (const path of ['/', '/electricite', '/electricite/2026/11', '/sources', '/reglages']) {
      await open(path);
      findings.push(...(await findingsAt(phone)), ...(await findingsAt(desk)));
    }

    expect(findings).toEqual([]);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
  });

  test('no page scrolls sideways at 320 pixels', async () => {
    await page.setViewportSize(narrow);
    const overflows: number[] = [];
    for (const path of ['/', '/electricite', '/electricite/2026/11/20', '/sources', '/reglages']) {
      await open(path);
      overflows.push(await sidewaysOverflow(page));
    }
    await page.setViewportSize(desk);

    expect(overflows).toEqual([0, 0, 0, 0, 0]);
  });

  test('once the space is open, the browser lets data go only there', async () => {
    const elsewhere = `http://localhost:${await freePort()}/`;

    const blocked = await page.evaluate(async (url) => {
      const violation = new Promise<string>((tell) =>
        document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) =>
          tell(`${effectiveDirective} ${blockedURI}`),
        ),
      );
      await fetch(url).catch(() => undefined);
      return violation;
    }, elsewhere);
    const home = await page.evaluate(async (url) => (await fetch(url)).status, camille.webId);

    expect(blocked).toBe(`connect-src ${elsewhere}`);
    expect(home).toBe(200);
  });

  test('a reload opens the space again without a form, where one was', async () => {
    await open('/electricite/2026/11');

    await page.reload();

    await page.locator('.period-page').waitFor();
    expect(new URL(page.url()).hash).toBe('#/electricite/2026/11');
  });

  test('a first reception shows how far it is, and the page follows', async () => {
    const shelf = new Shelf({ fetch: camille.fetch, container: space.link, shape: connection });
    const stored = await shelf.get('connection.ttl');
    if (stored === undefined) throw new Error('The connection was not seeded');
    await shelf.put({ ...stored, state: 'syncing' });

    await page.goto(`${app.url}/#/`);
    await page.reload();

    await page.getByRole('status').filter({ hasText: '24 mois sur 24' }).waitFor();
    await takeScreens(page, 'mon-logis-reception');
    await shelf.put(stored);
    await page.locator('#arriving').waitFor({ state: 'detached' });
  });

  test('removing the access says what goes and what stays, and the next write is refused', async () => {
    await open('/sources');
    await page.getByRole('button', { name: 'Retirer l’accès' }).click();
    expect(await page.getByLabel('Retirer l’accès de Enedis').textContent()).toContain(
      'Vos données déjà reçues restent ici.',
    );
    await takeScreens(page, 'mon-logis-sources');

    await page.getByRole('button', { name: 'Retirer l’accès' }).click();

    await page.getByText('n’a plus accès').waitFor();
    const write = await connector.fetch(`${space.data}2026-11.ttl`, {
      method: 'PUT',
      headers: { 'content-type': 'text/turtle' },
      body: '',
    });
    expect(write.status).toBe(403);
    expect((await camille.fetch(`${space.data}2026-11.ttl`)).status).toBe(200);
  });

  test('a session that the server no longer knows is said in words, with the way back', async () => {
    await page.route(`${space.data}**`, (route) => route.fulfill({ status: 401 }));

    await page.goto(`${app.url}/#/`);
    await page.reload();

    await page.getByRole('heading', { name: 'Votre session a pris fin' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.unroute(`${space.data}**`);
    await page.getByRole('button', { name: 'Me reconnecter' }).click();
    await page.getByRole('heading', { name: 'Votre logis en clair' }).waitFor();
  });

  test('an empty space says what will be here and offers one button for each source', async () => {
    const { context, page: empty } = await signInTo(app, browser, lou);

    const connect = empty.getByRole('link', { name: 'Connecter Enedis' });
    await connect.waitFor();
    expect(await connect.getAttribute('href')).toBe('http://localhost:9/');
    expect(await accessibilityFindings(empty)).toEqual([]);
    await takeScreens(empty, 'mon-logis-bienvenue');

    await empty.goto(`${app.url}/#/reglages`);
    await takeScreens(empty, 'mon-logis-reglages');
    await empty.getByRole('button', { name: 'Me déconnecter' }).click();
    await empty.getByRole('button', { name: 'Me connecter' }).waitFor();
    await context.close();
  });

  test("somebody else's space refuses, and the page says so", async () => {
    await registerContainer(lou.fetch, lou.webId, trb.MeterMonth, space.data);

    const { context, page: refused } = await signInTo(app, browser, lou);

    await refused.getByRole('heading', { name: 'Votre espace refuse l’accès' }).waitFor();
    await context.close();
  });

  test('the first page names the city, explains itself, and finds no provider at a wrong address', async () => {
    const context = await browser.newContext(frenchPerson);
    const first = await context.newPage();
    await first.goto(app.url);
    await first.getByLabel('Un autre fournisseur').waitFor();
    await takeScreens(first, 'mon-logis-connexion');
    const found = await accessibilityFindings(first);

    await first.getByLabel('Un autre fournisseur').check();
    await first.getByRole('button', { name: 'Me connecter' }).click();
    await first.getByText('Écrivez l’adresse').waitFor();
    await first.getByLabel('Adresse de votre').fill(`http://localhost:${await freePort()}`);
    await first.getByRole('button', { name: 'Me connecter' }).click();
    await first.getByText('Il n’y a pas de fournisseur à cette adresse').waitFor();

    expect(found).toEqual([]);
    expect(await accessibilityFindings(first)).toEqual([]);
    await context.close();
  });

  test('an identity is as good as the address of a provider', async () => {
    const context = await browser.newContext(frenchPerson);
    const first = await context.newPage();
    await first.goto(app.url);

    await first.getByLabel('Un autre fournisseur').check();
    await first.getByLabel('Adresse de votre').fill(camille.webId);
    await first.getByRole('button', { name: 'Me connecter' }).click();

    await first.locator('input[name=email]').waitFor();
    expect(first.url().startsWith(pods.baseUrl)).toBe(true);
    await context.close();
  });

  test('without a script the page says what it is and what it needs', async () => {
    const context = await browser.newContext({ ...frenchPerson, javaScriptEnabled: false });
    const plain = await context.newPage();

    await plain.goto(`${app.url}/?lang=en`);

    expect(await plain.locator('html').getAttribute('lang')).toBe('en');
    expect(await plain.locator('main').textContent()).toContain('Please allow JavaScript');
    await context.close();
  });
});
