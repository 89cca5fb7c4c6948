import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basicAuthorization } from '../../../connectors/kit/partner/application-token.ts';
import { persons } from '../../../connectors/kit/sandbox/persons.ts';
import type { MaifAccess } from '../../../connectors/maif/access.ts';
import { readMaifSettings } from '../../../connectors/maif/config.ts';
import { informationOf } from '../../../connectors/maif/sandbox/information.ts';
import { members as all } from '../../../connectors/maif/sandbox/members.ts';
import {
  answerConsent,
  credentials,
  members,
  NOW,
  openStage,
  pullAll,
  redirectUrl,
  Space,
  type Stage,
  sorted,
} from './stage.ts';

const DAY = 86_400_000;
let stage: Stage;
let access: MaifAccess;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(members.odile);
});
afterAll(() => stage.close());

const getData = (bearer: string, apikey = credentials.apiKey, url = stage.url) =>
  fetch(`${url}/prod/cozy/v1/mes_infos?${new URLSearchParams({ apikey })}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });

const postToken = (form: Readonly<Record<string, string>>, secret = credentials.clientSecret) =>
  fetch(`${stage.url}/connect/token`, {
    method: 'POST',
    headers: { authorization: basicAuthorization(credentials.clientId, secret) },
    body: new URLSearchParams(form),
  });

async function newCode(): Promise<string> {
  const url = await stage.connector().access.consentUrl('s');
  return (await answerConsent(url, { member: members.odile })).get('code') ?? '';
}

describe('the simulated MAIF keeps the rules of the real one', () => {
  test('its data wants the id_token: the access_token opens nothing', async () => {
    const form = {
      grant_type: 'authorization_code',
      code: await newCode(),
      redirect_uri: redirectUrl,
    };
    const tokens = await (await postToken(form)).json();

    expect((await getData(tokens.access_token)).status).toBe(401);
    expect((await getData(tokens.id_token)).status).toBe(200);
  });

  test('it sends the euro sign as U+0080', async () => {
    const text = await (await getData(access.idToken)).text();

    expect(text).toContain('10 000 \u0080 à 20 000 \u0080');
    expect(text).not.toContain('€');
  });

  test('it counts premiums in euros a year', async () => {
    const { MesInfos } = await (await getData(access.idToken)).json();

    expect(MesInfos.contract[0]).toMatchObject({ name: 'VAM', montantTarifTtc: 568.2 });
  });

  test.each<[string, () => Promise<Response>, number, string]>([
    [
      'data without the application’s key',
      () => getData(access.idToken, 'x'),
      403,
      'invalid_apikey',
    ],
    ['data without a token', () => getData('none'), 401, 'invalid_token'],
    ['data with a forged token', () => getData(`${access.idToken}x`), 401, 'invalid_token'],
    [
      'tokens for another application',
      () => postToken({ grant_type: 'refresh_token', refresh_token: 'x' }, 'wrong'),
      401,
      'invalid_client',
    ],
    [
      'tokens for a password',
      () => postToken({ grant_type: 'password' }),
      400,
      'unsupported_grant_type',
    ],
    [
      'tokens for a refresh_token that is none',
      () => postToken({ grant_type: 'refresh_token', refresh_token: 'x' }),
      400,
      'invalid_grant',
    ],
    [
      'tokens for a code brought from somewhere else',
      async () =>
        postToken({
          grant_type: 'authorization_code',
          code: await newCode(),
          redirect_uri: 'http://other.invalid/',
        }),
      400,
      'invalid_grant',
    ],
  ])('it refuses %s', async (_what, call, status, error) => {
    const answer = await call();

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error });
  });

  test('the sixth call within a second is refused, with the time to come back', async () => {
    const real = await openStage({ factor: 0.001 });

    const answers: Response[] = [];
    for (let call = 0; call < 6; call += 1) {
      answers.push(await getData('none', credentials.apiKey, real.url));
    }
    await real.close();

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('1');
  });
});

describe('its people', () => {
  test('are those of every simulation, in their homes', () => {
    expect(all.map(({ person }) => person)).toEqual(persons);
    for (const { person, homes } of all)
      expect(homes[0]).toMatchObject({ street: person.home.street });
  });

  test('are as many as their home holds', () => {
    for (const { person, relatives } of all) {
      expect(relatives.length + 1).toBe(person.home.people);
    }
  });

  test('have the same past whenever it is asked for', () => {
    const at = (today: string) =>
      all.map((member) => informationOf(member, { anchorDay: '2026-11-22', today }).insuranceClaim);

    expect(at('2026-11-23')).toEqual(at('2027-11-23'));
  });
});

describe('the pages of the simulation', () => {
  const authorize = async (change: Readonly<Record<string, string>> = {}) => {
    const url = await stage.connector().access.consentUrl('s');
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
    return fetch(url);
  };

  test('say that they are one, name the members, and run no script', async () => {
    const answer = await authorize();
    const html = await answer.text();

    expect(html).toContain('Simulation de la MAIF');
    expect(html).toContain('Odile FABRE, VILLEURBANNE');
    expect(html).not.toContain('<script');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each([
    ['an unknown application', { client_id: 'other' }],
    ['another way back', { redirect_uri: 'http://other.invalid/' }],
    ['a token instead of a code', { response_type: 'token' }],
    ['a scope without renewal', { scope: 'openid profile' }],
    ['no state', { state: '' }],
    ['no nonce', { nonce: '' }],
  ])('refuse %s', async (_what, change) => {
    expect((await authorize(change)).status).toBe(400);
  });

  test('let a fault be set, and refuse one that does not exist', async () => {
    await stage.setFault(members.karim, 'agreement-over');

    await expect(stage.setFault(members.karim, 'earthquake' as 'none')).rejects.toThrow('no fault');
    const control = await (await fetch(`${stage.url}/sandbox`)).text();
    expect(control).toMatch(/selected[^>]*>Accord échu/);
    expect(control).toContain('sociétaire 9990001, accord donné');
    await stage.setFault(members.karim, 'none');
  });
});

test('agreements outlive a restart, and end by the calendar', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'maif-sandbox-'));
  const before = await openStage({ folder });
  const agreed = await before.agree(members.odile);
  const space = new Space();
  await pullAll(before.connector(), agreed, { space });
  await before.close();

  const nextDay = new Date(NOW.getTime() + DAY);
  const after = await openStage({ folder, now: nextDay });
  const again = new Space();
  const pull = await pullAll(after.connector(), agreed, { space: again, now: nextDay });
  await after.close();
  const muchLater = new Date(NOW.getTime() + 32 * DAY);
  const last = await openStage({ folder, now: muchLater });
  const ended = await pullAll(last.connector(), pull.access, { now: muchLater });
  await last.close();
  await rm(folder, { recursive: true });

  expect(pull.error).toBeUndefined();
  expect(sorted(again)).toEqual(sorted(space));
  expect(ended.error).toMatchObject({ code: 'CONSENT_EXPIRED' });
});

describe('settings', () => {
  const env = {
    MAIF_CLIENT_ID: 'city',
    MAIF_CLIENT_SECRET: 'synthetic',
    MAIF_API_KEY: 'synthetic',
    CONNECTOR_BASE_URL: 'http://localhost:3230',
  };

  test('lead to the real MAIF unless they say otherwise, and back to this service', () => {
    expect(readMaifSettings(env)).toMatchObject({
      api: 'https://openapiweb.maif.fr',
      connect: 'https://connect.maif.fr',
      redirectUrl: 'http://localhost:3230/consented',
      clockFactor: 1,
    });
  });

  test.each<[object, string]>([
    [{ MAIF_API: 'http://maif.invalid' }, 'MAIF_API is "http://maif.invalid": give an https'],
    [{ MAIF_CONNECT: 'maif' }, 'MAIF_CONNECT is "maif"'],
    [{ MAIF_CLIENT_SECRET: '' }, 'MAIF_CLIENT_SECRET is missing'],
    [{ MAIF_API_KEY: ' ' }, 'MAIF_API_KEY is missing'],
  ])('that are wrong are refused by name: %j', (wrong, sentence) => {
    expect(() => readMaifSettings({ ...env, ...wrong })).toThrow(sentence);
  });
});
