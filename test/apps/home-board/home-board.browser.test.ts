import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHomeBoard } from '../../../apps/home-board/server.ts';
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
import { seedHome, twoYears } from './seeded-space.ts';

sayIfSkipped('Mon Logis in a browser');

describe.skipIf(noBrowser)('Mon Logis in a browser, with a space at any provider', () => {
  let pods: PodServer;
  let app: Awaited<ReturnType<typeof startHomeBoard>>;
  let browser: Browser;
  let camille: Citizen;
  let lou: Citizen;
  let connector: Citizen;
  let seeded: { readonly data: string; readonly link: string };

  beforeAll(async () => {
    [pods, browser] = await Promise.all([startStockServer(), startBrowser()]);
    [camille, lou, connector] = (await Promise.all(
      ['camille', 'lou', 'releve'].map((name) =>
        createCitizen(pods, {
          name,
          email: `${name}@exemple.invalid`,
          password: 'un secret de test',
        }),
      ),
    )) as [Citizen, Citizen, Citizen];
    seeded = await seedHome(camille, { connector: connector.webId, state: 'connected' });
    const port = await freePort();
    app = await startHomeBoard({
      port,
      baseUrl: `http://localhost:${port}`,
      lookFolder: 'dist/pod-server/look',
      folder: 'dist/apps/home-board',
      city: {
        cityName: 'Lyon',
        providers: [{ name: 'Ville de Lyon', url: pods.baseUrl }],
        sources: [{ id: 'enedis', name: 'Enedis', url: 'http://localhost:9/', historyMonths: 24 }],
      },
    });
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([app?.close(), pods?.close()]);
  });

  async function visit(citizen: Citizen): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext(frenchPerson);
    const page = await context.newPage();
    page.setDefaultTimeout(6000);
    page.on('console', (m) => console.log('CONSOLE', m.text()));
    page.on('framenavigated', (f) => console.log('NAV', f.url().slice(0, 120)));
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Me connecter' }).click();
    await page.locator('input[name=email]').fill(citizen.email);
    await page.locator('input[name=password]').fill(citizen.password);
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: /authorize/i }).click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    return { context, page };
  }

  test('try', async () => {
    const { page, context } = await visit(camille);
    page.on('console', (m) => console.log('CONSOLE', m.text()));
    await page.getByRole('link', { name: 'Voir votre électricité' }).waitFor();
    await takeScreens(page, 'accueil');
    for (const [hash, name] of [
      ['#/electricite', 'annee'],
      ['#/electricite/2026/11', 'mois'],
      ['#/electricite/2026/11/20', 'jour'],
      ['#/sources', 'sources'],
      ['#/reglages', 'reglages'],
    ] as const) {
      await page.goto(`${app.url}/${hash}`);
      await page.waitForTimeout(800);
      await takeScreens(page, name);
      console.log(
        name,
        JSON.stringify(await accessibilityFindings(page)),
        await sidewaysOverflow(page),
      );
    }
    await context.close();
  });
});
