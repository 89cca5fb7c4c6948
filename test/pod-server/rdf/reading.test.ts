import { afterAll, expect, test } from 'vitest';
import { isRdf, mediaTypeOf } from '../../../pod-server/rdf/media-types.ts';
import { startRdf } from '../../kit/rdf.ts';
import { problemOf } from './problem-of.ts';

const rdf = startRdf();
const base = 'https://pods.exemple.invalid/dominique/notes/';

afterAll(() => rdf.close());

const read = (text: string | Buffer, type = 'text/turtle') =>
  rdf.parse(Buffer.from(text), type, base);
const refusal = (text: string | Buffer, type = 'text/turtle') =>
  problemOf(() => rdf.check(Buffer.from(text), type, base));

test('a media type is known whatever its case and parameters', () => {
  expect(mediaTypeOf('Text/Turtle; charset=UTF-8')).toBe('text/turtle');
  expect(isRdf('application/LD+JSON;profile="x"')).toBe(true);
  expect(isRdf('text/html')).toBe(false);
  expect(isRdf('')).toBe(false);
});

test('relative names are read against the address of the document', async () => {
  const { quads, prefixes } = await read('@prefix x: <#>. <a> x:says "hello"@FR .');

  expect(
    quads.map(({ subject, predicate, object }) => [subject.id, predicate.id, object.id]),
  ).toEqual([[`${base}a`, `${base}#says`, '"hello"@fr']]);
  expect(prefixes).toEqual({ x: `${base}#` });
});

test('labels of blank nodes stay, and nodes without a label never get one that is taken', async () => {
  const { quads } = await read('_:b0 <p> [ <q> _:bn0 ] .');

  const labels = new Set(quads.flatMap(({ subject, object }) => [subject.id, object.id]));
  expect(labels.size).toBe(3);
  expect(labels).toContain('_:b0');
  expect(labels).toContain('_:bn0');
});

test('a label inside brackets of N3 is the label outside', async () => {
  const { quads } = await read('_:a <p> [ <q> _:a ] .', 'text/n3');

  expect(
    quads.some(({ predicate, object }) => predicate.id === `${base}q` && object.id === '_:a'),
  ).toBe(true);
});

test.each([
  ['<a> <b> "x" ;; <c> .\n  <d> e:f 1 .', 1, 20, 'Expected entity but got .'],
  ['<a>\n\n  <b> ~~ .', 3, 7, 'Unexpected "~~"'],
  ['<a> <b> """x\ny""" , foo .', 2, 8, 'Unexpected "foo"'],
  ['<a> <b> <c>\n', 2, 1, `Expected punctuation to follow "${base}c"`],
  ['@prefix x: <#>.\r\n<a> y:b 1 .', 2, 5, 'Undefined prefix "y:"'],
  ['<< <a> <b> <c> >> <d> <e> .', 1, 1, 'Unexpected RDF-star syntax'],
  ['<a> <b> "never closed', 1, 9, 'Unexpected ""never"'],
])(
  'a syntax error in Turtle is told with line, column and reason: %j',
  async (text, line, column, reason) => {
    const { status, code, values } = await refusal(text);

    expect([status, code]).toEqual([400, 'rdf-syntax']);
    expect(values).toEqual({ line, column: column === 8 ? expect.any(Number) : column, reason });
  },
);

test.each([
  ['', 1, 1, 'Expected value but found the end of the text'],
  ['{"@id": "a",\n  "b:c" 1}', 2, 9, 'Expected : but found "1"'],
  ['[1, 2', 1, 6, 'Expected , or ] but found the end of the text'],
  ['{"a": tru}', 1, 7, 'Expected value but found "t"'],
  ['{"a": "\\x"}', 1, 7, 'Expected value but found """'],
  ['{"a": 1,}', 1, 9, 'Expected key but found "}"'],
  ['[1]]', 1, 4, 'Expected nothing more'],
  ['[01]', 1, 2, 'Expected value or ] but found "0"'],
  ['{]', 1, 2, 'Expected key or } but found "]"'],
  ['[}', 1, 2, 'Expected value or ] but found "}"'],
])(
  'a syntax error in JSON-LD is told with line, column and reason: %j',
  async (text, line, column, reason) => {
    const { status, code, values } = await refusal(text, 'application/ld+json');

    expect([status, code]).toEqual([400, 'rdf-syntax']);
    expect(values).toEqual({ line, column, reason });
  },
);

