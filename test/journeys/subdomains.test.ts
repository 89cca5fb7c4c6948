import { DataFactory, Parser, Store } from 'n3';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLocalhostNames } from '../kit/localhost-names.ts';
import { type Citizen, createCitizen, type PodServer, startPodServer } from '../kit/pod-servers.ts';

const { namedNode } = DataFactory;
const password = 'une phrase assez longue';
const turtle = { 'content-type': 'text/turtle' };

let server: PodServer;
let undo: () => Promise<void>;
let dominique: Citizen;
let camille: Citizen;
let host: string;

beforeAll(async () => {
  undo = findLocalhostNames();
  server = await startPodServer({ more: ['--subdomains', 'yes'] });
  host = new URL(server.baseUrl).host;
  const citizen = (name: string): Promise<Citizen> =>
    createCitizen(server, { email: `${name}@exemple.invalid`, password, name });
  dominique = await citizen('dominique');
  camille = await citizen('camille');
}, 120_000);
afterAll(async () => {
  await server.close();
  await undo();
});

test('each citizen has a name below the name of the city', () => {
  expect(dominique.podUrl).toBe(`http://dominique.${host}/`);
  expect(dominique.webId).toBe(`http://dominique.${host}/profile/card#me`);
});

test('a profile can be read there by anybody and names the space and the issuer', async () => {
  const answer = await fetch(dominique.webId);
  const profile = new Store(new Parser({ baseIRI: dominique.webId }).parse(await answer.text()));

  const me = namedNode(dominique.webId);
  const solid = 'http://www.w3.org/ns/solid/terms#';
  const storage = 'http://www.w3.org/ns/pim/space#storage';
  expect(profile.getObjects(me, namedNode(storage), null).map(({ value }) => value)).toEqual([
    dominique.podUrl,
  ]);
  expect(
    profile.getObjects(me, namedNode(`${solid}oidcIssuer`), null).map(({ value }) => value),
  ).toEqual([server.baseUrl]);
});

test('she writes there, and neither her neighbour nor a visitor reads it', async () => {
  const url = `${dominique.podUrl}notes/rain.ttl`;

  const written = await dominique.fetch(url, {
    method: 'PUT',
    headers: turtle,
    body: '<> a <#b>.',
  });

  expect([written.status, written.headers.get('location')]).toEqual([201, url]);
  expect(await (await dominique.fetch(url)).text()).toBe('<> a <#b>.');
  expect((await camille.fetch(url)).status).toBe(403);
  expect((await fetch(url)).status).toBe(401);
});

test('her document lies under her name alone: not under her neighbour’s, and not under the city’s', async () => {
  const mine = `${dominique.podUrl}profile/card`;
  await dominique.fetch(`${dominique.podUrl}only-hers.ttl`, {
    method: 'PUT',
    headers: turtle,
    body: '<> a <#b>.',
  });

  expect((await fetch(mine)).status).toBe(200);
  expect((await fetch(`${server.baseUrl}dominique/profile/card`)).status).toBe(404);
  expect((await camille.fetch(`${camille.podUrl}only-hers.ttl`)).status).toBe(404);
});

test('account pages have the city’s name alone, so that no stored page shares an origin with them', async () => {
  const page = { headers: { accept: 'text/html' } };

  expect((await fetch(`${server.baseUrl}.account/login/password/`, page)).status).toBe(200);
  expect((await fetch(`${dominique.podUrl}.account/login/password/`, page)).status).not.toBe(200);
});

test('the storage, its description and its notifications are announced under her name', async () => {
  const { headers } = await fetch(`${dominique.podUrl}profile/card`);
  const description = /<([^>]+)>; rel="[^"]*#storageDescription"/.exec(headers.get('link') ?? '');
  const address = description?.[1] ?? '';
  expect(new URL(address).host).toBe(`dominique.${host}`);

  const answer = await dominique.fetch(address);

  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain(`<${dominique.podUrl}>`);
});

test('a name that nobody has is told apart from a document that nobody wrote', async () => {
  const nobody = await fetch(`http://nobody.${host}/`);

  expect(nobody.status).toBe(404);
  expect(nobody.headers.get('content-type')).toContain('application/problem+json');
});

test('a host means the same in capitals, and one that is not ours is refused', async () => {
  const profileAt = async (name: string): Promise<number> => {
    const { statusCode, body } = await request(`${server.baseUrl}profile/card`, {
      headers: { host: name },
    });
    await body.dump();
    return statusCode;
  };

  expect(await profileAt(`DOMINIQUE.${host.toUpperCase()}`)).toBe(200);
  expect(await profileAt('dominique.exemple.invalid')).toBe(421);
});
