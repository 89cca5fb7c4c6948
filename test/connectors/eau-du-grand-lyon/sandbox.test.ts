import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEauSettings } from '../../../connectors/eau-du-grand-lyon/config.ts';
import { signIn } from '../../../connectors/eau-du-grand-lyon/login.ts';
import { createCustomers } from '../../../connectors/eau-du-grand-lyon/sandbox/homes.ts';
import { openState } from '../../../connectors/eau-du-grand-lyon/sandbox/state.ts';
import { shownDay, trueDay } from '../../../connectors/eau-du-grand-lyon/sandbox/water.ts';
import { lastPublishedDay } from '../../../connectors/eau-du-grand-lyon/sandbox/web-space.ts';
import { createClock } from '../../../connectors/kit/clock.ts';
import { createPartnerDoor } from '../../../connectors/kit/partner/door.ts';
import { addDays } from '../../../shapes/kit/local-time.ts';
import { credentialsOf, openStage, type Stage } from './stage.ts';

let stage: Stage;
let token: string;

beforeAll(async () => {
  stage = await openStage();
  const door = createPartnerDoor({
    partner: 'Eau du Grand Lyon',
    hosts: [new URL(stage.url).host],
    rateLimit: { callsPerSecond: 100, callsPerHour: 10_000 },
    clock: createClock({ factor: 1_000 }),
    clockFactor: 1_000,
    redirect: 'manual',
  });
  const redirectUri = 'http://localhost:3320/autorisation-callback.html';
  const settings = { api: stage.url, clientId: 'web-space', redirectUri };
  token = await signIn({ door, settings }, credentialsOf('karim'));
});
afterAll(() => stage.close());

const get = (path: string, bearer = token) =>
  fetch(stage.url + path, { headers: { authorization: `Bearer ${bearer}` } });
const daily = '/rest/produits/contrats/840102/consommationsJournalieres';

describe('the simulated web space keeps the rules of the real one', () => {
  test('days count months from 0 and say litres; months count from 1 and say nothing', async () => {
    const days = await (await get(`${daily}?dateDebut=2026-11-10&dateFin=2026-11-11`)).json();
    const path = '/rest/interfaces/ael/contrats/840102/consommationsMensuelles';
    const months = await (await get(path)).json();

    expect(days.unites).toEqual({ consommation: 'L', index: 'm3' });
    expect(days.postes[0].data[0]).toMatchObject({ annee: 2026, mois: 10, jour: 10 });
    expect(days.postes[0].data[0].volumeEstimeFuite).toBe(96);
    expect(months.unites).toBeUndefined();
    expect(months.postes[0].data.at(-1)).toMatchObject({ annee: 2026, mois: 11 });
    expect(months.postes[0].data).toHaveLength(25);
  });

  test.each([
    ['91 days', '?dateDebut=2026-08-01&dateFin=2026-10-30', 400],
    ['an end before its start', '?dateDebut=2026-11-02&dateFin=2026-11-01', 400],
    ['no dates', '', 400],
    ['90 days', '?dateDebut=2026-08-01&dateFin=2026-10-29', 200],
  ])('%s of days are answered with %s', async (_what, query, status) => {
    expect((await get(daily + query)).status).toBe(status);
  });

  test('nobody gets an answer without a token, or of another customer’s contract', async () => {
    const others = '/rest/produits/contrats/840017/consommationsJournalieres';

    expect((await get(daily, 'none')).status).toBe(401);
    expect((await get(`${others}?dateDebut=2026-11-10&dateFin=2026-11-11`)).status).toBe(404);
    expect((await get('/rest/unknown')).status).toBe(404);
  });

  test('a code is worth nothing without its verifier', async () => {
    const answer = await fetch(`${stage.url}/auth/tokenUtilisateurInternet`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: 'x',
        code_verifier: 'y',
      }),
    });

    expect(answer.status).toBe(400);
    expect((await get('/auth/authorize-internet')).status).toBe(401);
  });

  test('the day before is published from six in the morning in Paris', () => {
    expect(lastPublishedDay(new Date('2026-11-23T04:59:00Z'), 0)).toBe('2026-11-21');
    expect(lastPublishedDay(new Date('2026-11-23T05:00:00Z'), 0)).toBe('2026-11-22');
    expect(lastPublishedDay(new Date('2026-11-23T05:00:00Z'), 1)).toBe('2026-11-21');
  });
});

describe('the water that it shows', () => {
  const [, , ines] = createCustomers('2026-11-22');
  const supply = ines?.supplies[0];
  if (supply === undefined) throw new Error('Inès has no contract.');
  const days = Array.from({ length: 365 }, (_, index) => addDays('2026-01-01', index));

  test('is the same each time, and about what four people with a garden take in a year', () => {
    const litres = days.reduce((sum, day) => sum + trueDay(supply, day).litres, 0);

    expect(trueDay(supply, '2026-05-05')).toEqual(trueDay(supply, '2026-05-05'));
    expect(litres).toBeGreaterThan(150_000);
    expect(litres).toBeLessThan(220_000);
  });

  test('shows some days as zero at first, some wrongly, and all of them truly in the end', () => {
    const early = days.map((day) => shownDay(supply, day, addDays(day, 1)));
    const truth = days.map((day) => trueDay(supply, day));

    expect(days.map((day) => shownDay(supply, day, addDays(day, 21)))).toEqual(truth);
    const differing = early.filter(({ litres }, index) => litres !== truth[index]?.litres);
    expect(differing.some(({ litres }) => litres === 0)).toBe(true);
    expect(differing.some(({ litres }) => litres > 0)).toBe(true);
  });
});

describe('the pages of the simulation', () => {
  test('say that they are one, and with which words to sign in', async () => {
    const html = await (await fetch(`${stage.url}/sandbox`)).text();

    expect(html).toContain('Simulation d’Eau du Grand Lyon');
    expect(html).toContain('odile@exemple.invalid');
    expect(html).toContain('A déménagé');
    expect(html).not.toContain('<script');
  });

  test('refuse a fault that does not exist', async () => {
    const answer = await fetch(`${stage.url}/sandbox/customers/840017/fault`, {
      method: 'POST',
      body: new URLSearchParams({ fault: 'earthquake' }),
    });

    expect(answer.status).toBe(400);
  });
});

test('the day of the first start outlives a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'eau-sandbox-'));
  openState(folder, '2026-11-22');

  const { anchorDay } = openState(folder, '2026-12-24');

  await rm(folder, { recursive: true });
  expect(anchorDay).toBe('2026-11-22');
});

describe('settings', () => {
  test('lead to the real web space unless they say otherwise', () => {
    expect(readEauSettings({ EAU_CLIENT_ID: 'web-space' })).toMatchObject({
      api: 'https://agence.eaudugrandlyon.com',
      redirectUri: 'https://agence.eaudugrandlyon.com/autorisation-callback.html',
      clockFactor: 1,
    });
  });

  test.each<[object, string]>([
    [{ EAU_CLIENT_ID: '' }, 'EAU_CLIENT_ID is missing'],
    [{ EAU_API: 'http://eau.invalid' }, 'EAU_API is "http://eau.invalid": give an https'],
    [{ EAU_REDIRECT_URL: 'there' }, 'EAU_REDIRECT_URL is "there"'],
  ])('that are wrong are refused by name: %j', (wrong, sentence) => {
    expect(() => readEauSettings({ EAU_CLIENT_ID: 'web-space', ...wrong })).toThrow(sentence);
  });
});
