import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { toJsonLd } from '../../vocab/json-ld.ts';
import { readOntology } from '../../vocab/ontology.ts';
import { vocabularyPage } from '../../vocab/page.tsx';
import { trbNamespace } from '../../vocab/reused.ts';
import {
  accessibilityFindings,
  narrow,
  noBrowser,
  sayIfSkipped,
  withBrowser,
} from '../kit/browser.ts';

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
    const host = await hostOfPages();

    await withBrowser(async (browser) => {
      for (const language of ['fr', 'en']) {
        const page = await browser.newPage({ viewport: narrow });
        await page.goto(`${host.url}/vocab/traboule?lang=${language}`);

        expect(await accessibilityFindings(page)).toEqual([]);
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(sideways).toBe(0);
      }
    });
    await host.close();
  },
);

/** Serves the pages beside the look of the city, as a pod server does. */
async function hostOfPages(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const host = createServer(({ url = '/' }, response) => {
    const look = /^\/\.look\/([\w-]+\.css)$/.exec(url)?.[1];
    const language = url.endsWith('lang=en') ? 'en' : 'fr';
    response.setHeader('content-type', look === undefined ? 'text/html' : 'text/css');
    response.end(
      look === undefined
        ? vocabularyPage(ontology, language)
        : readFileSync(`pod-server/look/${look}`),
    );
  });
  await new Promise<void>((tell) => host.listen(0, '127.0.0.1', tell));
  const { port } = host.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: () => new Promise((tell) => host.close(() => tell())),
  };
}
