import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PodServer, startPodServer } from '../kit/pod-servers.ts';

const files = {
  'traboule.ttl': '<> a <https://example.org/Ontology>.',
  'traboule.jsonld': '{"@id":""}',
  'traboule.fr.html': '<!doctype html><title>Vocabulaire</title>',
  'traboule.en.html': '<!doctype html><title>Vocabulary</title>',
};

let folder: string;
let server: PodServer;
let bare: PodServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vocabulary-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  [server, bare] = await Promise.all([
    startPodServer({ more: ['--vocabularyFolder', folder] }),
    startPodServer(),
  ]);
});

afterAll(async () => {
  await Promise.all([server.close(), bare.close()]);
  rmSync(folder, { recursive: true });
});

function ask(headers: Readonly<Record<string, string>>, method = 'GET'): Promise<Response> {
  return fetch(`${server.baseUrl}vocab/traboule`, { method, headers });
}

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

test.each([
  ['a program that takes anything gets Turtle', { accept: '*/*' }, 'traboule.ttl'],
  ['a program that asks for Turtle gets it', { accept: 'text/turtle' }, 'traboule.ttl'],
  [
    'a program that likes JSON-LD better gets that',
    { accept: 'text/turtle;q=0.5, application/ld+json' },
    'traboule.jsonld',
  ],
  ['a browser gets a page in French', { accept: browser }, 'traboule.fr.html'],
  [
    'a browser in English gets a page in English',
    { accept: browser, 'accept-language': 'en-GB,en;q=0.9,fr;q=0.1' },
    'traboule.en.html',
  ],
] as const)('%s', async (_fact, headers, file) => {
  const answer = await ask(headers);

  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe(files[file]);
  expect(answer.headers.get('vary')).toContain('Accept-Language');
});

test('what nobody offers is refused, and the answer says what is offered', async () => {
  const answer = await ask({ accept: 'application/pdf' });

  expect(answer.status).toBe(406);
  expect(await answer.text()).toContain('text/turtle');
});

test('who has it already is told so, and only who has this form of it', async () => {
  const first = await ask({ accept: 'text/turtle' });
  const tag = first.headers.get('etag') ?? '';

  const same = await ask({ accept: 'text/turtle', 'if-none-match': tag });
  const other = await ask({ accept: 'application/ld+json', 'if-none-match': tag });

  expect(same.status).toBe(304);
  expect(other.status).toBe(200);
});

test('the head of it is the same without the body, and every origin may read it', async () => {
  const head = await ask({ accept: 'text/turtle', origin: 'https://app.invalid' }, 'HEAD');

  expect(head.status).toBe(200);
  expect(head.headers.get('content-type')).toContain('text/turtle');
  expect(head.headers.get('content-length')).toBe(String(files['traboule.ttl'].length));
  expect(head.headers.get('access-control-allow-origin')).toBe('*');
});

test('a server that was given no vocabulary has none', async () => {
  const answer = await fetch(`${bare.baseUrl}vocab/traboule`, { headers: { accept: browser } });

  expect([401, 404]).toContain(answer.status);
});
