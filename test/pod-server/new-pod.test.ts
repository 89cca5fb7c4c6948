import { Parser, Store } from 'n3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  askAccountApi,
  type Citizen,
  controlOf,
  createCitizen,
  type PodServer,
  startPodServer,
} from '../kit/pod-servers.ts';

const password = 'une phrase assez longue';
const solid = 'http://www.w3.org/ns/solid/terms#';
const space = 'http://www.w3.org/ns/pim/space#';

let server: PodServer;
let odile: Citizen;
let malik: Citizen;

beforeAll(async () => {
  server = await startPodServer();
  odile = await createCitizen(server, { email: 'o@exemple.invalid', password, name: 'odile' });
  malik = await createCitizen(server, { email: 'm@exemple.invalid', password, name: 'malik' });
});

afterAll(() => server.close());

async function graphAt(url: string, read: typeof fetch): Promise<Store> {
  const answer = await read(url, { headers: { accept: 'text/turtle' } });
  expect(answer.status).toBe(200);
  return new Store(new Parser({ baseIRI: url }).parse(await answer.text()));
}

function objectOf(graph: Store, subject: string, predicate: string): string | undefined {
  return graph.getObjects(subject, predicate, null)[0]?.value;
}

describe('a new pod', () => {
  test('has a public profile that says where everything is', async () => {
    const profile = await graphAt(odile.webId.split('#')[0] ?? '', fetch);
    const at = (predicate: string) => objectOf(profile, odile.webId, predicate);

    expect(at(`${space}storage`)).toBe(odile.podUrl);
    expect(at('http://www.w3.org/ns/ldp#inbox')).toBe(`${odile.podUrl}inbox/`);
    expect(at(`${solid}oidcIssuer`)).toBe(server.baseUrl);
    expect(at(`${solid}publicTypeIndex`)).toBe(`${odile.podUrl}settings/publicTypeIndex.ttl`);
    expect(at(`${space}preferencesFile`)).toBe(`${odile.podUrl}settings/prefs.ttl`);
  });

  test('names the private type index in preferences that only its owner reads', async () => {
    const address = `${odile.podUrl}settings/prefs.ttl`;

    const preferences = await graphAt(address, odile.fetch);
    const index = objectOf(preferences, odile.webId, `${solid}privateTypeIndex`) ?? '';
    const privateIndex = await graphAt(index, odile.fetch);

    expect(privateIndex.countQuads(index, null, `${solid}UnlistedDocument`, null)).toBe(1);
    expect((await fetch(index)).status).toBe(401);
    expect((await fetch(address)).status).toBe(401);
  });

  test('shows a visitor nothing but profile and public type index', async () => {
    const statuses = await Promise.all(
      ['', 'data/', 'connections/', 'settings/', 'inbox/', 'profile/'].map(
        async (place) => (await fetch(`${odile.podUrl}${place}`)).status,
      ),
    );

    expect(new Set(statuses)).toEqual(new Set([401]));
    expect((await fetch(`${odile.podUrl}settings/publicTypeIndex.ttl`)).status).toBe(200);
  });

  test('is open to its owner and closed to her neighbour', async () => {
    const note = `${odile.podUrl}data/note.txt`;
    const put = { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'bonjour' };

    const byOwner = await odile.fetch(note, put);
    const read = await odile.fetch(note);
    const byNeighbour = await malik.fetch(note);
    const writtenByNeighbour = await malik.fetch(note, put);

    expect(byOwner.status).toBe(201);
    expect(await read.text()).toBe('bonjour');
    expect(byNeighbour.status).toBe(403);
    expect(writtenByNeighbour.status).toBe(403);
  });

  test('takes messages from anybody in its inbox, and lets nobody but the owner read them', async () => {
    const message = { method: 'POST', headers: { 'content-type': 'text/turtle' }, body: '' };

    const sent = await fetch(`${odile.podUrl}inbox/`, message);
    const location = new URL(sent.headers.get('location') ?? '', odile.podUrl).href;

    expect(sent.status).toBe(201);
    expect((await fetch(location)).status).toBe(401);
    expect((await malik.fetch(location)).status).toBe(403);
    expect((await odile.fetch(location)).status).toBe(200);
  });

  test('made for an identity that lives elsewhere belongs to it, and does not vouch for it', async () => {
    const webId = malik.webId;
    const { authorization } = odile;
    const account = await askAccountApi(`${server.baseUrl}.account/`, { authorization });

    const made = await askAccountApi(controlOf(account, 'account', 'pod'), {
      authorization,
      body: { name: 'ailleurs', settings: { webId } },
    });
    const pod = String(made.pod);
    const profile = await graphAt(`${pod}profile/card`, fetch);

    expect(made.webId).toBe(webId);
    expect(objectOf(profile, webId, `${solid}oidcIssuer`)).toBeUndefined();
    expect((await malik.fetch(`${pod}data/`)).status).toBe(200);
    expect((await odile.fetch(`${pod}data/`)).status).toBe(403);
  });
});
