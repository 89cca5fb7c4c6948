import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityFindings,
  frenchPerson,
  noBrowser,
  sayIfSkipped,
  startBrowser,
  takeScreens,
} from '../kit/browser.ts';
import { connectorClient, type RunningCity, startRunningCity } from '../kit/city.ts';
import { createCitizen, signIn } from '../kit/pod-servers.ts';
import { wattHoursOfFile } from './real-home.ts';
import { returnSignedIn } from './return-signed-in.ts';

sayIfSkipped('the journey from sign-up to the first reading');

const CLOCK_NOW = '2026-11-23T09:00:00+01:00';
const YESTERDAY = '2026-11-22';
/** Enedis' limit of 5 calls a second becomes 100. */
const CLOCK_FACTOR = '20';
const HOME = '19274650318842';
const ARRIVAL_MILLISECONDS_MAX = 120_000;

describe.skipIf(noBrowser)('the first meter reading, from Enedis to a citizen’s screen', () => {
  let city: RunningCity;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  const storage = (): string => `${city.pods}camille/`;
  const data = (): string => `${storage()}data/energy/electricity/${HOME}/`;

  beforeAll(async () => {
    [city, browser] = await Promise.all([
      startRunningCity({ environment: { CLOCK_NOW, CLOCK_FACTOR } }),
      startBrowser(),
    ]);
    context = await browser.newContext(frenchPerson);
    page = await context.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  test('a citizen opens Mon Logis, gets a space on the way, and is told what will be there', async () => {
    await page.goto(city.homeBoard);
    await takeScreens(page, 'mon-logis-connexion');
    await page.getByRole('button', { name: 'Me connecter' }).click();
    await page.getByRole('link', { name: 'Créer mon espace' }).click();
    await page.getByLabel('Nom de votre espace').fill('camille');
    await page.getByLabel('Adresse e-mail').fill('camille@exemple.invalid');
    await page.getByLabel('Mot de passe').fill('trois ponts sur la rivière');
    await page.getByRole('button', { name: 'Créer mon espace' }).click();
    await page.getByText('Mon Logis').first().waitFor();
    await page.getByRole('button', { name: 'Autoriser' }).click();

    await page.getByRole('link', { name: 'Connecter Enedis' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await takeScreens(page, 'mon-logis-bienvenue');
  });

  test('she connects Enedis, agrees there, and watches her days arrive', async () => {
    await page.getByRole('link', { name: 'Connecter Enedis' }).click();
    await takeScreens(page, 'source-enedis');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('button', { name: 'Autoriser' }).click();
    await page.getByRole('button', { name: /Donner mon accord chez Enedis/ }).waitFor();
    await takeScreens(page, 'source-accord');
    await page.getByRole('button', { name: /Donner mon accord chez Enedis/ }).click();
    await page.getByLabel(/Odile FABRE/).check();
    await takeScreens(page, 'enedis-simulation');
    await page.getByRole('button', { name: 'J’accepte' }).click();
    await page.getByText(/^\d+ jours? sur [\d\s]+$/).waitFor();
    await takeScreens(page, 'source-progression');

    await page.locator('[data-state=connected]').waitFor({ timeout: ARRIVAL_MILLISECONDS_MAX });
    expect(await page.locator('main').textContent()).toContain('22 novembre 2026');
    expect(await accessibilityFindings(page)).toEqual([]);
    await takeScreens(page, 'source-connectee');
  }, 180_000);

  test('she sees her curve, and the year’s total is that of the source file, to the watt-hour', async () => {
    await page.getByRole('link', { name: 'Voir dans Mon Logis' }).click();
    await returnSignedIn(page);
    await page.goto(`${city.homeBoard}#/electricite/2025`);
    await page.locator('.period-page[data-path="/electricite/2025"]').waitFor();
    const shown = await page.locator('#said [data-watt-hours]').getAttribute('data-watt-hours');

    expect(Number(shown)).toBe(wattHoursOfFile('2025-01-01', '2025-12-31', YESTERDAY));
    expect(await accessibilityFindings(page)).toEqual([]);
    await takeScreens(page, 'electricite-annee');
  });

  test('another citizen, signed in, is refused; a visitor is asked who he is', async () => {
    const other = await createCitizen(
      { baseUrl: city.pods },
      { email: 'voisin@exemple.invalid', password: 'un-mot-de-passe-long', name: 'voisin' },
    );
    const places = ['', '2025-06.ttl', 'contract.ttl', '.acl'].map((name) => data() + name);
    const all = [...places, `${storage()}connections/enedis/connection.ttl`];

    for (const place of all) {
      expect((await other.fetch(place)).status, place).toBe(403);
      expect((await fetch(place)).status, place).toBe(401);
    }
  });

  test('a source may write in its own two folders and nowhere else', async () => {
    const connector = await signIn({ baseUrl: city.pods }, await connectorClient(city));
    const note = { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'bonjour' };
    const elsewhere = [
      'note.txt',
      'data/note.txt',
      'data/energy/electricity/note.txt',
      'profile/note.txt',
    ];

    for (const place of elsewhere) {
      expect((await connector.fetch(storage() + place, note)).status, place).toBe(403);
    }
    expect((await connector.fetch(`${data()}.acl`)).status).toBe(403);
  });

  test('she removes the source’s access: its next write is refused, and its page says so and what to do', async () => {
    await page.goto(`${city.homeBoard}#/sources`);
    await page.getByRole('button', { name: 'Retirer l’accès' }).click();
    await takeScreens(page, 'mon-logis-sources');
    await page.getByRole('button', { name: 'Retirer l’accès' }).click();
    await page.getByText(/n’a plus accès à votre espace/).waitFor();
    const connector = await signIn({ baseUrl: city.pods }, await connectorClient(city));
    const refused = await connector.fetch(`${data()}2026-11.ttl`, {
      method: 'PUT',
      headers: { 'content-type': 'text/turtle' },
      body: '',
    });
    await page.goto(`${city.enedis}connection`);
    await page.getByRole('button', { name: 'Chercher maintenant' }).click();
    await page.locator('[data-reason=POD_ACCESS_REMOVED]').waitFor();

    expect(refused.status).toBe(403);
    const said = await page.locator('main').textContent();
    expect(said).toContain('Votre espace ne nous laisse plus écrire.');
    expect(said).toContain('Sinon, rendez-nous l’accès.');
    expect(await accessibilityFindings(page)).toEqual([]);
    await takeScreens(page, 'source-acces-retire');
  });
});
