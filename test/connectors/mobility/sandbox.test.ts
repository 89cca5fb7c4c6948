import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '../../../connectors/kit/settings.ts';
import { readMobilitySettings } from '../../../connectors/mobility/config.ts';
import { monthsToRead, periodOf } from '../../../connectors/mobility/walk.ts';
import {
  citizens,
  credentials,
  NOW,
  openStage,
  pullAll,
  redirectUrl,
  Space,
  type Stage,
} from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const authorize = '/auth/realms/mcm/protocol/openid-connect/auth';

describe('the pages of the simulation', () => {
  const good = {
    client_id: 'city',
    response_type: 'code',
    redirect_uri: redirectUrl,
    scope: 'openid',
    state: 's',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  };
  const page = (query: object) =>
    fetch(`${stage.url}${authorize}?${new URLSearchParams({ ...query })}`);

  test('say that they are one, name the people, and run no script', async () => {
    const answer = await page(good);
    const html = await answer.text();

    expect(answer.status).toBe(200);
    expect(html).toContain('Simulation du compte mobilité');
    expect(html).toContain('Odile FABRE');
    expect(html).not.toContain('<script');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each<[string, object]>([
    ['an unknown application', { client_id: 'other' }],
    ['another way back', { redirect_uri: 'http://localhost:9/' }],
    ['a request without a proof', { code_challenge_method: 'plain' }],
    ['a request without a state', { state: '' }],
    ['a request for no identity', { scope: 'trips' }],
    ['a request for a token at once', { response_type: 'token' }],
  ])('refuse %s', async (_what, change) => {
    expect((await page({ ...good, ...change })).status).toBe(400);
  });

  test('let a fault be set, and refuse one that does not exist', async () => {
    const set = (fault: string) =>
      fetch(`${stage.url}/sandbox/customers/${citizens.driver}/fault`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ fault }),
      });

    expect((await set('late-receipts')).status).toBe(303);
    expect((await set('earthquake')).status).toBe(400);
    const control = await (await fetch(`${stage.url}/sandbox`)).text();
    expect(control).toMatch(/selected[^>]*>Reçus en retard/);
    await set('none');
  });
});

test.each([
  ['/v1/citizens/cit-0001/invoices', 401],
  ['/v3.3/journeys', 401],
  ['/v1/citizens/cit-0001/letters', 404],
])('without a token %s answers %i', async (path, status) => {
  expect((await fetch(`${stage.url}${path}`)).status).toBe(status);
});

test('only the account’s own holder is read, and only as the contract says', async () => {
  const token = await bearer(await stage.agree(citizens.cyclist));
  const get = (path: string) =>
    fetch(`${stage.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const period = 'from=2026-11-01T00:00:00Z&to=2026-11-08T00:00:00Z';

  expect((await get(`/v1/citizens/cit-0001/rentals?${period}&skip=0&limit=5`)).status).toBe(403);
  expect((await get(`/v1/citizens/cit-0002/rentals?${period}&skip=0&limit=101`)).status).toBe(422);
  expect((await get('/v1/citizens/cit-0002/rentals?from=2026-11-01&to=x')).status).toBe(422);
  const answer = await get(`/v1/citizens/cit-0002/rentals?${period}&skip=0&limit=3`);
  const { rentals, totalElements } = await answer.json();
  expect(rentals).toHaveLength(3);
  expect(totalElements).toBeGreaterThan(3);
  expect(rentals[0].started_at > rentals[2].started_at).toBe(true);
});

async function bearer({ refreshToken }: { readonly refreshToken: string }): Promise<string> {
  const secret = `${credentials.clientId}:${encodeURIComponent(credentials.clientSecret)}`;
  const answer = await fetch(`${stage.url}${authorize.replace(/auth$/, 'token')}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(secret).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  });
  return (await answer.json()).access_token;
}

test('an agreement and a person’s life outlive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mobility-sandbox-'));
  const [before, after] = [new Space(), new Space()];
  const first = await openStage(NOW, folder);
  const pull = await pullAll(first.connector(), await first.agree(citizens.cyclist), {
    space: before,
    steps: 8,
  });
  await first.close();

  const second = await openStage(NOW, folder);
  const again = await pullAll(second.connector(), pull.access, { space: after, steps: 8 });
  await second.close();
  await rm(folder, { recursive: true });

  expect(again.error).toBeUndefined();
  expect(before.documents.size).toBeGreaterThan(1);
  expect(after.sorted()).toEqual(before.sorted());
});

describe('the months of a walk', () => {
  const plan = { today: '2026-11-23', historyMonths: 24, correctionDays: 62 };
  const read = (on: string) => ({ on, purchases: 0, trips: 0 });

  test('are 25 at first, newest first', () => {
    const months = monthsToRead({ ...plan, checkpoint: { version: 1, months: {} } });

    expect(months).toHaveLength(25);
    expect([months[0], months.at(-1)]).toEqual(['2026-11', '2024-11']);
  });

  test('are read until 62 days after their end, however long nobody looked', () => {
    const months = {
      '2026-09': read('2026-11-30'),
      '2026-08': read('2026-11-01'),
      '2026-07': read('2026-08-15'),
      '2026-06': read('2026-09-30'),
    };
    const left = monthsToRead({ ...plan, historyMonths: 5, checkpoint: { version: 1, months } });

    expect(left).toEqual(['2026-11', '2026-10', '2026-09', '2026-07']);
  });

  test('are an hour longer in October and an hour shorter in March', () => {
    const hours = (month: string) => {
      const { from, to } = periodOf(month);
      return (to.getTime() - from.getTime()) / 3_600_000;
    };

    expect([hours('2026-10'), hours('2026-03'), hours('2026-01')]).toEqual([745, 743, 744]);
  });
});

describe('settings', () => {
  const env = { MOBILITY_CLIENT_ID: 'city', MOBILITY_CLIENT_SECRET: 'synthetic' };
  const read = (more: Environment) => readMobilitySettings({ ...env, ...more });

  test('lead to the real account, with coarse places, unless they say otherwise', () => {
    expect(read({})).toMatchObject({
      api: 'https://api.moncomptemobilite.fr',
      signIn: 'https://idp.moncomptemobilite.fr',
      places: 'area',
      clockFactor: 1,
    });
    expect(read({ MOBILITY_PLACES: 'none' }).places).toBe('none');
  });

  test.each<[Environment, string]>([
    [{ MOBILITY_PLACES: 'exact' }, 'MOBILITY_PLACES is "exact"'],
    [{ MOBILITY_API: 'http://mobility.invalid' }, 'MOBILITY_API is "http://mobility.invalid"'],
    [{ MOBILITY_SIGN_IN: 'ftp://x' }, 'MOBILITY_SIGN_IN is "ftp://x"'],
    [{ MOBILITY_CLIENT_ID: ' ' }, 'MOBILITY_CLIENT_ID is missing'],
  ])('that are wrong are refused by name: %j', (wrong, sentence) => {
    expect(() => read(wrong)).toThrow(sentence);
  });
});
