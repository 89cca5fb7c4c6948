/** Solid Protocol, ED 0.12: containers, auxiliaries, reading, writing, deleting. One test per requirement, named after it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  aclOf,
  childrenOf,
  describeIt,
  graphAt,
  LDP,
  lay,
  linksOf,
  listOf,
  RDF_TYPE,
  type Stage,
  setStage,
} from './stage.ts';

const turtle = { 'content-type': 'text/turtle' };
const n3 = { 'content-type': 'text/n3' };
const insertion = `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
<> a solid:InsertDeletePatch; solid:inserts { <#a> <https://vocab.exemple.invalid/b> "c". }.`;

let stage: Stage;
let place: string;

beforeAll(async () => {
  stage = await setStage();
});

beforeEach(async () => {
  place = await stage.newPlace();
});

afterAll(() => stage?.close());

const ask = (method: string, url: string, headers: Record<string, string> = {}, body?: string) =>
  stage.anybody.ask({ method, url, headers, ...(body === undefined ? {} : { body }) });

describe('containment (§4.2)', () => {
  test('server-basic-container: a container is an LDP basic container, by link and in its graph', async () => {
    const answer = await ask('GET', place);
    const types = linksOf(answer, 'type', place);

    expect(types).toContain(`${LDP}BasicContainer`);
    expect(types).toContain(`${LDP}Resource`);
    const graph = await graphAt(stage.anybody, place);
    for (const type of ['Container', 'BasicContainer'])
      expect(graph.countQuads(place, RDF_TYPE, `${LDP}${type}`, null), type).toBe(1);
  });

  test('server-hierarchical-containment: a container lists exactly what lies under its path', async () => {
    await lay(stage.anybody, `${place}a`, '');
    await lay(stage.anybody, `${place}b/`, '');
    await lay(stage.anybody, `${place}b/c`, '');

    expect([...(await childrenOf(stage.anybody, place))].sort()).toEqual([
      `${place}a`,
      `${place}b/`,
    ]);
    expect(await childrenOf(stage.anybody, `${place}b/`)).toEqual([`${place}b/c`]);
  });

  test('server-contained-resource-metadata: a listing says type, size and time of each thing', async () => {
    const body = '<#a> <#b> <#c>.';
    await lay(stage.anybody, `${place}a.ttl`, body);
    const graph = await graphAt(stage.anybody, place);
    const of = (predicate: string) => graph.getObjects(`${place}a.ttl`, predicate, null)[0]?.value;
    const { headers } = await ask('HEAD', `${place}a.ttl`);

    const types = graph.getObjects(`${place}a.ttl`, RDF_TYPE, null).map(({ value }) => value);
    expect(types).toContain('http://www.w3.org/ns/iana/media-types/text/turtle#Resource');
    expect(of('http://www.w3.org/ns/posix/stat#size')).toBe(String(body.length));
    const modified = new Date(of('http://purl.org/dc/terms/modified') ?? '');
    expect(modified.toUTCString()).toBe(headers['last-modified']);
    const seconds = Number(of('http://www.w3.org/ns/posix/stat#mtime'));
    expect(Math.abs(seconds - modified.getTime() / 1_000)).toBeLessThanOrEqual(1);
  });
});

describe('auxiliaries (§4.3)', () => {
  test('server-link-auxiliary-type: GET and HEAD name the access rules and the description', async () => {
    await lay(stage.anybody, `${place}a`, '');
    for (const method of ['GET', 'HEAD'])
      for (const url of [place, `${place}a`]) {
        const answer = await ask(method, url);
        expect(linksOf(answer, 'acl', url), url).toHaveLength(1);
        expect(linksOf(answer, 'describedby', url), url).toHaveLength(1);
      }
  });

  test('server-description-resource-max: there is one description, and it has none itself', async () => {
    await lay(stage.anybody, `${place}a`, '');
    const description = await describeIt(stage.anybody, `${place}a`);

    const answer = await stage.owner.ask({ method: 'HEAD', url: description });
    expect(linksOf(answer, 'describedby', description)).toEqual([]);
  });

  test('server-description-resource-authorization: a description is as open as what it describes', async () => {
    const hidden = `${stage.closed}described.ttl`;
    await lay(stage.owner, hidden, '');
    await lay(stage.anybody, `${place}a`, '');

    expect((await ask('GET', await describeIt(stage.owner, hidden))).status).toBe(401);
    expect((await ask('GET', await describeIt(stage.anybody, `${place}a`))).status).toBe(200);
  });

  test.each([
    ['PUT', turtle, '<#a> <https://vocab.exemple.invalid/b> "c".'],
    ['PATCH', n3, insertion],
  ])(
    'server-put-patch-auxiliary-resource: %s creates and updates a description',
    async (method, headers, body) => {
      await lay(stage.anybody, `${place}a`, '');
      const [description = ''] = linksOf(await ask('HEAD', `${place}a`), 'describedby', place);

      expect((await ask(method, description, headers, body)).status).toBeLessThan(300);
      expect((await ask(method, description, headers, body)).status).toBeLessThan(300);
      expect((await graphAt(stage.anybody, description)).size).toBeGreaterThan(0);
    },
  );

  test('server-auxiliary-resources-management: auxiliaries are listed in no container', async () => {
    await lay(stage.anybody, `${place}a`, '');
    await describeIt(stage.anybody, `${place}a`);

    expect(await childrenOf(stage.anybody, place)).toEqual([`${place}a`]);
  });
});

describe('methods (§5)', () => {
  test('server-method-not-allowed: a method that something does not have is answered with 405 and Allow', async () => {
    await lay(stage.anybody, `${place}a`, '');
    for (const [method, url] of [
      ['PROPFIND', `${place}a`],
      ['LOCK', place],
      ['POST', `${place}a`],
    ] as const) {
      const answer = await ask(method, url, turtle);
      expect(answer.status, `${method} ${url}`).toBe(405);
    }
  });

  test('server-safe-methods, server-allow-methods: GET, HEAD and OPTIONS work and name the methods', async () => {
    await lay(stage.anybody, `${place}a`, '');
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      for (const url of [place, `${place}a`]) {
        const { status, headers } = await ask(method, url);
        expect([200, 204], `${method} ${url}`).toContain(status);
        const allowed = listOf(headers.allow);
        const also = url === place ? ['POST'] : ['PUT', 'PATCH', 'DELETE'];
        for (const name of ['GET', 'HEAD', 'OPTIONS', ...also])
          expect(allowed, `${method} ${url}`).toContain(name);
      }
  });

  test('server-accept-headers: what can be sent is said by Accept-Patch, Accept-Post and Accept-Put', async () => {
    await lay(stage.anybody, `${place}a`, '');
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      for (const url of [place, `${place}a`]) {
        const { headers } = await ask(method, url);
        for (const written of ['Post', 'Put', 'Patch'])
          expect(
            headers[`accept-${written.toLowerCase()}`] !== undefined,
            `${method} ${url} ${written}`,
          ).toBe(listOf(headers.allow).includes(written.toUpperCase()));
      }
  });

  test('server-post-uri-assignment: what POST makes has an address of its own', async () => {
    const first = await ask('POST', place, turtle, '<#a> <#b> <#c>.');
    const second = await ask('POST', place, turtle, '<#a> <#b> <#c>.');

    expect([first.status, second.status]).toEqual([201, 201]);
    const at = [first, second].map(({ headers }) => new URL(headers.location ?? '', place).href);
    expect([...(await childrenOf(stage.anybody, place))].sort()).toEqual([...at].sort());
    expect(new Set(at).size).toBe(2);
  });

  test.each([
    ['PUT', turtle, '<#a> <#b> <#c>.'],
    ['PATCH', n3, insertion],
  ])(
    'server-put-patch-intermediate-containers: %s makes the containers in between and lists them',
    async (method, headers, body) => {
      expect((await ask(method, `${place}one/two/three`, headers, body)).status).toBe(201);

      expect(await childrenOf(stage.anybody, place)).toEqual([`${place}one/`]);
      expect(await childrenOf(stage.anybody, `${place}one/`)).toEqual([`${place}one/two/`]);
      expect(await childrenOf(stage.anybody, `${place}one/two/`)).toEqual([
        `${place}one/two/three`,
      ]);
    },
  );

  test('server-post-container, server-post-container-create-resource: POST makes members under the name asked for', async () => {
    const { status, headers } = await ask('POST', place, { ...turtle, slug: 'named' }, '');
    const container = { ...turtle, slug: 'box', link: `<${LDP}BasicContainer>; rel="type"` };
    const made = await ask('POST', place, container, '');

    expect(status).toBe(201);
    const location = new URL(headers.location ?? '', place).href;
    expect(location.startsWith(place)).toBe(true);
    expect(location.slice(place.length)).toMatch(/^[^/]+$/);
    expect(new URL(made.headers.location ?? '', place).href).toMatch(/\/$/);
  });

  test('server-post-target-not-found: POST to what does not exist is answered with 404', async () => {
    expect((await ask('POST', `${place}absent/`, turtle, '')).status).toBe(404);
  });
});

describe('what the server manages (§5.3)', () => {
  test.each([
    ['PUT', turtle, `<> <${LDP}contains> <invented>.`],
    ['PATCH', n3, insertion.replace(/\{.*\}/, `{ <> <${LDP}contains> <invented>. }`)],
  ])(
    'server-protect-containment: %s cannot invent a member: 409',
    async (method, headers, body) => {
      expect((await ask(method, place, headers, body)).status).toBe(409);
      expect(await childrenOf(stage.anybody, place)).toEqual([]);
    },
  );

  test.each([
    ['PUT', turtle, '<a> <http://www.w3.org/ns/posix/stat#size> 7.'],
    ['PATCH', n3, insertion.replace(/\{.*\}/, '{ <a> <http://www.w3.org/ns/posix/stat#size> 7. }')],
  ])(
    'server-protect-contained-resource-metadata: %s cannot change what a listing says of a member: 409',
    async (method, headers, body) => {
      await lay(stage.anybody, `${place}a`, '');

      expect((await ask(method, place, headers, body)).status).toBe(409);
    },
  );
});

describe('deleting (§5.4)', () => {
  test('server-delete-protect-root-container: neither a pod nor its access rules can be deleted: 405', async () => {
    const root = stage.anaïs.podUrl;
    const acl = await aclOf(stage.owner, root);

    expect((await stage.owner.ask({ method: 'DELETE', url: root })).status).toBe(405);
    expect((await stage.owner.ask({ method: 'DELETE', url: acl })).status).toBe(405);
  });

  test('server-disallow-delete: they do not name DELETE in Allow', async () => {
    const root = stage.anaïs.podUrl;
    for (const url of [root, await aclOf(stage.owner, root)]) {
      const { headers } = await stage.owner.ask({ method: 'GET', url });
      expect(listOf(headers.allow), url).toContain('GET');
      expect(listOf(headers.allow), url).not.toContain('DELETE');
    }
  });

  test('server-delete-remove-containment: what is deleted is gone and no longer listed', async () => {
    await lay(stage.anybody, `${place}a`, '');

    expect((await ask('DELETE', `${place}a`)).status).toBeLessThan(300);
    expect((await ask('GET', `${place}a`)).status).toBe(404);
    expect(await childrenOf(stage.anybody, place)).toEqual([]);
  });

  test('server-delete-remove-auxiliary-resource: rules and description go with what they are about', async () => {
    const url = `${place}a`;
    await lay(stage.anybody, url, '');
    const acl = await aclOf(stage.owner, url);
    const description = await describeIt(stage.owner, url);
    const rules = `<#o> a acl:Authorization; acl:agent <${stage.anaïs.webId}>; acl:accessTo <${url}>;
      acl:mode acl:Read, acl:Write, acl:Control.`;
    await lay(stage.owner, acl, `@prefix acl: <http://www.w3.org/ns/auth/acl#>. ${rules}`);
    await stage.owner.ask({ method: 'DELETE', url });
    await lay(stage.anybody, url, '');

    expect((await stage.owner.ask({ method: 'GET', url: acl })).status).toBe(404);
    expect(
      (await stage.owner.ask({ method: 'GET', url: description })).body.toString(),
    ).not.toContain('#b');
  });

  test('server-delete-remove-empty-container: an empty container can be deleted', async () => {
    expect((await ask('DELETE', place)).status).toBeLessThan(300);
    expect((await ask('GET', place)).status).toBe(404);
  });

  test('server-delete-protect-nonempty-container: one that is not empty stays: 409, with a reason', async () => {
    await lay(stage.anybody, `${place}a`, '');
    const answer = await ask('DELETE', place);

    expect(answer.status).toBe(409);
    expect(answer.body.length).toBeGreaterThan(0);
    expect((await ask('GET', `${place}a`)).status).toBe(200);
  });
});

describe('representations (§5.5)', () => {
  const json = JSON.stringify({ '@id': '#a', 'https://vocab.exemple.invalid/b': 'c' });

  test.each([
    ['PUT', 'text/turtle', '<#a> <https://vocab.exemple.invalid/b> "c".'],
    ['PUT', 'application/ld+json', json],
    ['POST', 'text/turtle', '<#a> <https://vocab.exemple.invalid/b> "c".'],
    ['POST', 'application/ld+json', json],
    ['PATCH', 'text/n3', insertion],
  ])(
    'server-representation-turtle-jsonld: what came by %s as %s is read as Turtle and as JSON-LD',
    async (method, type, body) => {
      const made = await ask(
        method,
        method === 'POST' ? place : `${place}a`,
        { 'content-type': type },
        body,
      );
      const url = new URL(made.headers.location ?? `${place}a`, place).href;

      const asTurtle = await ask('GET', url, { accept: 'text/turtle' });
      const asJson = await ask('GET', url, { accept: 'application/ld+json' });
      expect([asTurtle.status, asJson.status]).toEqual([200, 200]);
      expect(asTurtle.headers['content-type']).toMatch(/^text\/turtle/);
      expect(asJson.headers['content-type']).toMatch(/^application\/ld\+json/);
      const graph = await graphAt(stage.anybody, url);
      expect(graph.countQuads(`${url}#a`, 'https://vocab.exemple.invalid/b', null, null)).toBe(1);
      expect(JSON.stringify(JSON.parse(asJson.body.toString()))).toContain(
        'https://vocab.exemple.invalid/b',
      );
    },
  );

  test('server-representation-write-redirect: a document has one address, so that nobody writes to another', async () => {
    await lay(stage.anybody, `${place}a`, '<#a> <#b> <#c>.');
    const { headers } = await ask('GET', `${place}a`, { accept: 'application/ld+json' });

    const location = headers['content-location'];
    if (location !== undefined) expect(new URL(location, place).href).toBe(`${place}a`);
  });

  test('server-etag: two documents that differ, and two types of one, never share a strong tag', async () => {
    await lay(stage.anybody, `${place}a`, '<#a> <#b> "1".');
    const first = await ask('HEAD', `${place}a`);
    await lay(stage.anybody, `${place}a`, '<#a> <#b> "2".');
    const second = await ask('HEAD', `${place}a`);
    const asJson = await ask('HEAD', `${place}a`, { accept: 'application/ld+json' });

    const tags = [first, second, asJson].map(({ headers }) => headers.etag);
    expect(new Set(tags).size).toBe(3);
  });
});
