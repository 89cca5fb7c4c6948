import type { Quad } from 'n3';
import { rdf, solid, space } from '../../vocab/reused.ts';
import { describe, iri, nodesOf } from './document.ts';
import { getDocument, PodError, type StoredDocument, send } from './pod.ts';
import { fullIri } from './turtle.ts';

type Fetch = typeof globalThis.fetch;

/** How far up from a WebID a storage is looked for. */
const PATH_SEGMENTS_MAX = 16;

/** A person has two type indexes; a profile that names a hundred must not make us read them all. */
const TYPE_INDEXES_MAX = 8;

/** Where a private type index is put in a storage that has none, and the preferences that name it. */
const DEFAULT_PREFERENCES = 'settings/prefs.ttl';
const DEFAULT_PRIVATE_INDEX = 'settings/privateTypeIndex.ttl';

/**
 * The containers in which a person keeps things of a class, as her type indexes say
 * (solid/type-indexes): `findContainers(fetch, webId, trb.MeterMonth)`. An index that the asker may
 * not see counts as empty.
 */
export async function findContainers(
  fetch: Fetch,
  webId: string,
  forClass: string,
): Promise<string[]> {
  const { publicIndexes, privateIndexes } = await readPerson(fetch, webId);
  const indexes = new Set([...publicIndexes, ...privateIndexes]);
  const read = [...indexes].slice(0, TYPE_INDEXES_MAX).map((url) => getVisible(fetch, url));
  const documents = await Promise.all(read);
  return [...new Set(documents.flatMap((document) => containersIn(document, forClass)))].sort();
}

/**
 * Writes down in the private type index that things of a class lie in a container. Creates what is
 * missing (index, preferences); asked twice, it writes once. The fetch must be the person's own.
 */
export async function registerContainer(
  fetch: Fetch,
  webId: string,
  forClass: string,
  container: string,
): Promise<void> {
  const index = await privateIndexOf(fetch, webId);
  const stored = await getDocument(fetch, index);
  if (containersIn(stored, forClass).includes(container)) return;

  const registration = `${index}#${fragmentFor(forClass, container)}`;
  await insert(fetch, index, [
    ...(stored === undefined ? emptyIndex(index) : []),
    ...describe(registration, [
      [rdf.type, iri(solid.TypeRegistration)],
      [solid.forClass, iri(forClass)],
      [solid.instanceContainer, iri(container)],
    ]),
  ]);
}

/**
 * The storage of a person: what her profile says, else the first container above her WebID that
 * calls itself one (Solid Protocol, §4.1). A PodError of status 404 when there is none.
 */
export async function storageOf(fetch: Fetch, webId: string): Promise<string> {
  const { storage } = await readPerson(fetch, webId);
  return storage ?? storageAbove(fetch, documentOf(webId));
}

interface Person {
  readonly profile: string;
  readonly preferences: string | undefined;
  readonly storage: string | undefined;
  readonly publicIndexes: readonly string[];
  readonly privateIndexes: readonly string[];
}

async function readPerson(fetch: Fetch, webId: string): Promise<Person> {
  const profile = documentOf(webId);
  const about = await pointers(fetch, profile, webId);
  if (about === undefined) {
    throw new PodError(404, `GET ${new URL(profile).pathname}: there is no profile to be seen.`);
  }
  const [preferences] = about(space.preferencesFile);
  const [storage] = about(space.storage);
  // Older servers name the private index in the preferences, newer ones may do it in the profile.
  const hidden = preferences === undefined ? undefined : await pointers(fetch, preferences, webId);
  return {
    profile,
    preferences,
    storage,
    publicIndexes: [...about(solid.publicTypeIndex), ...(hidden?.(solid.publicTypeIndex) ?? [])],
    privateIndexes: [...(hidden?.(solid.privateTypeIndex) ?? []), ...about(solid.privateTypeIndex)],
  };
}

