import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../../../apps/home-board/server.ts';
import {
  accessibilityFindings,
  desk,
  noBrowser,
  phone,
  sayIfSkipped,
  startBrowser,
  takeScreens,
} from '../../kit/browser.ts';
import { createCitizen, type PodServer, startStockServer } from '../../kit/pod-servers.ts';
import { signInTo, startMonLogis } from './running-home-board.ts';
import { gasMonths, SEEDED_PDF, seedBills, seedGas } from './seeded-space.ts';

sayIfSkipped('Mon Logis with gas and bills');

const STARTING_MILLISECONDS_MAX = 120_000;

describe.skipIf(noBrowser)('Mon Logis of a citizen without electricity', () => {
  let pods: PodServer;
  let app: RunningApp;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [pods, browser] = await Promise.all([startStockServer(), startBrowser()]);
    const agnes = await createCitizen(pods, {
      name: 'agnes',
      email: 'agnes@exemple.invalid',
      password: 'un secret de test',
    });
    await seedGas(agnes);
    await seedBills(agnes);
    app = await startMonLogis(pods);
    ({ page } = await signInTo(app, browser, agnes));
  }, STARTING_MILLISECONDS_MAX);

  afterAll(async () => {
    await browser?.close();
    await Promise.all([app?.close(), pods?.close()]);
  });

  async function expectAccessible(): Promise<void> {
    for (const size of [phone, desk]) {
      await page.setViewportSize(size);
      expect(await accessibilityFindings(page)).toEqual([]);
    }
  }

  test('gas has a page of its own, with days from six to six, and nothing that only electricity can say', async () => {
    await page.goto(`${app.url}/#/gaz/2026/10`);
    await page.locator('.period-page[data-path="/gaz/2026/10"]').waitFor();

    expect(await page.locator('main h1').textContent()).toBe('Gaz');
    const shown = page.locator('#said [data-watt-hours]');
    expect(Number(await shown.getAttribute('data-watt-hours'))).toBe(octoberWattHours);
    expect(await page.locator('main').textContent()).toContain('Rien ne manque sur cette période.');
    expect(await page.locator('main').textContent()).not.toContain('Votre veille');
    await expectAccessible();
    await takeScreens(page, 'mon-logis-gaz');
  });

  test('the bills of all years stand newest first, each year with its sum, and give their file', async () => {
    await page.goto(`${app.url}/#/factures`);
    await page.getByText('2025 :').waitFor();

    const headings = await page.locator('main h2, main h3').allTextContents();
    expect(headings.map((text) => text.replaceAll(/\s/g, ' '))).toEqual([
      '2026 : 1 230,00 €',
      'eau, 12 octobre 2026',
      'eau (avoir), 2 avril 2026',
      '2025 : 75,26 €',
      'eau, 14 octobre 2025',
    ]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Télécharger le PDF' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('2026-10-12-E-3.pdf');
    expect(await readFile(await download.path(), 'utf8')).toBe(SEEDED_PDF);
    await expectAccessible();
    await takeScreens(page, 'mon-logis-factures');
  });
});

const octoberWattHours =
  gasMonths()[0]?.readings.reduce((sum, { energyWattHours }) => sum + energyWattHours, 0) ?? 0;
