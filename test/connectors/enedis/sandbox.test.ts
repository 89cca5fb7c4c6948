import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnedisSettings } from '../../../connectors/enedis/config.ts';
import { realCurve } from '../../../connectors/enedis/sandbox/curve.ts';
import { lastPublishedDay } from '../../../connectors/enedis/sandbox/quota.ts';
import { startSandbox } from '../../../connectors/enedis/sandbox/sandbox.ts';
import { readSandboxConfig } from '../../../connectors/kit/sandbox/config.ts';
import type { Environment } from '../../../connectors/kit/settings.ts';
import { addDays } from '../../../shapes/kit/local-time.ts';
import { homes, NOW, openStage, type Stage } from './stage.ts';

const curvePath = '/mesure_synchrone_auto/v2/courbe_de_charge_consommation';
let stage: Stage;
let token: string;

beforeAll(async () => {
  stage = await openStage();
  token = await tokenOf(stage.url);
  await stage.agree(homes.flat);
});
afterAll(() => stage.close());

async function tokenOf(url: string): Promise<string> {
  const secret = Buffer.from(`city:${encodeURIComponent('synthetic secret / with signs')}`);
  const answer = await fetch(`${url}/oauth2/v3/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${secret.toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return (await answer.json()).access_token;
}

async function get(path: string, query: Record<string, string>, url = stage.url, bearer = token) {
  const answer = await fetch(`${url}${path}?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  return { status: answer.status, body: await answer.json() };
}

const week = { pointId: homes.flat, dateDebut: '2026-11-02', dateFin: '2026-11-09' };

describe('the simulated Enedis keeps the rules of the real one', () => {
  test('a week of curve has 336 half-hours, the last stamped with the day after', async () => {
    const { status, body } = await get(curvePath, week);

    const [{ points }] = body.grandeur;
    expect(status).toBe(200);
    expect(points.at(-1).d).toBe('2026-11-09 00:00:00');
    expect(points.every(({ v }: { v: unknown }) => typeof v === 'string')).toBe(true);
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['eight days of curve', { ...week, dateFin: '2026-11-10' }, 400, 'ADAM-ERR0126'],
    [
      'an end that is no later than its start',
      { ...week, dateFin: week.dateDebut },
      400,
      'ADAM-ERR0069',
    ],
    [
      'older than 24 months and 15 days',
      { ...week, dateDebut: '2024-11-07', dateFin: '2024-11-08' },
      400,
      'ADAM-ERR0125',
    ],
    ['a parameter outside the Swagger', { ...week, page: '1' }, 500, '500'],
    ['a parameter too few', { pointId: homes.flat }, 500, '500'],
    ['a meter that nobody knows', { ...week, pointId: '00000000000000' }, 404, 'STM-ERR-0000020'],
    [
      'a meter whose holder did not agree',
      { ...week, pointId: homes.newcomer },
      403,
      'ADAM-DC-0008',
    ],
    ['today', { ...week, dateDebut: '2026-11-23', dateFin: '2026-11-24' }, 404, 'no_data_found'],
  ])('%s is refused', async (_what, query, status, code) => {
    expect(await get(curvePath, query)).toMatchObject({ status, body: { code } });
  });

  test('production of a home without panels is asked in the wrong direction', async () => {
    const answer = await get('/mesure_synchrone_auto/v2/courbe_de_charge_production', week);

    expect(answer).toMatchObject({ status: 400, body: { code: 'ADAM-ERR0069' } });
  });

  test('a meter number as a query where the path is due is a 500', async () => {
    const answer = await get('/situation_contrat_auto/v1', { pointId: homes.flat });

    expect(answer.status).toBe(500);
  });

  test('v5 words its refusals in its own way', async () => {
    const { body } = await get('/metering_data_clc/v5/consumption_load_curve', {
      usage_point_id: homes.flat,
      start: '2026-11-02',
      end: '2026-11-10',
    });

    expect(body).toMatchObject({ error: 'ADAM-ERR0126', error_uri: '' });
  });

  test('the greatest power of each day comes in volt-amperes', async () => {
    const { body } = await get('/mesure_synchrone_auto/v2/puissance_conso_max_quotidienne', {
      ...week,
      mesuresPas: 'P1D',
      grandeurPhysique: 'PMA',
    });

    expect(body.grandeur[0]).toMatchObject({ grandeurPhysique: 'PMA', unite: 'VA' });
    expect(body.grandeur[0].points).toHaveLength(7);
  });

  test('nobody gets an answer without a token', async () => {
    expect((await get(curvePath, week, stage.url, 'none')).status).toBe(401);
  });

  test('the sixth call within a second is refused, with the time to come back', async () => {
    const real = await startSandbox(sandboxConfig({ clock: { now: NOW, factor: 0.001 } }));
    const bearer = await tokenOf(real.url);

    const statuses: number[] = [];
    let refusal: { body: { message?: string } } = { body: {} };
    for (let call = 0; call < 6; call += 1) {
      refusal = await get(curvePath, week, real.url, bearer);
      statuses.push('status' in refusal ? Number(refusal.status) : 0);
    }
    await real.close();

    expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
    expect(refusal.body.message).toBe('Quota Q3 reached. Call threshold allowed on 11:00:01');
  });

  test('measures of the day before are published from eight in the morning in Paris', () => {
    expect(lastPublishedDay(new Date('2026-11-23T06:59:00Z'), 0)).toBe('2026-11-21');
    expect(lastPublishedDay(new Date('2026-11-23T07:00:00Z'), 0)).toBe('2026-11-22');
    expect(lastPublishedDay(new Date('2026-11-23T07:00:00Z'), 1)).toBe('2026-11-21');
  });
});

describe('the curve that it serves', () => {
  const curve = realCurve('2026-11-22');

  test('ends on its anchor with the same weekday of the file, and repeats every 25 weeks', () => {
    const watts = (day: string) => curve(day).map((slot) => slot.watts);

    // 22 November 2026 is a Sunday, as 24 June 2007 is.
    expect(curve('2026-11-22')).toHaveLength(48);
    expect(watts('2026-11-22')).toEqual(watts(addDays('2026-11-22', -175)));
    expect(watts('2026-11-22')).not.toEqual(watts('2026-11-15'));
  });

  test('keeps each day as it was when time goes on', () => {
    const later = addDays('2026-11-22', 175);

    expect(curve(later).map(({ watts }) => watts)).toEqual(
      curve('2026-11-22').map(({ watts }) => watts),
    );
  });

  test('serves the repeated hour twice in autumn and skips the missing one in spring', () => {
    const autumn = curve('2026-10-25').map(({ watts }) => watts);

    expect(autumn).toHaveLength(50);
    expect(autumn.slice(4, 6)).toEqual(autumn.slice(6, 8));
    expect(curve('2026-03-29')).toHaveLength(46);
  });

  test('leaves out half-hours without a value and marks those measured in part', () => {
    const days = Array.from({ length: 175 }, (_, index) => addDays('2026-11-22', -index));
    const slots = days.flatMap((day) => [...curve(day)]);

    expect(slots.length).toBeLessThan(175 * 48);
    expect(slots.some(({ estimated }) => estimated)).toBe(true);
  });
});

describe('the pages of the simulation', () => {
  const authorize = '/dataconnect/v2/oauth2/authorize';
  const good = { client_id: 'city', response_type: 'code', state: 's', duration: 'P3Y' };
  const page = (query: object) =>
    fetch(`${stage.url}${authorize}?${new URLSearchParams({ ...query })}`);

  test('say that they are one, name the homes, and run no script', async () => {
    const answer = await page(good);
    const html = await answer.text();

    expect(html).toContain('Simulation d’Enedis');
    expect(html).toContain('Odile FABRE, 12 rue des Tanneurs');
    expect(html).not.toContain('<script');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test.each<[string, object]>([
    ['an unknown application', { ...good, client_id: 'other' }],
    ['a state of 101 characters', { ...good, state: 's'.repeat(101) }],
    ['four years', { ...good, duration: 'P4Y' }],
    ['no duration', { ...good, duration: 'long' }],
    ['an address to come back to', { ...good, redirect_uri: 'http://localhost:3200/' }],
  ])('refuse %s', async (_what, query) => {
    expect((await page(query)).status).toBe(400);
  });

  test('let a fault be set, and refuse one that does not exist', async () => {
    const set = (fault: string) =>
      fetch(`${stage.url}/sandbox/customers/${homes.newcomer}/fault`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ fault }),
      });

    expect((await set('moved')).status).toBe(303);
    expect((await set('earthquake')).status).toBe(400);
    const control = await (await fetch(`${stage.url}/sandbox`)).text();
    expect(control).toMatch(/selected[^>]*>A déménagé/);
  });
});