test('text that is not UTF-8 is refused', async () => {
  expect(await refusal(Buffer.from([0x3c, 0xff, 0x3e]))).toMatchObject({
    status: 400,
    code: 'rdf-encoding',
  });
});

test('a type that is not RDF is refused', async () => {
  expect(await refusal('<a> <b> <c>.', 'text/html')).toMatchObject({
    status: 415,
    code: 'rdf-type',
  });
});

test.each([
  ['<g> { <a> <b> <c> }', 'application/trig'],
  ['<a:a> <b:b> <c:c> <g:g> .', 'application/n-quads'],
  ['{"@id":"a:g","@graph":[{"@id":"a:a","b:b":1}]}', 'application/ld+json'],
])('a named graph is refused: %s', async (text, type) => {
  expect(await refusal(text, type)).toMatchObject({ status: 400, code: 'rdf-named-graph' });
});

test('the default graph may stand in brackets, and @graph at the top names no graph', async () => {
  expect((await read('{ <a> <b> <c> }', 'application/trig')).quads).toHaveLength(1);
  const jsonLd = '{"@graph":[{"@id":"a:a","b:b":1}]}';
  expect((await read(jsonLd, 'application/ld+json')).quads).toHaveLength(1);
});

test.each(['{ <a> <b> <c> } => {}.', '?x <b> <c> .', '<a> <b> {} .', '@forAll <x>. <x> <b> <c> .'])(
  'N3 that is more than data is refused: %s',
  async (text) => {
    expect(await refusal(text, 'text/n3')).toMatchObject({ status: 400, code: 'n3-formula' });
  },
);

test.each(['1 <b> <c> .', '<a> _:b <c> .', '<a> [] <c> .'])(
  'N3 that makes no triple is refused: %s',
  async (text) => {
    expect(await refusal(text, 'text/n3')).toMatchObject({ status: 400, code: 'n3-term' });
    expect(await problemOf(() => read(text, 'text/n3'))).toMatchObject({ code: 'n3-term' });
  },
);

test('half a character is refused, a whole one in two escapes is not', async () => {
  expect(await refusal('<a> <b> "\\uD83D" .')).toMatchObject({ code: 'rdf-surrogate' });
  expect(await refusal('{"a:b":"\\ud83d"}', 'application/ld+json')).toMatchObject({
    code: 'rdf-surrogate',
  });
  expect(
    (await read('{"a:b":"\\ud83d\\ude00"}', 'application/ld+json')).quads[0]?.object.value,
  ).toBe('😀');
});

test('an IRI with a space and a language of nonsense are refused in JSON-LD', async () => {
  const withIri = '{"@id":"http://exemple.invalid/a^b","a:b":1}';
  expect(await refusal(withIri, 'application/ld+json')).toMatchObject({
    status: 400,
    code: 'rdf-iri',
  });
});

test('the contexts of Solid and ActivityStreams are known without asking anybody', async () => {
  const note = {
    '@context': [
      'https://www.w3.org/ns/activitystreams',
      'https://www.w3.org/ns/solid/notification/v1',
    ],
    id: 'urn:example:1',
    type: 'Note',
    content: 'Bonjour',
  };
  const client = {
    '@context': 'https://www.w3.org/ns/solid/oidc-context.jsonld',
    client_id: 'https://app.exemple.invalid/id',
    client_name: 'App',
    redirect_uris: ['https://app.exemple.invalid/back'],
  };

  const { quads } = await read(JSON.stringify(note), 'application/ld+json');
  const { quads: ofClient } = await read(JSON.stringify(client), 'application/ld+json');

  expect(quads.map(({ predicate }) => predicate.id)).toContain(
    'https://www.w3.org/ns/activitystreams#content',
  );
  expect(ofClient.map(({ subject }) => subject.id)).toEqual(
    ofClient.map(() => 'https://app.exemple.invalid/id'),
  );
  expect(ofClient.map(({ predicate }) => predicate.id)).toContain(
    'http://www.w3.org/ns/solid/oidc#redirect_uris',
  );
});

