import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAppSignIn } from '../kit/account-visitor.ts';
import {
  accessibilityFindings,
  frenchPerson,
  narrow,
  noBrowser,
  sayIfSkipped,
  sidewaysOverflow,
  startBrowser,
  takeScreens,
} from '../kit/browser.ts';
import { type PodServer, startPodServer } from '../kit/pod-servers.ts';

sayIfSkipped('account pages in a real browser');

const password = 'une phrase assez longue';

describe.skipIf(noBrowser)('the account pages in a real browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: PodServer;
  let app: Server;
  let appAddress: string;

  beforeAll(async () => {
    app = createServer((_request, response) => response.end('<!doctype html><p>app</p>'));
    await new Promise<void>((resolve) => app.listen(0, 'localhost', resolve));
    appAddress = `http://localhost:${(app.address() as AddressInfo).port}/signed-in`;
    [browser, server] = await Promise.all([startBrowser(), startPodServer()]);
    context = await browser.newContext({ ...frenchPerson, javaScriptEnabled: false });
    page = await context.newPage();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    app.close();
  });

  test('without script and by keyboard alone, a person signs up inside an app’s sign-in and lands in the app', async () => {
    const signIn = await startAppSignIn(server.baseUrl, {
      name: 'Mon Logis',
      redirectUri: appAddress,
    });

    await page.goto(signIn.address);
    await page.getByRole('link', { name: 'Créer mon espace' }).press('Enter');
    await page.getByLabel('Nom de votre espace').fill('odile');
    await page.getByLabel('Adresse e-mail').fill('odile@exemple.invalid');
    await page.getByLabel('Mot de passe').fill(password);
    await page.getByLabel('Mot de passe').press('Enter');
    await page.getByRole('heading', { name: 'Une application demande l’accès' }).waitFor();
    await takeScreens(page, 'consent-fr');
    await page.getByRole('button', { name: 'Autoriser' }).press('Enter');
    await page.waitForURL(`${appAddress}?**`);

    expect(new URL(page.url()).searchParams.get('code')).not.toBeNull();
  });

  test('accepting and refusing are equally large', async () => {
    const signIn = await startAppSignIn(server.baseUrl, {
      name: 'Autre',
      redirectUri: `${appAddress}-2`,
    });
    await page.goto(signIn.address);

    const accept = await page.getByRole('button', { name: 'Autoriser' }).boundingBox();
    const refuse = await page.getByRole('button', { name: 'Refuser' }).boundingBox();

    expect(refuse?.height).toBe(accept?.height);
    expect(refuse?.height).toBeGreaterThanOrEqual(44);
    expect(Math.abs((refuse?.width ?? 0) - (accept?.width ?? 0))).toBeLessThanOrEqual(1);
  });

  const pages = [
    ['welcome', '', false],
    ['sign-in', '.account/login/password/', false],
    ['sign-up', '.account/login/password/register/', false],
    ['forgotten-password', '.account/login/password/forgot/', false],
    ['new-password', '.account/login/password/reset/?rid=x', false],
    ['account', '', true],
    ['error', 'odile/data/', false],
  ] as const;

  test.each(pages)(
    '%s has nothing that axe, a narrow screen or a dark one minds',
    async (name, place, signedIn) => {
      const reader = await browser.newContext(frenchPerson);
      if (signedIn) await reader.addCookies(await context.cookies());
      const view = await reader.newPage();
      for (const language of ['fr', 'en']) {
        const address = new URL(place, server.baseUrl);
        address.searchParams.set('lang', language);
        await view.goto(address.href);
        await takeScreens(view, `${name}-${language}`);

        expect(await accessibilityFindings(view)).toEqual([]);
        await view.emulateMedia({ colorScheme: 'dark' });
        expect(await accessibilityFindings(view)).toEqual([]);
        await view.emulateMedia({ colorScheme: 'light' });
        await view.setViewportSize(narrow);
        expect(await sidewaysOverflow(view)).toBe(0);
        await view.setViewportSize({ width: 1280, height: 900 });
      }
      await reader.close();
    },
  );
});
