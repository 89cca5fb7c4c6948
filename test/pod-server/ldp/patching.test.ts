import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, startEngine, turtle } from '../../kit/engine.ts';

const TITLE = '<http://purl.org/dc/terms/title>';
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({
    changes: [
      turtle('/counted.ttl', '<#it> <#holds> "nothing".'),
      { kind: 'put', path: '/plain.txt', contentType: 'text/plain', body: Buffer.from('x') },
      turtle('/folder/one.ttl', ''),
    ],
  });
});

afterAll(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
});

function n3(place: string, parts: string, headers: Record<string, string> = {}) {
  const body = `@prefix solid: <http://www.w3.org/ns/solid/terms#>. [] a solid:InsertDeletePatch; ${parts}.`;
  return engine.ask(place, {
    method: 'PATCH',
    headers: { 'content-type': 'text/n3', ...headers },
    body,
  });
}

function sparql(place: string, body: string) {
  const headers = { 'content-type': 'application/sparql-update' };
  return engine.ask(place, { method: 'PATCH', headers, body });
}

describe('a patch', () => {
  test('changes a document and keeps its type', async () => {
    const response = await n3('counted.ttl', 'solid:inserts { <#it> <#holds> "something". }');

    expect(response.status).toBe(204);
    const read = await engine.ask('counted.ttl');
    expect(read.headers.get('content-type')).toBe('text/turtle');
    expect(read.headers.get('etag')).toBe(response.headers.get('etag'));
    expect(await read.text()).toContain('something');
  });

  test('makes what is not there, and the folders above it', async () => {
    const response = await sparql('new/place/by-patch.ttl', 'INSERT DATA { <> a <#Note> }');

    expect(response.status).toBe(201);
    expect(await (await engine.ask('new/place/')).text()).toContain('by-patch.ttl');
  });

  test('that does not fit, is no patch or meets no RDF is refused, and nothing changes', async () => {
    const before = await (await engine.ask('counted.ttl')).text();

    expect((await n3('counted.ttl', 'solid:deletes { <#it> <#holds> "gold". }')).status).toBe(409);
    expect((await n3('counted.ttl', 'solid:inserts <#it>')).status).toBe(422);
    expect((await sparql('counted.ttl', 'CLEAR ALL')).status).toBe(422);
    expect((await sparql('counted.ttl', 'INSERT DATA {')).status).toBe(400);
    expect((await sparql('plain.txt', 'INSERT DATA { <> a <#Note> }')).status).toBe(409);
    const headers = { 'content-type': 'application/json-patch+json' };
    const other = await engine.ask('counted.ttl', { method: 'PATCH', headers, body: '[]' });
    expect(other.status).toBe(415);
    expect(other.headers.get('accept-patch')).toContain('text/n3');
    expect(await (await engine.ask('counted.ttl')).text()).toBe(before);
  });

  test('on a condition is done on that condition only', async () => {
    const parts = 'solid:inserts { <#it> <#holds> "more". }';

    expect((await n3('counted.ttl', parts, { 'if-match': '"other"' })).status).toBe(412);
    expect((await n3('counted.ttl', parts, { 'if-none-match': '*' })).status).toBe(412);
    expect((await n3('absent.ttl', parts, { 'if-match': '*' })).status).toBe(412);
    const tag = (await engine.ask('counted.ttl')).headers.get('etag') ?? '';
    expect((await n3('counted.ttl', parts, { 'if-match': tag })).status).toBe(204);
  });
});

describe('a patch of a folder', () => {
  test('changes what is said of it', async () => {
    const first = await n3('folder/', `solid:inserts { <> ${TITLE} "First". }`);
    const second = await n3(
      'folder/',
      `solid:deletes { <> ${TITLE} "First". }; solid:inserts { <> ${TITLE} "Second". }`,
    );

    expect([first.status, second.status]).toEqual([204, 204]);
    const read = await engine.ask('folder/');
    expect(read.headers.get('etag')).toBe(second.headers.get('etag'));
    const listing = await read.text();
    expect(listing).toContain('Second');
    expect(listing).not.toContain('First');
    expect(listing).toContain('one.ttl');
  });

  test('makes it when it is not there', async () => {
    const response = await sparql('fresh/', `INSERT DATA { <> ${TITLE} "Fresh" }`);

    expect(response.status).toBe(201);
    expect(await (await engine.ask('fresh/')).text()).toContain('Fresh');
  });

  test.each([
    ['folder/', 'INSERT DATA { <> <http://www.w3.org/ns/ldp#contains> <ghost.ttl> }'],
    ['folder/', 'DELETE DATA { <> <http://www.w3.org/ns/ldp#contains> <one.ttl> }'],
    ['folder/', 'INSERT DATA { <one.ttl> <http://www.w3.org/ns/posix/stat#size> 1 }'],
    ['folder/.meta', 'INSERT DATA { <./> <http://www.w3.org/ns/ldp#contains> <ghost.ttl> }'],
  ])('%s cannot say what only the server says: %s', async (place, body) => {
    expect((await sparql(place, body)).status).toBe(409);
    expect(await (await engine.ask('folder/')).text()).toContain('<./one.ttl>');
  });

  test('on a condition looks at the folder as it is listed', async () => {
    const tag = (await engine.ask('folder/')).headers.get('etag') ?? '';
    const patch = () => n3('folder/', `solid:inserts { <> ${TITLE} "X". }`, { 'if-match': tag });

    expect((await patch()).status).toBe(204);
    expect((await patch()).status).toBe(412);
  });
});

test('of forty patches to one document at the same time none is lost', async () => {
  const patches = Array.from({ length: 40 }, (_, index) =>
    n3('crowd.ttl', `solid:inserts { <#it> <#holds> ${index}. }`),
  );

  const statuses = (await Promise.all(patches)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.filter((status) => status === 204)).toHaveLength(39);
  const headers = { accept: 'application/n-triples' };
  const lines = (await (await engine.ask('crowd.ttl', { headers })).text()).trim().split('\n');
  expect(lines).toHaveLength(40);
});

test('of twenty writers that saw the same version one wins', async () => {
  const put = (headers: Record<string, string>) =>
    engine.ask('prize.txt', {
      method: 'PUT',
      headers: { 'content-type': 'text/plain', ...headers },
      body: 'x',
    });
  const first = await Promise.all(Array.from({ length: 20 }, () => put({ 'if-none-match': '*' })));
  expect(first.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(first.filter(({ status }) => status === 412)).toHaveLength(19);

  const tag = (await engine.ask('prize.txt')).headers.get('etag') ?? '';
  const second = await Promise.all(Array.from({ length: 20 }, () => put({ 'if-match': tag })));
  expect(second.filter(({ status }) => status === 204)).toHaveLength(1);
});
