import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../../apps/home-board/config.ts';
import { type RunningApp, startHomeBoard } from '../../../apps/home-board/server.ts';

const settings = {
  APP_PORT: '0',
  APP_BASE_URL: 'http://logis.exemple.invalid/',
  LOOK_FOLDER: 'pod-server/look',
  APP_FOLDER: 'apps/home-board',
  CITY_NAME: 'Lyon',
  CITY_PROVIDER: 'http://localhost:3000/',
  CITY_SOURCES:
    '[{"id":"enedis","name":"Enedis","url":"http://localhost:3200/","historyMonths":24}]',
};

describe('the server of Mon Logis', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startHomeBoard(readConfig(settings));
  });
  afterAll(() => app.close());

  test('every answer forbids inline scripts, other frames and guessed types', async () => {
    for (const path of ['/', '/city.json', '/look/look.css', '/nothing-here']) {
      const { headers } = await fetch(app.url + path);
      const policy = headers.get('content-security-policy');

      expect(policy).toContain("default-src 'none';script-src 'self';style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('a provider learns from the client document which name and which address are ours', async () => {
    const answer = await fetch(`${app.url}/client.jsonld`);

    expect(answer.headers.get('content-type')).toMatch(/^application\/ld\+json/);
    expect(await answer.json()).toMatchObject({
      '@context': ['https://www.w3.org/ns/solid/oidc-context.jsonld'],
      client_id: 'http://logis.exemple.invalid/client.jsonld',
      client_name: 'Mon Logis',
      redirect_uris: ['http://logis.exemple.invalid/'],
    });
  });

  test('the city says its name, its provider and its sources', async () => {
    expect(await (await fetch(`${app.url}/city.json`)).json()).toEqual({
      cityName: 'Lyon',
      providers: [{ name: 'Lyon', url: 'http://localhost:3000/' }],
      sources: [{ id: 'enedis', name: 'Enedis', url: 'http://localhost:3200/', historyMonths: 24 }],
    });
  });

  test.each([
    ['/', {}, 'fr'],
    ['/', { 'accept-language': 'en-GB,en;q=0.9' }, 'en'],
    ['/', { 'accept-language': 'en', cookie: 'other=1; lang=fr' }, 'fr'],
    ['/?lang=en', { cookie: 'lang=fr' }, 'en'],
    ['/?lang=de', {}, 'fr'],
  ])('%s with %o speaks %s', async (path, headers: Record<string, string>, language) => {
    const page = await (await fetch(app.url + path, { headers })).text();

    expect(page).toContain(`<html lang="${language}">`);
  });

  test('a chosen language is kept for the next visit', async () => {
    const { headers } = await fetch(`${app.url}/?lang=en`);

    expect(headers.get('set-cookie')).toMatch(/^lang=en;.*SameSite=Lax/);
  });

  test('what is not there is said in a sentence', async () => {
    const answer = await fetch(`${app.url}/nothing-here`);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Mon Logis begins at /');
  });
});

describe('settings', () => {
  test.each([
    [{ APP_PORT: 'abc' }, 'APP_PORT must be a port number'],
    [{ APP_BASE_URL: 'logis' }, 'APP_BASE_URL must be an http(s) address'],
    [{ LOOK_FOLDER: '' }, 'LOOK_FOLDER is missing'],
    [{ CITY_PROVIDER: 'ftp://x' }, 'CITY_PROVIDER must be an http(s) address'],
    [{ CITY_SOURCES: '{' }, 'CITY_SOURCES is not JSON'],
    [{ CITY_SOURCES: '{}' }, 'CITY_SOURCES is not a JSON list'],
    [
      { CITY_SOURCES: '[{"id":"x","name":"X","url":"javascript:alert(1)"}]' },
      'CITY_SOURCES[0].url must be',
    ],
  ])('%o is refused by name', (wrong, sentence) => {
    expect(() => readConfig({ ...settings, ...wrong })).toThrow(sentence);
  });

  test('a tariff that cannot be used stops the start, with its file name', async () => {
    const config = { ...readConfig(settings), folder: 'test/apps/home-board/wrong-tariff' };

    await expect(startHomeBoard(config)).rejects.toThrow(
      'The tariff free-lunch.json cannot be used: standing is neither',
    );
  });
});
