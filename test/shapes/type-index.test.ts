import { afterAll, beforeAll, expect, test } from 'vitest';
import { findContainers, registerContainer, storageOf } from '../../shapes/kit/type-index.ts';
import { solid, space } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import {
  type Citizen,
  createCitizen,
  type PodServer,
  startStockServer,
} from '../kit/pod-servers.ts';

let server: PodServer;

beforeAll(async () => {
  server = await startStockServer();
});

afterAll(() => server.close());

const newCitizen = (name: string): Promise<Citizen> =>
  createCitizen(server, {
    email: `${name}@exemple.invalid`,
    password: 'une longue phrase de passe',
    name,
  });

/** Counts what was asked, by method. */
function counting(fetch: typeof globalThis.fetch) {
  const methods: string[] = [];
  const counted: typeof globalThis.fetch = (input, init) => {
    methods.push(init?.method ?? 'GET');
    return fetch(input, init);
  };
  return { counted, writes: () => methods.filter((method) => !['GET', 'HEAD'].includes(method)) };
}

test('a stock server, which gives no type index, gets one that only its owner sees', async () => {
  const { webId, podUrl, fetch } = await newCitizen('ana');
  const container = `${podUrl}data/energy/electricity/01234567890123/`;

  await registerContainer(fetch, webId, trb.MeterMonth, container);

  expect(await findContainers(fetch, webId, trb.MeterMonth)).toEqual([container]);
  expect(await findContainers(fetch, webId, trb.Dwelling)).toEqual([]);
  expect(await findContainers(globalThis.fetch, webId, trb.MeterMonth)).toEqual([]);
  const index = await globalThis.fetch(`${podUrl}settings/privateTypeIndex.ttl`);
  expect(index.status).toBe(401);
});

test('registering again writes nothing, and a second class or place is added', async () => {
  const { webId, podUrl, fetch } = await newCitizen('bo');
  const [first, second] = [`${podUrl}data/one/`, `${podUrl}data/two/`];
  await registerContainer(fetch, webId, trb.MeterMonth, first);

  const { counted, writes } = counting(fetch);
  await registerContainer(counted, webId, trb.MeterMonth, first);
  expect(writes()).toEqual([]);

  await registerContainer(counted, webId, trb.MeterMonth, second);
  await registerContainer(counted, webId, trb.Connection, second);
  expect(writes()).toEqual(['PATCH', 'PATCH']);
  expect(await findContainers(fetch, webId, trb.MeterMonth)).toEqual([first, second]);
  expect(await findContainers(fetch, webId, trb.Connection)).toEqual([second]);
});

test('two programs that register the same place at once write it down once', async () => {
  const { webId, podUrl, fetch } = await newCitizen('chris');
  const container = `${podUrl}data/one/`;
  await registerContainer(fetch, webId, trb.Dwelling, container);

  await Promise.all([
    registerContainer(fetch, webId, trb.MeterMonth, container),
    registerContainer(fetch, webId, trb.MeterMonth, container),
  ]);

  const index = await (await fetch(`${podUrl}settings/privateTypeIndex.ttl`)).text();
  expect(index.match(/MeterMonth>/g)).toHaveLength(1);
});

test('the indexes that a person already has are used, and what they say stays', async () => {
  const { webId, podUrl, fetch } = await newCitizen('dani');
  const put = (path: string, body: string): Promise<Response> =>
    fetch(podUrl + path, { method: 'PUT', headers: { 'content-type': 'text/turtle' }, body });
  const card = await (await fetch(webId)).text();
  await put(
    'profile/card',
    `${card}\n<${webId}> <${space.preferencesFile}> <${podUrl}mine/prefs> ;
      <${space.storage}> <${podUrl}> ; <${solid.publicTypeIndex}> <${podUrl}mine/public> .`,
  );
  await put('mine/prefs', `<${webId}> <${solid.privateTypeIndex}> <${podUrl}mine/private> .`);
  await put('mine/private', '[] <https://schema.org/name> "mon index" .');
  await put(
    'mine/public',
    `<#it> a <${solid.TypeRegistration}> ; <${solid.forClass}> <${trb.MeterMonth}> ;
      <${solid.instanceContainer}> <${podUrl}shown/> .`,
  );

  await registerContainer(fetch, webId, trb.MeterMonth, `${podUrl}hidden/`);

  expect(await findContainers(fetch, webId, trb.MeterMonth)).toEqual([
    `${podUrl}hidden/`,
    `${podUrl}shown/`,
  ]);
  expect(await (await fetch(`${podUrl}mine/private`)).text()).toContain('mon index');
  expect((await fetch(`${podUrl}settings/prefs.ttl`)).status).toBe(404);
});

test('a storage is found by the profile, or above the WebID where the profile is silent', async () => {
  const { webId, podUrl, fetch } = await newCitizen('eli');

  expect(await storageOf(globalThis.fetch, webId)).toBe(podUrl);

  const card = await (await fetch(webId)).text();
  const elsewhere = 'https://elsewhere.exemple.invalid/';
  const body = `${card}\n<${webId}> <${space.storage}> <${elsewhere}> .`;
  await fetch(webId, { method: 'PUT', headers: { 'content-type': 'text/turtle' }, body });
  expect(await storageOf(globalThis.fetch, webId)).toBe(elsewhere);
});

test('a WebID that leads nowhere is said to be so', async () => {
  const nobody = `${server.baseUrl}nobody/profile/card#me`;

  await expect(storageOf(globalThis.fetch, nobody)).rejects.toMatchObject({
    name: 'PodError',
    status: 404,
  });
});
