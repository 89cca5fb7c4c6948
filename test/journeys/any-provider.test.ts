import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frenchPerson, noBrowser, sayIfSkipped, startBrowser } from '../kit/browser.ts';
import { type RunningCity, startRunningCity } from '../kit/city.ts';
import {
  type Citizen,
  createCitizen,
  type PodServer,
  startStockServer,
} from '../kit/pod-servers.ts';
import { wattHoursOfFile } from './real-home.ts';

sayIfSkipped('the journey with a space at another provider');

const CLOCK_NOW = '2026-11-23T09:00:00+01:00';
const YESTERDAY = '2026-11-22';
const CLOCK_FACTOR = '20';
const ARRIVAL_MILLISECONDS_MAX = 120_000;

describe.skipIf(noBrowser)('a citizen whose space is on an unmodified server elsewhere', () => {
  let elsewhere: PodServer;
  let city: RunningCity;
  let browser: Browser;
  let page: Page;
  let camille: Citizen;

  beforeAll(async () => {
    [elsewhere, city, browser] = await Promise.all([
      startStockServer(),
      startRunningCity({ environment: { CLOCK_NOW, CLOCK_FACTOR } }),
      startBrowser(),
    ]);
    camille = await createCitizen(elsewhere, {
      name: 'camille',
      email: 'camille@exemple.invalid',
      password: 'un-mot-de-passe-long',
    });
    page = await (await browser.newContext(frenchPerson)).newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([city?.close(), elsewhere?.close()]);
  });

  test('lets the city’s source write into it', async () => {
    await page.goto(city.enedis);
    await page.getByLabel('Chez un autre fournisseur').check();
    await page.getByLabel(/^Adresse de votre fournisseur/).fill(elsewhere.baseUrl);
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.locator('input[name=email]').fill(camille.email);
    await page.locator('input[name=password]').fill(camille.password);
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByRole('button', { name: /Donner mon accord chez Enedis/ }).click();
    await page.getByLabel(/Odile FABRE/).check();
    await page.getByRole('button', { name: 'J’accepte' }).click();

    await page.locator('[data-state=connected]').waitFor({ timeout: ARRIVAL_MILLISECONDS_MAX });
    const months = await camille.fetch(
      `${camille.podUrl}data/energy/electricity/19274650318842/2026-10.ttl`,
    );
    expect(months.status).toBe(200);
  }, 180_000);

  test('sees the same year in Mon Logis, to the watt-hour', async () => {
    await page.goto(city.homeBoard);
    await page.getByLabel('Un autre fournisseur').check();
    await page.getByLabel(/^Adresse de votre fournisseur/).fill(elsewhere.baseUrl);
    await page.getByRole('button', { name: 'Me connecter' }).click();
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.locator('nav.places').waitFor();
    await page.goto(`${city.homeBoard}#/electricite/2025`);
    await page.locator('.period-page[data-path="/electricite/2025"]').waitFor();
    const shown = await page.locator('#said [data-watt-hours]').getAttribute('data-watt-hours');

    expect(Number(shown)).toBe(wattHoursOfFile('2025-01-01', '2025-12-31', YESTERDAY));
  }, 60_000);
});
