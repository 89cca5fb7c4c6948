import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, startEngine } from '../../kit/engine.ts';

const asTurtle = { 'content-type': 'text/turtle' };
const asText = { 'content-type': 'text/plain' };
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
});

function put(place: string, body: string, headers: Record<string, string> = asTurtle) {
  return engine.ask(place, { method: 'PUT', headers, body });
}

function post(place: string, headers: Record<string, string>, body = '') {
  return engine.ask(place, { method: 'POST', headers: { ...asTurtle, ...headers }, body });
}

function remove(place: string, headers: Record<string, string> = {}) {
  return engine.ask(place, { method: 'DELETE', headers });
}

async function code(response: Response): Promise<unknown> {
  const { type } = await response.json();
  return type.replace('urn:traboule:problem:', '');
}

describe('PUT', () => {
  test('makes a document where it was asked for, and the folders above it', async () => {
    const response = await put('made/by/put.ttl', '<> a <#Note>.');

    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`${engine.root}made/by/put.ttl`);
    expect(response.headers.get('etag')).toMatch(/^"\w+"$/);
    expect(response.headers.get('allow')).toContain('PUT');
    expect(await (await engine.ask('made/')).text()).toContain('contains <./by/>');
    expect(await (await engine.ask('made/by/')).text()).toContain('contains <./put.ttl>');
  });

  test('replaces what was there, and says so', async () => {
    const first = await put('replaced.ttl', '<> a <#Note>.');
    const second = await put('replaced.ttl', 'not RDF', asText);

    expect(second.status).toBe(204);
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));
    const read = await engine.ask('replaced.ttl');
    expect(read.headers.get('content-type')).toBe('text/plain');
    expect(read.headers.get('etag')).toBe(second.headers.get('etag'));
    expect(await read.text()).toBe('not RDF');
  });

  test('without a type is refused', async () => {
    const body = new Uint8Array([1, 2, 3]);

    expect((await engine.ask('untyped', { method: 'PUT', body })).status).toBe(400);
    const headers = { 'content-type': 'nonsense' };
    expect((await engine.ask('untyped', { method: 'PUT', body, headers })).status).toBe(400);
    expect((await engine.ask('untyped')).status).toBe(404);
  });

  test('of RDF that does not parse is refused with line and column, and nothing changes', async () => {
    await put('kept.ttl', '<> a <#Note>.');
    const response = await put('kept.ttl', '<> a <#Note>;\n  nonsense.');

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ line: 2 });
    expect(await (await engine.ask('kept.ttl')).text()).toBe('<> a <#Note>.');
  });

  test('of a part, or of something compressed, is refused', async () => {
    expect((await put('p', 'x', { ...asText, 'content-range': 'bytes 0-0/9' })).status).toBe(400);
    expect((await put('p', 'x', { ...asText, 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('on a condition is done on that condition only', async () => {
    const created = await put('conditional.ttl', '', { ...asTurtle, 'if-none-match': '*' });
    const tag = created.headers.get('etag') ?? '';
    const on = (more: Record<string, string>) =>
      put('conditional.ttl', '<> a <#B>.', { ...asTurtle, ...more });

    expect(created.status).toBe(201);
    expect((await on({ 'if-none-match': '*' })).status).toBe(412);
    expect((await on({ 'if-none-match': tag })).status).toBe(412);
    expect((await on({ 'if-match': '"other"' })).status).toBe(412);
    expect((await on({ 'if-match': `W/${tag}` })).status).toBe(412);
    expect((await on({ 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).status).toBe(412);
    expect((await on({ 'if-match': `"x", ${tag.slice(0, -1)}-jsonld"` })).status).toBe(204);
    expect((await on({ 'if-match': tag })).status).toBe(412);
    expect((await put('absent.ttl', '', { ...asTurtle, 'if-match': '*' })).status).toBe(412);
    expect((await engine.ask('absent.ttl')).status).toBe(404);
  });

  test('does not make a document beside a folder of the same name, nor a folder in a document', async () => {
    await put('twin/in.ttl', '');
    await put('single', '', asText);

    expect((await put('twin', '')).status).toBe(409);
    expect((await put('single/', '')).status).toBe(409);
    expect((await put('single/in.ttl', '')).status).toBe(409);
  });

  test('keeps a name as it was meant, whatever its letters', async () => {
    const place = `${encodeURIComponent('été à la mer, 100 %')}.txt`;

    expect((await put(place, 'sable', asText)).status).toBe(201);
    expect(await (await engine.ask(place)).text()).toBe('sable');
    const listing = await engine.ask('', { headers: { accept: 'application/n-triples' } });
    expect(await listing.text()).toContain('%C3%A9t%C3%A9%20%C3%A0%20la%20mer,%20100%20%25.txt>');
  });

  test('past what the pod may hold is refused', async () => {
    await using small = await startEngine({ bytesMax: 2_000 });
    const headers = asText;
    const long = 'x'.repeat(1_500);

    const filled = await small.ask('a.txt', { method: 'PUT', headers, body: long });
    const refused = await small.ask('b.txt', { method: 'PUT', headers, body: long });
    expect([filled.status, refused.status]).toEqual([201, 507]);
    expect((await small.ask('b.txt')).status).toBe(404);
    expect((await small.ask('a.txt', { method: 'DELETE' })).status).toBe(204);
  });
});

describe('PUT on a folder', () => {
  const asListed = async (place: string) => (await engine.ask(place)).text();

  test('makes it, with what is said of it', async () => {
    const body = '<> <http://purl.org/dc/terms/title> "Photos".';
    const response = await put('photos/', body);

    expect(response.status).toBe(201);
    expect(response.headers.get('link')).toContain('ldp#BasicContainer>; rel="type"');
    expect(await asListed('photos/')).toContain('Photos');
    expect(await (await engine.ask('photos/.meta')).text()).toContain(`<${engine.root}photos/>`);
  });

  test('replaces what is said of it, and not what it holds', async () => {
    await put('shelf/book.ttl', '');
    await put('shelf/', '<> <http://purl.org/dc/terms/title> "Before".');
    const response = await put('shelf/', '<> <http://purl.org/dc/terms/title> "After".');

    expect(response.status).toBe(204);
    const listing = await asListed('shelf/');
    expect(listing).toContain('After');
    expect(listing).not.toContain('Before');
    expect(listing).toContain('book.ttl');
  });

  test.each([
    '<> <http://www.w3.org/ns/ldp#contains> <ghost.ttl>.',
    '<real.ttl> <http://www.w3.org/ns/posix/stat#size> 1.',
    '<> <http://purl.org/dc/terms/modified> "2026-01-01T00:00:00Z".',
    '<real.ttl> a <http://www.w3.org/ns/iana/media-types/text/html#Resource>.',
    '<> a <http://www.w3.org/ns/pim/space#Storage>.',
  ])('cannot say what only the server says: %s', async (triple) => {
    await put('protected/real.ttl', '');

    expect((await put('protected/', triple)).status).toBe(409);
    const meta = triple.replace('<>', '<./>').replace('<real', '<./real');
    expect((await put('protected/.meta', meta)).status).toBe(409);
    expect(await asListed('protected/')).not.toContain('ghost');
  });

  test('takes RDF only', async () => {
    expect((await put('folder-in-text/', 'text', asText)).status).toBe(415);
    expect((await put('folder-without-words/', '', asText)).status).toBe(201);
  });
});

describe('POST', () => {
  const folder = { link: '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"' };

  test('makes a document under the name that was wished for', async () => {
    await put('inbox/', '');
    const response = await post('inbox/', { slug: 'hello.ttl' }, '<> a <#Note>.');

    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`${engine.root}inbox/hello.ttl`);
    expect(await (await engine.ask('inbox/hello.ttl')).text()).toBe('<> a <#Note>.');
  });

  test('makes a folder for a link that says so', async () => {
    const response = await post('inbox/', { slug: 'sub/', ...folder });

    expect(response.headers.get('location')).toBe(`${engine.root}inbox/sub/`);
    expect((await engine.ask('inbox/sub/')).status).toBe(200);
  });

  test('takes another name when that one is taken, by a document or a folder', async () => {
    await put('taken/name.ttl', '');
    const again = await post('taken/', { slug: 'name.ttl' });
    const asFolder = await post('taken/', { slug: 'name.ttl', ...folder });

    expect(again.headers.get('location')).toMatch(/\/taken\/name-[0-9a-f-]{36}\.ttl$/);
    expect(asFolder.headers.get('location')).toMatch(/\/taken\/name-[0-9a-f-]{36}\.ttl\/$/);
  });

  test('with one wish at the same time gives each a place of its own', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => post('inbox/', { slug: 'crowd.ttl' })),
    );

    expect(all.every(({ status }) => status === 201)).toBe(true);
    expect(new Set(all.map(({ headers }) => headers.get('location'))).size).toBe(20);
  });

  test.each([
    ['', /^[0-9a-f-]{36}$/],
    ['a/b', /^a-b$/],
    ['../../up', /^-\.\.-up$/],
    ['..', /^[0-9a-f-]{36}$/],
    ['%00%2F', /^-$/],
    ['x'.repeat(300), /^[0-9a-f-]{36}$/],
    ['%F0%9D%92%9C'.repeat(50), /^(%F0%9D%92%9C){50}$/],
    ['caf%C3%A9 noir', /^caf%C3%A9%20noir$/],
  ])('makes a safe name of the wish %s', async (slug, name) => {
    const made = `names-${randomUUID()}/`;
    await put(made, '');
    const response = await post(made, { slug });

    expect(response.status).toBe(201);
    expect(response.headers.get('location')?.slice(engine.root.length + made.length)).toMatch(name);
    const again = await post(made, { slug });
    expect(again.status).toBe(201);
    expect((await engine.ask(again.headers.get('location') ?? '')).status).toBe(200);
  });

  test('does not make rules or descriptions', async () => {
    expect((await post('inbox/', { slug: 'hello.ttl.acl' })).status).toBe(403);
    expect((await post('inbox/', { slug: '.meta' })).status).toBe(403);
  });

  test('goes to folders that are there only', async () => {
    expect((await post('nowhere/', {})).status).toBe(404);
    const onDocument = await post('inbox/hello.ttl', {});
    expect(onDocument.status).toBe(405);
    expect(onDocument.headers.get('allow')).not.toContain('POST');
  });

  test('of a folder cannot say what it holds', async () => {
    const triple = '<> <http://www.w3.org/ns/ldp#contains> <ghost>.';

    expect((await post('inbox/', folder, triple)).status).toBe(409);
  });
});

describe('DELETE', () => {
  test('removes a document, its rules, its description and its line in the folder', async () => {
    await put('gone/away.ttl', '');
    await put('gone/away.ttl.meta', '<away.ttl> a <#Note>.');

    expect((await remove('gone/away.ttl')).status).toBe(204);
    expect((await engine.ask('gone/away.ttl')).status).toBe(404);
    expect((await engine.ask('gone/away.ttl.meta')).status).toBe(404);
    expect(await (await engine.ask('gone/')).text()).not.toContain('away');
    expect((await remove('gone/away.ttl')).status).toBe(404);
  });

  test('removes a folder when it is empty', async () => {
    await put('full/one.ttl', '');

    const refused = await remove('full/');
    expect([refused.status, await code(refused)]).toEqual([409, 'container-not-empty']);
    await remove('full/one.ttl');
    expect((await remove('full/')).status).toBe(204);
    expect((await engine.ask('full/')).status).toBe(404);
  });

  test('never removes the root or its rules', async () => {
    const root = await remove('');
    const rules = await engine.ask('.acl', { method: 'DELETE', as: engine.owner });

    for (const refused of [root, rules]) {
      expect(refused.status).toBe(405);
      expect(refused.headers.get('allow')).not.toContain('DELETE');
    }
    expect((await engine.ask('')).headers.get('allow')).not.toContain('DELETE');
  });

  test('on a condition is done on that condition only', async () => {
    const tag = (await put('guarded.ttl', '')).headers.get('etag') ?? '';

    expect((await remove('guarded.ttl', { 'if-match': '"other"' })).status).toBe(412);
    expect((await remove('guarded.ttl', { 'if-match': tag })).status).toBe(204);
    expect((await remove('guarded.ttl', { 'if-match': '*' })).status).toBe(412);
  });

  test('makes room for something new, whose tag is new too', async () => {
    const first = (await put('phoenix.ttl', '')).headers.get('etag') ?? '';
    await remove('phoenix.ttl');
    const second = (await put('phoenix.ttl', '')).headers.get('etag');

    expect(second).not.toBe(first);
    const headers = { 'if-none-match': first };
    expect((await engine.ask('phoenix.ttl', { headers })).status).toBe(200);
  });
});