test.each([
  { '@context': 'https://contexts.exemple.invalid/x', 'a:b': 1 },
  { '@context': [{ a: 'b:c' }, '/x'], a: 1 },
  { '@context': { '@import': 'https://contexts.exemple.invalid/x' }, 'a:b': 1 },
  { '@context': { a: { '@id': 'b:c', '@context': 'https://contexts.exemple.invalid/x' } } },
  { 'a:b': { '@context': 'constructor', 'c:d': 1 } },
])('any other remote context is refused by its name: %j', async (document) => {
  const { status, code, values } = await refusal(JSON.stringify(document), 'application/ld+json');

  expect([status, code]).toEqual([400, 'jsonld-context']);
  expect(String(values.url)).toMatch(/x$|constructor/);
});

test('JSON-LD that breaks its own rules is refused with the reason', async () => {
  const { status, code, values } = await refusal('{"@id": 5, "a:b": 1}', 'application/ld+json');

  expect([status, code]).toEqual([400, 'json-ld']);
  expect(values.reason).not.toBe('');
});

test.each([
  [{ '@id': 'a:a[1]', 'a:b': 1 }, '<a:a[1]> <a:b> 1 .'],
  [{ '@id': 'http://[::1]/a', 'a:b': 1 }, '<http://[::1]/a> <a:b> 1 .'],
  [{ '@id': 'a[1]', 'a:b': 1 }, '<a[1]> <a:b> 1 .'],
  [{ '@id': 'a:a', '@type': ['a:T', 'a:T[1]'] }, '<a:a> a <a:T>, <a:T[1]> .'],
  [{ '@id': 'a:a', 'a:b': [{ '@id': 'a:c[1]' }, 2] }, '<a:a> <a:b> <a:c[1]>, 2 .'],
  [{ '@id': 'a:a', '@reverse': { 'a:b': { '@id': 'a:c[1]' } } }, '<a:c[1]> <a:b> <a:a> .'],
  [{ '@id': 'a:a#b#c', 'a:b': 1 }, '<a:a#b#c> <a:b> 1 .'],
  [{ '@id': 'a:a', 'a:b': { '@value': '1', '@type': 'a:T[1]' } }, '<a:a> <a:b> "1"^^<a:T[1]> .'],
  [{ '@context': { '@vocab': 'a:' }, '@id': 'a:a', '@type': 'T[1]' }, '<a:a> a <a:T[1]> .'],
])('addresses with brackets are kept in JSON-LD as in Turtle: %j', async (document, turtle) => {
  const triples = async (text: string, type: string) =>
    (await read(text, type)).quads.map((quad) => [
      quad.subject.id,
      quad.predicate.id,
      quad.object.id,
    ]);

  expect(await triples(JSON.stringify(document), 'application/ld+json')).toEqual(
    await triples(turtle, 'text/turtle'),
  );
});

