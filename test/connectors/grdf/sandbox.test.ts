import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readGrdfSettings } from '../../../connectors/grdf/config.ts';
import { startSandbox } from '../../../connectors/grdf/sandbox/sandbox.ts';
import { temperatureOf } from '../../../connectors/grdf/sandbox/weather.ts';
import { addDays } from '../../../shapes/kit/local-time.ts';
import { credentials, homes, NOW, openStage, type Stage, sandboxConfig } from './stage.ts';

let stage: Stage;
let token: string;

beforeAll(async () => {
  stage = await openStage();
  token = await tokenOf(stage.url);
  await stage.agree(homes.flat);
});
afterAll(() => stage.close());

async function tokenOf(url: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: '/adict/v2',
  });
  const answer = await fetch(`${url}/oauth2/synthetic/v1/token`, { method: 'POST', body });
  return (await answer.json()).access_token;
}

async function get(path: string, query: object = {}, url = stage.url, bearer = token) {
  const answer = await fetch(`${url}/adict/v2${path}?${new URLSearchParams({ ...query })}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  const text = await answer.text();
  return { status: answer.status, type: answer.headers.get('content-type'), text };
}

const days = `/pce/${homes.flat}/donnees_consos_informatives`;
const week = { date_debut: '2026-03-25', date_fin: '2026-04-01' };

describe('the simulated GRDF keeps the rules of the real one', () => {
  test('gives one object a line, with a word on the treatment in between', async () => {
    const { status, type, text } = await get(days, week);

    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(status).toBe(200);
    expect(type).toContain('application/nd-json');
    expect(lines).toHaveLength(8);
    expect(lines[1]).toMatchObject({ code_statut_traitement: '0000000000' });
    expect(lines[4].consommation).toMatchObject({
      date_debut_consommation: '2026-03-28T06:00:00+01:00',
      date_fin_consommation: '2026-03-29T06:00:00+02:00',
      journee_gaziere: '2026-03-28',
      statut_conso: 'Définitive',
    });
  });

  test('refuses within a 200 where nobody agreed', async () => {
    const { status, text } = await get(`/pce/${homes.house}/donnees_techniques`);

    expect(status).toBe(200);
    expect(text).toContain('"statut_restitution":{"code":"REFUS-EXEMPLE"');
  });

  test.each<[string, string, object, number, string]>([
    ['a number that is none', '/pce/12/donnees_techniques', {}, 400, '1000005'],
    ['a meter that nobody knows', '/pce/99999999999999/donnees_techniques', {}, 404, '1000000006'],
    ['an end after today', days, { ...week, date_fin: '2026-11-24' }, 400, '1000000020'],
    ['a period without days', days, {}, 400, '1000000020'],
  ])('%s is refused', async (_what, path, query, status, code) => {
    const answer = await get(path, query);

    expect(answer.status).toBe(status);
    expect(answer.text).toContain(code);
  });

  test('nobody gets an answer without a token', async () => {
    expect((await get(days, week, stage.url, 'none')).status).toBe(401);
  });

  test('too many calls within a second are refused, with the time to wait', async () => {
    const slow = await startSandbox(sandboxConfig({ clock: { now: NOW, factor: 0.001 } }));
    const bearer = await tokenOf(slow.url);

    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      statuses.push((await get(days, week, slow.url, bearer)).status);
    }
    await slow.close();

    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test('a day keeps its values for ever, over a restart too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grdf-sandbox-'));
    const before = await openStage(NOW, folder);
    await before.agree(homes.flat);
    await before.close();
    const after = await openStage(new Date(NOW.getTime() + 86_400_000), folder);
    const answer = await get(days, week, after.url, await tokenOf(after.url));
    await after.close();
    await rm(folder, { recursive: true });

    expect(answer.text).toBe((await get(days, week)).text);
  });
});

describe('the weather that it makes', () => {
  const year = Array.from({ length: 365 }, (_, index) =>
    temperatureOf(addDays('2025-01-01', index)),
  );
  const mean = (from: number, to: number) =>
    year.slice(from, to).reduce((sum, one) => sum + one, 0) / (to - from);

  test('is that of Lyon: cold in January, warm in July, and never the same twice', () => {
    expect(mean(0, 31)).toBeGreaterThan(-1);
    expect(mean(0, 31)).toBeLessThan(8);
    expect(mean(181, 212)).toBeGreaterThan(18);
    expect(mean(181, 212)).toBeLessThan(26);
    expect(new Set(year).size).toBe(365);
  });
});

describe('the pages of the simulation', () => {
  test('say that they are one, and run no script', async () => {
    for (const path of ['/mailbox', '/sandbox']) {
      const answer = await fetch(`${stage.url}${path}`);
      const html = await answer.text();

      expect(html).toContain('Simulation de GRDF');
      expect(html).not.toContain('<script');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  test('show what stands with each home', async () => {
    const html = await (await fetch(`${stage.url}/sandbox`)).text();

    expect(html).toContain('Odile FABRE, VILLEURBANNE');
    expect(html).toContain(`PCE ${homes.flat}, droit : Active`);
    expect(html).toContain(`PCE ${homes.house}, sans droit`);
  });
});

describe('settings', () => {
  const env = {
    GRDF_LOGIN_SERVER: 'synthetic',
    GRDF_CLIENT_ID: 'city',
    GRDF_CLIENT_SECRET: 'synthetic',
  };

  test('lead to the real GRDF unless they say otherwise', () => {
    expect(readGrdfSettings(env)).toMatchObject({
      api: 'https://api.grdf.fr',
      login: 'https://adict-connexion.grdf.fr',
      clockFactor: 1,
    });
  });

  test.each<[object, string]>([
    [{ GRDF_API: 'http://grdf.invalid' }, 'GRDF_API is "http://grdf.invalid": give an https'],
    [{ GRDF_LOGIN: 'grdf' }, 'GRDF_LOGIN is "grdf"'],
    [{ GRDF_LOGIN_SERVER: '' }, 'GRDF_LOGIN_SERVER is missing'],
    [{ GRDF_CLIENT_SECRET: '' }, 'GRDF_CLIENT_SECRET is missing'],
  ])('that are wrong are refused by name: %j', (wrong, sentence) => {
    expect(() => readGrdfSettings({ ...env, ...wrong })).toThrow(sentence);
  });
});
