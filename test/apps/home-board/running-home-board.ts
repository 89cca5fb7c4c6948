import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type RunningApp, startHomeBoard } from '../../../apps/home-board/server.ts';
import { frenchPerson } from '../../kit/browser.ts';
import { type Citizen, freePort, type PodServer } from '../../kit/pod-servers.ts';

/** Mon Logis as it was built, in a city whose provider is the given server. */
export async function startMonLogis(pods: PodServer): Promise<RunningApp> {
  const port = await freePort();
  return startHomeBoard({
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
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** A citizen signs in, on the pages of an unmodified server, and lets Mon Logis in. */
export async function signInTo(
  app: RunningApp,
  browser: Browser,
  { email, password }: Citizen,
): Promise<Visit> {
  const context = await browser.newContext(frenchPerson);
  const page = await context.newPage();
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Me connecter' }).click();
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: /authorize|autoriser|oui/i }).click();
  await page.locator('nav.places, main [role=alert]').first().waitFor();
  return { context, page };
}