test.each([
  [{ '@id': 'a:a', 'a:b[1]': 1 }, 'jsonld-predicate'],
  [{ '@id': 'a:a', '@reverse': { 'a:b[1]': { '@id': 'a:c' } } }, 'jsonld-predicate'],
  [{ '@context': { '@vocab': 'a:v[/' }, '@id': 'a:a', p: 1 }, 'jsonld-predicate'],
  [{ '@id': 'a:a b', 'a:b': 1 }, 'rdf-iri'],
  [{ '@id': 'a:a', 'a:b': { '@list': [{ '@id': 'a:`' }, 2] } }, 'rdf-iri'],
  [{ '@id': '@strange', 'a:b': 1 }, 'rdf-iri'],
  [{ '@id': 'a:a', '_:p': 1 }, 'n3-term'],
  [{ '@id': 'a:a', 'a:b': { '@value': 'x', '@language': 'no language' } }, 'json-ld'],
  [{ '@context': { p: 'a:b[1]' }, '@id': 'a:a', p: 1 }, 'json-ld'],
])('JSON-LD of which a triple would be lost is refused: %j', async (document, code) => {
  expect(await refusal(JSON.stringify(document), 'application/ld+json')).toMatchObject({
    status: 400,
    code,
  });
});

test('keys that no context explains say nothing in JSON-LD, and the rest is kept', async () => {
  const document = { '@id': 'a:a', 'a:b': 1, note: 'x', '@strange': 2, 'a:c': null };
  const { quads } = await read(JSON.stringify(document), 'application/ld+json');
  expect(quads.map(({ predicate }) => predicate.id)).toEqual(['a:b']);
});

test('each limit is refused by its name', async () => {
  const many = (count: number, each: (number: number) => string) =>
    Array.from({ length: count }, (_, number) => each(number)).join('');
  const terms = many(1_001, (number) => `"t${number}":"a:b",`);

  expect(await refusal(`<a> <b> "${'x'.repeat(1_048_577)}" .`)).toMatchObject({
    status: 422,
    code: 'rdf-literal-long',
  });
  expect(await refusal(`<a> <b> "${'é'.repeat(600_000)}" .`)).toMatchObject({
    code: 'rdf-literal-long',
  });
  expect(await refusal(`<a> <b> <${'x'.repeat(8_193)}> .`)).toMatchObject({
    status: 422,
    code: 'rdf-iri-long',
  });
  expect(await refusal(many(1_001, (number) => `@prefix p${number}: <#>.\n`))).toMatchObject({
    status: 422,
    code: 'rdf-prefixes',
  });
  expect(await refusal(`{"@context":{${terms}"t":"a:b"}}`, 'application/ld+json')).toMatchObject({
    status: 422,
    code: 'jsonld-context-large',
  });
  expect(await refusal(Buffer.alloc(10 * 1024 * 1024 + 1, ' '))).toMatchObject({
    status: 413,
    code: 'rdf-large',
  });
});

test('five hundred brackets are fine, one more is refused with its place', async () => {
  const nested = (depth: number) => `<a> <b> ${'( '.repeat(depth)}${') '.repeat(depth)}.`;

  await rdf.check(Buffer.from(nested(500)), 'text/turtle', base);
  expect(await refusal(nested(501))).toMatchObject({
    status: 422,
    code: 'rdf-nesting',
    values: { line: 1, column: 9 + 2 * 500 },
  });
});

test('brackets in strings, comments, IRIs and escapes do not count', async () => {
  const brackets = '('.repeat(600);
  const text = `@prefix x: <#>.\n# ${brackets}\n<a${brackets}> <b> "${brackets}\\"(", """${brackets}"'\n(""", '${brackets}', x:a\\( .`;

  await rdf.check(Buffer.from(text), 'text/turtle', base);
});

test('a large document reads the same in a thread as a small one at once', async () => {
  const lines = Array.from(
    { length: 3_000 },
    (_, number) => `<#${number}> <p> "${number}"@en, [ <q> ${number} ] .`,
  );
  const { quads, prefixes } = await read(`@prefix x: <#>.\n${lines.join('\n')}`);

  expect(quads).toHaveLength(9_000);
  expect(quads[1]?.object.id).toBe('"0"^^http://www.w3.org/2001/XMLSchema#integer');
  expect(prefixes).toEqual({ x: `${base}#` });
  expect(await refusal(`${lines.join('\n')}\n<a> ~ .`)).toMatchObject({
    values: { line: 3_001, column: 5 },
  });
});
