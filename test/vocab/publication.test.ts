import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { toJsonLd } from '../../vocab/json-ld.ts';
import { readOntology } from '../../vocab/ontology.ts';
import { vocabularyPage } from '../../vocab/page.tsx';
import { trbNamespace } from '../../vocab/reused.ts';
import { accessibilityFindings, noBrowser, sayIfSkipped, withBrowser } from '../kit/browser.ts';

const ontology = readOntology('vocab');
const names = [
  ...ontology.domains.flatMap(({ terms }) => terms.map(({ name }) => name)),
  ...ontology.codeLists.flatMap(({ name, codes }) => [
    name,
    ...codes.map(({ iri }) => iri.slice(trbNamespace.length)),
  ]),
];

test.each(['fr', 'en'] as const)(
  'the %s page has an anchor for every word and code, each once',
  (language) => {
    const page = vocabularyPage(ontology, language);

    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(names.filter((name) => !ids.includes(name))).toEqual([]);
  },
);

test('the page runs no script and loads nothing but the look of the city', () => {
  const page = vocabularyPage(ontology, 'fr');

  expect(page).not.toMatch(/<script|style=|<style|onclick/);
  expect(
    [...page.matchAll(/(?:src|rel="stylesheet" href)="([^"]+)"/g)].map(([, url]) => url),
  ).toEqual(['../.look/look.css']);
});

test('what is written in angle brackets stays text', () => {
  const [domain] = ontology.domains;
  const [term] = domain?.terms ?? [];
  if (domain === undefined || term === undefined) throw new Error('There is no word.');
  const sly = { ...term, comment: { fr: '<script>', en: '<script>' } };

  const page = vocabularyPage({ ...ontology, domains: [{ ...domain, terms: [sly] }] }, 'fr');

  expect(page).toContain('&lt;script>');
});

test('the JSON-LD says as much as the Turtle', () => {
  const { '@context': context, '@graph': graph } = JSON.parse(toJsonLd(ontology.quads)) as {
    readonly '@context': Readonly<Record<string, string>>;
    readonly '@graph': readonly Readonly<Record<string, string | readonly unknown[]>>[];
  };

  const said = graph.flatMap((node) => Object.entries(node).filter(([key]) => key !== '@id'));
  expect(said.reduce((count, [, values]) => count + values.length, 0)).toBe(ontology.quads.length);
  const prefixes = said.map(([key]) => key).filter((key) => !key.startsWith('@'));
  expect(prefixes.filter((key) => context[key.split(':')[0] ?? ''] === undefined)).toEqual([]);
});

sayIfSkipped('the accessibility of the vocabulary page');

test.skipIf(noBrowser)(
  'the pages have no accessibility fault, and fit a narrow screen',
  async () => {
    const host = createServer(({ url = '/' }, response) => {
      if (url.startsWith('/vocab/')) {
        const language = url.includes('en') ? 'en' : 'fr';
        response.setHeader('content-type', 'text/html').end(vocabularyPage(ontology, language));
        return;
      }
      const file = /^\/\.look\/([\w-]+\.css)$/.exec(url)?.[1] ?? 'look.css';
      response.setHeader('content-type', 'text/css').end(readFileSync(`pod-server/look/${file}`));
    });
    await new Promise<void>((tell) => host.listen(0, '127.0.0.1', tell));
    const address = host.address();
    const port = typeof address === 'object' ? address?.port : undefined;

    await withBrowser(async (browser) => {
      for (const language of ['fr', 'en']) {
        const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
        await page.goto(`http://localhost:${port}/vocab/traboule?lang=${language}`);

        expect(await accessibilityFindings(page)).toEqual([]);
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        await page.screenshot({ path: `/tmp/v/${language}.png` });
        console.log(sideways);
        console.log(
          await page.evaluate(() =>
            [...document.querySelectorAll('*')]
              .filter((e) => e.getBoundingClientRect().right > 320)
              .map((e) => e.outerHTML.slice(0, 120)),
          ),
        );
      }
    });
    await new Promise((tell) => host.close(tell));
  },
);