/** What a document says that the person points to. */
async function pointers(
  fetch: Fetch,
  url: string,
  webId: string,
): Promise<((property: string) => string[]) | undefined> {
  const document = await getVisible(fetch, url);
  if (document === undefined) return undefined;
  const person = nodesOf(document.quads).get(webId);
  return (property) => person?.texts(property) ?? [];
}

async function getVisible(fetch: Fetch, url: string): Promise<StoredDocument | undefined> {
  try {
    return await getDocument(fetch, url);
  } catch (error) {
    if (error instanceof PodError && (error.status === 401 || error.status === 403)) {
      return undefined;
    }
    throw error;
  }
}

function containersIn(index: StoredDocument | undefined, forClass: string): string[] {
  return [...nodesOf(index?.quads ?? []).values()]
    .filter((node) => node.texts(solid.forClass).includes(forClass))
    .flatMap((node) => node.texts(solid.instanceContainer));
}

/** The private type index; where there is none yet, its place is written down first. */
async function privateIndexOf(fetch: Fetch, webId: string): Promise<string> {
  const person = await readPerson(fetch, webId);
  const [existing] = person.privateIndexes;
  if (existing !== undefined) return existing;

  const storage = await storageOf(fetch, webId);
  const index = storage + DEFAULT_PRIVATE_INDEX;
  const preferences = person.preferences ?? storage + DEFAULT_PREFERENCES;
  await insert(fetch, preferences, [
    ...describe(preferences, [[rdf.type, iri(space.ConfigurationFile)]]),
    ...describe(webId, [[solid.privateTypeIndex, iri(index)]]),
  ]);
  if (person.preferences === undefined) {
    await insert(
      fetch,
      person.profile,
      describe(webId, [[space.preferencesFile, iri(preferences)]]),
    );
  }
  return index;
}

function emptyIndex(index: string): Quad[] {
  return describe(index, [
    [rdf.type, iri(solid.TypeIndex)],
    [rdf.type, iri(solid.UnlistedDocument)],
  ]);
}

/** The same registration has the same name, so that two programs at once write it once. */
function fragmentFor(forClass: string, container: string): string {
  const className = /[^/#]*$/.exec(forClass)?.[0] ?? '';
  const place = new URL(container).pathname.replace(/[^\w]+/g, '-').replace(/^-|-$/g, '');
  return `${className}-${place}`;
}

/** Adds triples of IRIs to a document that may hold others, with an N3 Patch (Solid Protocol, §5.3.1). */
async function insert(fetch: Fetch, url: string, quads: readonly Quad[]): Promise<void> {
  const triples = quads.map(({ subject, predicate, object }) =>
    [subject, predicate, object].map(({ value }) => fullIri(value)).join(' '),
  );
  const body = [
    `_:patch ${fullIri(rdf.type)} ${fullIri(solid.InsertDeletePatch)} ;`,
    `  ${fullIri(solid.inserts)} { ${triples.join(' . ')} } .`,
  ].join('\n');
  const headers = { 'content-type': 'text/n3' };
  const response = await send(fetch, url, { method: 'PATCH', headers, body });
  await response.body?.cancel();
}

async function storageAbove(fetch: Fetch, document: string): Promise<string> {
  let container = new URL('./', document).href;
  for (let segments = 0; segments < PATH_SEGMENTS_MAX; segments += 1) {
    const response = await send(fetch, container, { method: 'HEAD' }, [401, 403, 404]);
    if (isStorage(response.headers.get('link') ?? '')) return container;
    const above = new URL('../', container).href;
    if (above === container) break;
    container = above;
  }
  const { pathname } = new URL(document);
  throw new PodError(404, `GET ${pathname}: neither it nor a folder above it names a storage.`);
}

function isStorage(link: string): boolean {
  return link
    .split(/,\s*(?=<)/)
    .some((part) => part.startsWith(`<${space.Storage}>`) && /;\s*rel="?type"?/i.test(part));
}

function documentOf(webId: string): string {
  return webId.split('#', 1)[0] ?? webId;
}
