import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where this machine keeps a Chromium, or undefined: then browser tests are skipped. */
const chromiumPath = PLACES.find((place) => place !== undefined && existsSync(place));

/** For `describe.skipIf(noBrowser)`. */
export const noBrowser = chromiumPath === undefined;

/** One line for people whose machine has no Chromium: which tests were skipped and how to run them. */
export function sayIfSkipped(what: string): void {
  if (!noBrowser) return;
  process.stderr.write(
    `Skipped, no Chromium: ${what}. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.\n`,
  );
}

/** Starts a headless Chromium; the caller closes it. */
export function startBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium here: set CHROMIUM_PATH');
  return chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    // Test machines run as root in small containers, where Chromium's sandbox and shared memory do not work.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

/** Runs a story in a browser of its own and closes it, whatever happens. */
export async function withBrowser<T>(story: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await startBrowser();
  try {
    return await story(browser);
  } finally {
    await browser.close();
  }
}

export const phone = { width: 390, height: 844 } as const;
export const desk = { width: 1280, height: 900 } as const;
/** 320 CSS pixels: a 1280 px screen at 400 % zoom (WCAG 2.2, 1.4.10). */
export const narrow = { width: 320, height: 640 } as const;

/** A French person's browser, on a desk unless told otherwise. */
export const frenchPerson: BrowserContextOptions = {
  locale: 'fr-FR',
  timezoneId: 'Europe/Paris',
  viewport: desk,
  reducedMotion: 'reduce',
};

export interface AxeFinding {
  readonly rule: string;
  readonly help: string;
  readonly where: readonly string[];
}

const AXE_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong with the page as it stands, by rule; an empty list is the only good answer. */
export async function accessibilityFindings(page: Page): Promise<readonly AxeFinding[]> {
  // Evaluated through the debugger, which a strict Content-Security-Policy does not forbid.
  await page.evaluate(await readFile(axeFile, 'utf8'));
  return page.evaluate(async (rules) => {
    const axe = (globalThis as unknown as { axe: typeof import('axe-core') }).axe;
    const { violations } = await axe.run(document, { runOnly: rules, preload: false });
    return violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      where: nodes.map(({ target }) => target.join(' ')),
    }));
  }, AXE_RULES);
}

/** How many pixels of the page lie beyond the right edge; a page that fits says 0. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  );
}

/** Keeps pictures of the page at phone and desk width, light and dark, in docs/screens, when SCREENSHOTS=1. */
export async function takeScreens(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== '1') return;
  const before = page.viewportSize();
  for (const [width, size] of Object.entries({ 390: phone, 1280: desk })) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // The whole page as one tall screen: what is fixed to the bottom then lies at the bottom.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) });
      const file = join('docs', 'screens', `${name}-${width}-${colorScheme}.png`);
      mkdirSync(dirname(file), { recursive: true });
      await page.screenshot({ path: file });
      await page.setViewportSize(size);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (before !== null) await page.setViewportSize(before);
}