test('consents and the place of the curve outlive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'enedis-sandbox-'));
  const config = sandboxConfig({ folder });
  const before = await startSandbox(config);
  const url = new URL(`${before.url}/dataconnect/v2/oauth2/authorize`);
  url.search = 'client_id=city&response_type=code&state=s&duration=P1Y';
  const form = new URLSearchParams({ state: 's', answer: 'accept', home: homes.flat });
  await fetch(url, { method: 'POST', redirect: 'manual', body: form });
  await before.close();

  const nextDay = { now: new Date(NOW.getTime() + 86_400_000), factor: 1_000 };
  const after = await startSandbox({ ...config, clock: nextDay });
  const answer = await get(curvePath, week, after.url, await tokenOf(after.url));
  await after.close();
  await rm(folder, { recursive: true });

  expect(answer).toEqual(await get(curvePath, week));
});

describe('settings', () => {
  const env = { ENEDIS_CLIENT_ID: 'city', ENEDIS_CLIENT_SECRET: 'synthetic' };
  const read = (given: Environment) =>
    readSandboxConfig(given, 'ENEDIS', {
      port: 3300,
      redirectUrl: 'http://localhost:3200/consented',
    });

  test('lead to the real Enedis unless they say otherwise', () => {
    expect(readEnedisSettings(env)).toMatchObject({
      api: 'https://gw.ext.prod.api.enedis.fr',
      mode: '2026',
      clockFactor: 1,
    });
  });

  test.each<[object, string]>([
    [{ ENEDIS_MODE: 'v4' }, 'ENEDIS_MODE is "v4"'],
    [{ ENEDIS_API: 'enedis' }, 'ENEDIS_API is "enedis"'],
    [
      { ENEDIS_API: 'http://enedis.invalid' },
      'ENEDIS_API is "http://enedis.invalid": give an https',
    ],
    [{ ENEDIS_CLIENT_SECRET: '' }, 'ENEDIS_CLIENT_SECRET is missing'],
  ])('that are wrong are refused by name: %j', (wrong, sentence) => {
    expect(() => readEnedisSettings({ ...env, ...wrong })).toThrow(sentence);
  });

  test('of the simulation have a place of their own for what it keeps', () => {
    expect(read({ ...env, SANDBOX_PORT: '0' })).toMatchObject({ port: 0 });
    expect(read({ ...env, SANDBOX_FOLDER: 'x' }).folder).toBe('x');
  });
});

function sandboxConfig(change: object) {
  return {
    port: 0,
    baseUrl: 'http://localhost',
    redirectUrl: 'http://localhost:3200/consented',
    clientId: 'city',
    clientSecret: 'synthetic secret / with signs',
    clock: { now: NOW, factor: 1_000 },
    ...change,
  };
}
