import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cityPartners } from '../../city/partners.ts';
import {
  accessibilityFindings,
  frenchPerson,
  noBrowser,
  sayIfSkipped,
  startBrowser,
  takeScreens,
} from '../kit/browser.ts';
import { type RunningCity, startRunningCity } from '../kit/city.ts';
import { returnSignedIn } from './return-signed-in.ts';

sayIfSkipped('the journey through all partners');

const CLOCK_NOW = '2026-11-23T11:00:00+01:00';
/** Waits for partners' limits are divided by this. */
const CLOCK_FACTOR = '100';
const PARTNER_MILLISECONDS_MAX = 180_000;

/** What Odile has at hand: the demonstration's page of each simulation names it. */
const onOurForm: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  grdf: {
    pce: '21457839265014',
    lastName: 'FABRE',
    postCode: '69100',
    email: 'odile@exemple.invalid',
  },
  'eau-du-grand-lyon': {
    username: 'odile@exemple.invalid',
    password: 'eau de odile, pour la simulation',
  },
};

describe.skipIf(noBrowser)('a citizen connects every partner of her city', () => {
  let city: RunningCity;
  let browser: Browser;
  let page: Page;

  const connectorOf = (id: string): string => addressOf(city, id, 0);
  const simulationOf = (id: string): string => addressOf(city, id, 1);

  beforeAll(async () => {
    [city, browser] = await Promise.all([
      startRunningCity({ environment: { CLOCK_NOW, CLOCK_FACTOR } }),
      startBrowser(),
    ]);
    page = await (await browser.newContext(frenchPerson)).newPage();
    await page.goto(city.homeBoard);
    await page.getByRole('button', { name: 'Me connecter' }).click();
    await page.getByRole('link', { name: 'Créer mon espace' }).click();
    await page.getByLabel('Nom de votre espace').fill('mireille');
    await page.getByLabel('Adresse e-mail').fill('mireille@exemple.invalid');
    await page.getByLabel('Mot de passe').fill('trois ponts sur la rivière');
    await page.getByRole('button', { name: 'Créer mon espace' }).click();
    await page.getByRole('button', { name: 'Autoriser' }).click();
    await page.getByRole('link', { name: 'Connecter Enedis' }).waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  test.each(cityPartners.map(({ id, name }) => [name, id] as const))(
    '%s lets us in, and all it has arrives',
    async (_name, id) => {
      await page.goto(connectorOf(id));
      await page.getByRole('button', { name: 'Continuer' }).click();
      await page.getByRole('button', { name: 'Autoriser' }).click();
      const agree = page.getByRole('button', { name: /^Donner mon accord/ });
      await agree.waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      for (const [name, value] of Object.entries(onOurForm[id] ?? {}))
        await page.locator(`#${name}`).fill(value);
      if (id === 'grdf' || id === 'eau-du-grand-lyon') await takeScreens(page, `source-${id}`);
      await agree.click();
      if (onOurForm[id] === undefined) await page.locator('button[value=accept]').click();
      if (id === 'grdf') await confirmByMail(page, simulationOf(id), connectorOf(id));

      await page.locator('[data-state=connected]').waitFor({ timeout: PARTNER_MILLISECONDS_MAX });
    },
    PARTNER_MILLISECONDS_MAX + 60_000,
  );

  test('Mon Logis says of each that it is up to date, and shows gas and bills', async () => {
    await page.goto(city.homeBoard);
    await returnSignedIn(page);
    await page.goto(`${city.homeBoard}#/sources`);
    await page.locator('main h1').waitFor();

    const cards = await page.locator('main .card').allTextContents();
    for (const { name } of cityPartners)
      expect(cards.filter((text) => text.includes(name) && text.includes('À jour'))).toHaveLength(
        1,
      );
    await takeScreens(page, 'mon-logis-toutes-les-sources');
    await page.goto(`${city.homeBoard}#/gaz/2026/10`);
    await page.locator('.period-page[data-path="/gaz/2026/10"]').waitFor();
    await page.goto(`${city.homeBoard}#/factures`);
    await page.getByRole('button', { name: 'Télécharger le PDF' }).first().waitFor();
    expect(await page.locator('main').textContent()).toContain('Eau du Grand Lyon');
    expect(await accessibilityFindings(page)).toEqual([]);
  }, 60_000);

  test(
    'one partner is down and another wants her agreement again: both cards say which, and the others go on',
    async () => {
      await makeFail(simulationOf('maif'), '9990001', 'consent-revoked');
      await makeFail(simulationOf('enedis'), '19274650318842', 'server-error');
      for (const [id, state] of [
        ['maif', 'revoked'],
        ['enedis', 'partner-down'],
      ] as const) {
        await page.goto(`${connectorOf(id)}connection`);
        await page.getByRole('button', { name: 'Chercher maintenant' }).click();
        await page.locator(`[data-state=${state}]`).waitFor({ timeout: PARTNER_MILLISECONDS_MAX });
      }

      // A page of its own: that of a source looks again by itself while it waits.
      const board = await page.context().newPage();
      // Her space is told once the visit has given up, a little later than the source's own page.
      await expect
        .poll(() => sourcesIn(board, city), { timeout: PARTNER_MILLISECONDS_MAX })
        .toContain('Ne répond pas');
      const cards = await board.locator('main .card').allTextContents();
      const saying = (name: string) => cards.find((text) => text.includes(name)) ?? '';
      expect(saying('Enedis')).toContain('Ne répond pas');
      expect(saying('MAIF')).toContain('Arrêtée');
      expect(cards.filter((text) => text.includes('À jour'))).toHaveLength(cityPartners.length - 2);
    },
    PARTNER_MILLISECONDS_MAX + 60_000,
  );
});

/** Connectors and simulations follow each other, partner by partner. */
function addressOf({ partners }: RunningCity, id: string, which: 0 | 1): string {
  const index = cityPartners.findIndex((partner) => partner.id === id);
  return partners[2 * index + which] ?? '';
}

/** What Mon Logis says of all sources when it is opened now. */
async function sourcesIn(board: Page, { homeBoard }: RunningCity): Promise<string> {
  await board.goto(homeBoard);
  await returnSignedIn(board);
  await board.goto(`${homeBoard}#/sources`);
  await board.locator('main .card').first().waitFor();
  return (await board.locator('main').textContent()) ?? '';
}

/** GRDF writes to the holder; her mailbox is part of the simulation. */
async function confirmByMail(page: Page, simulation: string, connector: string): Promise<void> {
  await page.locator('[data-reason=CONSENT_PENDING]').waitFor();
  await page.goto(`${simulation}mailbox`);
  await page.locator('button[value=confirm]').first().click();
  await page.goto(`${connector}connection`);
  await page.getByRole('button', { name: 'Réessayer' }).click();
}

async function makeFail(simulation: string, customer: string, fault: string): Promise<void> {
  const answer = await fetch(`${simulation}sandbox/customers/${customer}/fault`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault }),
  });
  if (!answer.ok) throw new Error(`The simulation knows no fault "${fault}" of ${customer}.`);
}
