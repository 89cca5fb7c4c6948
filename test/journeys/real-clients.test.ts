import {
  addUrl,
  buildThing,
  createContainerAt,
  createSolidDataset,
  createThing,
  deleteFile,
  getContainedResourceUrlAll,
  getFile,
  getSolidDataset,
  getStringNoLocale,
  getThing,
  overwriteFile,
  saveSolidDatasetAt,
  setThing,
  universalAccess,
} from '@inrupt/solid-client';
import { Parser, Store } from 'n3';
import { Fetcher, graph, literal, Namespace, parse, sym, UpdateManager } from 'rdflib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Citizen, createCitizen, type PodServer, startPodServer } from '../kit/pod-servers.ts';

const password = 'une phrase assez longue';
const name = 'http://xmlns.com/foaf/0.1/name';
const knows = 'http://xmlns.com/foaf/0.1/knows';

let server: PodServer;
let odile: Citizen;
let malik: Citizen;

beforeAll(async () => {
  server = await startPodServer();
  odile = await createCitizen(server, { email: 'o@exemple.invalid', password, name: 'odile' });
  malik = await createCitizen(server, { email: 'm@exemple.invalid', password, name: 'malik' });
});

afterAll(() => server.close());

describe('@inrupt/solid-client, signed in by solid-client-authn-node', () => {
  test('saves a dataset, reads it, changes one value and finds it changed', async () => {
    const url = `${odile.podUrl}data/people.ttl`;
    const me = `${url}#me`;
    const first = buildThing(createThing({ url: me }))
      .addStringNoLocale(name, 'Odile')
      .build();
    await saveSolidDatasetAt(url, setThing(createSolidDataset(), first), { fetch: odile.fetch });

    const read = await getSolidDataset(url, { fetch: odile.fetch });
    const thing = getThing(read, me);
    if (thing === null) throw new Error('The thing is not there.');
    // Saved again, a dataset that was read travels as a patch.
    await saveSolidDatasetAt(url, setThing(read, addUrl(thing, knows, malik.webId)), {
      fetch: odile.fetch,
    });

    const again = getThing(await getSolidDataset(url, { fetch: odile.fetch }), me);
    expect(again && getStringNoLocale(again, name)).toBe('Odile');
  });

  test('makes a container, puts a file in, lists it and takes it out', async () => {
    const folder = `${odile.podUrl}data/files/`;
    await createContainerAt(folder, { fetch: odile.fetch });
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));
    const file = `${folder}picture.bin`;
    await overwriteFile(file, new Blob([bytes], { type: 'application/octet-stream' }), {
      fetch: odile.fetch,
    });

    const listing = await getSolidDataset(folder, { fetch: odile.fetch });
    const back = await getFile(file, { fetch: odile.fetch });

    expect(getContainedResourceUrlAll(listing)).toEqual([file]);
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
    await deleteFile(file, { fetch: odile.fetch });
    expect((await odile.fetch(file)).status).toBe(404);
  });

  test('opens a document to one neighbour and closes it again', async () => {
    const url = `${odile.podUrl}data/shared.ttl`;
    await saveSolidDatasetAt(url, createSolidDataset(), { fetch: odile.fetch });

    await universalAccess.setAgentAccess(url, malik.webId, { read: true }, { fetch: odile.fetch });
    const opened = (await malik.fetch(url)).status;
    await universalAccess.setAgentAccess(url, malik.webId, { read: false }, { fetch: odile.fetch });
    const closed = (await malik.fetch(url)).status;

    expect([opened, closed]).toEqual([200, 403]);
  });
});

describe('rdflib', () => {
  test('loads a document, and its updater changes one triple in place', async () => {
    const url = `${odile.podUrl}data/live.ttl`;
    const put = { method: 'PUT', headers: { 'content-type': 'text/turtle' } };
    await odile.fetch(url, { ...put, body: `<#me> <${name}> "Odile".` });
    const store = graph();
    const fetcher = new Fetcher(store, { fetch: odile.fetch });
    const updater = new UpdateManager(store);
    const me = sym(`${url}#me`);
    const foaf = Namespace('http://xmlns.com/foaf/0.1/');
    await fetcher.load(url);

    const before = store.statementsMatching(me, foaf('name'), null, sym(url));
    await updater.updateMany(before, statementsOf(`<${url}#me> <${name}> "Odile Fabre".`, url));

    const text = await (await odile.fetch(url)).text();
    expect(new Parser({ baseIRI: url }).parse(text).map(({ object }) => object.value)).toEqual([
      literal('Odile Fabre').value,
    ]);
  });

  /** The statements of a Turtle text. */
  function statementsOf(turtle: string, url: string) {
    const store = graph();
    parse(turtle, store, url, 'text/turtle');
    return store.statements;
  }
});

test('an n3 store holds a container and its members as they are described', async () => {
  const folder = `${odile.podUrl}data/`;
  const answer = await odile.fetch(folder, { headers: { accept: 'text/turtle' } });

  const store = new Store(new Parser({ baseIRI: folder }).parse(await answer.text()));
  const members = store.getObjects(folder, 'http://www.w3.org/ns/ldp#contains', null);

  expect(members.length).toBeGreaterThan(0);
  for (const member of members)
    expect(store.countQuads(member, 'http://purl.org/dc/terms/modified', null, null)).toBe(1);
});
