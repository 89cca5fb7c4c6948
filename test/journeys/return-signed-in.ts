import type { Page } from 'playwright-core';

/** Where the app cannot find the session again by itself, one click leads through the provider and back. */
export async function returnSignedIn(page: Page): Promise<void> {
  const places = page.locator('nav.places');
  const button = page.getByRole('button', { name: 'Me connecter' });
  await places.or(button).first().waitFor();
  if (await places.isVisible()) return;
  await button.click();
  await places
    .or(page.getByRole('button', { name: 'Autoriser' }))
    .first()
    .waitFor();
  if (!(await places.isVisible())) await page.getByRole('button', { name: 'Autoriser' }).click();
  await places.waitFor();
}
