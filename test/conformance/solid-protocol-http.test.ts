/** Solid Protocol, ED 0.12: HTTP, addresses, storage, CORS. One test per requirement, named after it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aclOf,
  childrenOf,
  graphAt,
  lay,
  linksOf,
  listOf,
  RDF_TYPE,
  STORAGE,
  STORAGE_DESCRIPTION,
  type Stage,
  setStage,
} from './stage.ts';

let stage: Stage;
let place: string;
let document: string;
const turtle = { 'content-type': 'text/turtle' };

beforeAll(async () => {
  stage = await setStage();
  place = await stage.newPlace();
  document = `${place}note.ttl`;
  await lay(stage.anybody, document, '<#it> <https://vocab.exemple.invalid/is> "here".');
});

afterAll(() => stage?.close());

const ask = (method: string, url: string, headers: Record<string, string> = {}, body?: string) =>
  stage.anybody.ask({ method, url, headers, ...(body === undefined ? {} : { body }) });

describe('HTTP (§2)', () => {
  test('server-http: HEAD says what GET says, without the content', async () => {
    const whole = await ask('GET', document);
    const head = await ask('HEAD', document);

    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    for (const name of ['content-type', 'etag', 'link', 'allow', 'content-length'])
      expect(head.headers[name], name).toBe(whole.headers[name]);
  });

  test('server-http: a strong ETag answers If-None-Match with 304 and a failed If-Match with 412', async () => {
    const { headers } = await ask('GET', document);
    const etag = headers.etag ?? '';

    expect(etag).toMatch(/^"[^"]+"$/);
    expect((await ask('GET', document, { 'if-none-match': etag })).status).toBe(304);
    const put = await ask('PUT', document, { ...turtle, 'if-match': '"other"' }, '');
    expect(put.status).toBe(412);
  });

  test('server-http: a representation that nobody has is refused with 406', async () => {
    expect((await ask('GET', document, { accept: 'image/png' })).status).toBe(406);
  });

  test('server-http: If-Match on what does not exist fails with 412 and creates nothing', async () => {
    const url = `${place}absent.ttl`;

    expect((await ask('PUT', url, { ...turtle, 'if-match': '"any"' }, '')).status).toBe(412);
    expect((await ask('PUT', url, { ...turtle, 'if-match': '*' }, '')).status).toBe(412);
    expect((await ask('GET', url)).status).toBe(404);
  });

  test('server-unauthenticated: who shows no valid credentials gets 401', async () => {
    const answer = await ask('GET', stage.closed);

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBeDefined();
  });

  test('server-content-type-includes: content comes with a Content-Type, errors too', async () => {
    for (const url of [document, place, `${place}absent`, stage.closed]) {
      const answer = await ask('GET', url);
      if (answer.body.length > 0) expect(answer.headers['content-type'], url).toBeDefined();
    }
  });

  test.each(['PUT', 'POST', 'PATCH'])(
    'server-content-type-missing: %s with content but no Content-Type is refused with 400',
    async (method) => {
      const url = method === 'POST' ? place : `${place}untyped`;

      expect((await ask(method, url, {}, '<#a> <#b> <#c>.')).status).toBe(400);
      expect((await ask('GET', `${place}untyped`)).status).toBe(404);
    },
  );

  test('server-last-modified-includes: GET and HEAD say when a document changed', async () => {
    for (const method of ['GET', 'HEAD'])
      for (const url of [document, place]) {
        const { headers } = await ask(method, url);
        expect(
          new Date(headers['last-modified'] ?? '').getTime(),
          `${method} ${url}`,
        ).toBeGreaterThan(0);
      }
  });
});

describe('addresses (§3)', () => {
  test('server-uri-trailing-slash-distinct: an address and the same with a slash are never two things', async () => {
    await lay(stage.anybody, `${place}twin/`, '');
    const second = await ask('PUT', `${place}twin`, turtle, '<#a> <#b> <#c>.');
    const third = await ask('PUT', `${document}/`, turtle, '');

    expect(second.status).toBeGreaterThanOrEqual(300);
    expect(third.status).toBeGreaterThanOrEqual(400);
    expect(await childrenOf(stage.anybody, place)).not.toContain(`${place}twin`);
    expect((await ask('GET', `${document}/`)).status).not.toBe(200);
  });

  test('server-uri-redirect-differing: a container without its slash redirects to it, or is not there', async () => {
    await lay(stage.anybody, `${place}slashed/`, '');
    const { status, headers } = await ask('GET', `${place}slashed`);

    expect([301, 308, 404]).toContain(status);
    if (status !== 404)
      expect(new URL(headers.location ?? '', place).href).toBe(`${place}slashed/`);
  });

  test('server-authorization-redirect: who may not read learns nothing from a redirect', async () => {
    const hidden = `${stage.closed}hidden`;
    await lay(stage.owner, `${hidden}/`, '');

    expect((await ask('GET', hidden)).status).toBe(401);
    expect((await ask('GET', `${hidden}-not`)).status).toBe(401);
  });
});

describe('storage (§4.1)', () => {
  test('server-storage, server-link-storage: a pod is a storage and says so', async () => {
    const answer = await stage.owner.ask({ method: 'GET', url: stage.anaïs.podUrl });

    expect(answer.status).toBe(200);
    expect(linksOf(answer, 'type', stage.anaïs.podUrl)).toContain(STORAGE);
    expect(linksOf(await ask('GET', place), 'type', place)).not.toContain(STORAGE);
  });

  test('server-storage-nonoverlapping: no storage lies in another', () => {
    expect(stage.anaïs.podUrl.startsWith(stage.bilal.podUrl)).toBe(false);
    expect(stage.bilal.podUrl.startsWith(stage.anaïs.podUrl)).toBe(false);
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])(
    'server-storage-description: %s of anything in a storage links to its description',
    async (method) => {
      for (const url of [document, place]) {
        const answer = await ask(method, url);
        expect(linksOf(answer, STORAGE_DESCRIPTION, url), url).toHaveLength(1);
      }
    },
  );

  test('server-storage-description-resource: the description says that the storage is one', async () => {
    const [description = ''] = linksOf(await ask('GET', document), STORAGE_DESCRIPTION, document);
    const graph = await graphAt(stage.owner, description);

    expect(graph.getSubjects(RDF_TYPE, STORAGE, null).map(({ value }) => value)).toContain(
      stage.anaïs.podUrl,
    );
  });

  test('server-storage-track-owner: the owner keeps control, whatever the rules say', async () => {
    const url = await stage.newPlace();
    const acl = await aclOf(stage.owner, url);

    expect((await stage.owner.ask({ method: 'GET', url: acl })).status).toBe(404);
    const rules = `<#r> a <http://www.w3.org/ns/auth/acl#Authorization>.`;
    await stage.owner.ask({ method: 'PUT', url: acl, headers: turtle, body: rules });
    const removed = await stage.owner.ask({ method: 'DELETE', url: acl });
    expect([200, 204, 205, 404]).toContain(removed.status);
    expect((await ask('GET', url)).status).toBe(200);
  });

  test('server-storage-link-owner: if the owner is advertised, then as the one that owns', async () => {
    const answer = await stage.owner.ask({ method: 'HEAD', url: stage.anaïs.podUrl });
    const owners = linksOf(answer, 'http://www.w3.org/ns/solid/terms#owner', stage.anaïs.podUrl);

    expect([[], [stage.anaïs.webId]]).toContainEqual(owners);
  });
});

describe('CORS (§8)', () => {
  const origin = 'https://app.exemple.invalid';

  test('server-cors-access-control-headers: every answer to an app carries them, refusals too', async () => {
    for (const url of [document, `${place}absent`, stage.closed]) {
      const { headers } = await ask('GET', url, { origin });
      expect(headers['access-control-allow-origin'], url).toBe(origin);
      expect(headers['access-control-expose-headers'], url).toBeDefined();
    }
  });

  test('server-cors-acao-vary: the origin is named, never *, and listed in Vary', async () => {
    const { headers } = await ask('GET', document, { origin });

    expect(headers['access-control-allow-origin']).toBe(origin);
    expect(listOf(headers.vary).map((name) => name.toLowerCase())).toContain('origin');
  });

  test('server-cors-aceh, server-cors-enumerate: an app can read every header that was used', async () => {
    const { headers } = await ask('GET', document, { origin });
    const exposed = new Set(
      listOf(headers['access-control-expose-headers']).map((name) => name.toLowerCase()),
    );
    // Readable without being listed (Fetch, CORS-safelisted response headers), or about the connection alone.
    const always = [
      'cache-control',
      'content-language',
      'content-length',
      'content-type',
      'expires',
    ];
    const connection = ['connection', 'keep-alive', 'date', 'transfer-encoding', 'vary', 'server'];
    const protection = ['x-content-type-options', 'content-security-policy', 'x-powered-by'];
    const free = new Set([...always, 'last-modified', 'pragma', ...connection, ...protection]);

    const unreadable = Object.keys(headers).filter(
      (name) => !free.has(name) && !name.startsWith('access-control-') && !exposed.has(name),
    );
    expect(unreadable.filter((name) => !name.startsWith('cross-origin-'))).toEqual([]);
  });

  test('server-cors-options, server-cors-accept-acah: a preflight allows methods and headers', async () => {
    for (const url of [document, stage.closed, `${place}absent`]) {
      const { status, headers } = await ask('OPTIONS', url, {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization, dpop, content-type, if-match, accept',
      });
      expect(status, url).toBeGreaterThanOrEqual(200);
      expect(status, url).toBeLessThan(300);
      expect(headers['access-control-allow-origin']).toBe(origin);
      for (const method of ['PUT', 'PATCH', 'DELETE'])
        expect(listOf(headers['access-control-allow-methods'])).toContain(method);
      const allowed = listOf(headers['access-control-allow-headers']).map((h) => h.toLowerCase());
      for (const name of ['authorization', 'dpop', 'content-type', 'if-match', 'accept'])
        expect(allowed).toContain(name);
    }
  });

  test('server-cors: whoever is refused is refused by a status, not by CORS', async () => {
    const answer = await ask('GET', stage.closed, { origin });

    expect(answer.status).toBe(401);
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
  });
});

describe('notifications of others (§6)', () => {
  test('server-ldn: an inbox takes a JSON-LD message with 201 and a place, and lists it to its owner', async () => {
    const inbox = `${stage.anaïs.podUrl}letters/`;
    await lay(stage.owner, inbox, '');
    const owner = `<#o> a acl:Authorization; acl:agent <${stage.anaïs.webId}>; acl:accessTo <${inbox}>;
      acl:default <${inbox}>; acl:mode acl:Read, acl:Write, acl:Control.`;
    const anyone = `<#p> a acl:Authorization; acl:agentClass <http://xmlns.com/foaf/0.1/Agent>;
      acl:accessTo <${inbox}>; acl:mode acl:Append.`;
    const acl = await aclOf(stage.owner, inbox);
    await lay(
      stage.owner,
      acl,
      `@prefix acl: <http://www.w3.org/ns/auth/acl#>. ${owner} ${anyone}`,
    );

    const message = JSON.stringify({ '@id': '', 'https://vocab.exemple.invalid/says': 'hello' });
    const sent = await ask('POST', inbox, { 'content-type': 'application/ld+json' }, message);

    expect(sent.status).toBe(201);
    expect(await childrenOf(stage.owner, inbox)).toEqual([
      new URL(sent.headers.location ?? '', inbox).href,
    ]);
    expect((await ask('GET', inbox)).status).toBe(401);
  });
});
