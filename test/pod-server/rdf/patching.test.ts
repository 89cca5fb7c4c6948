import { afterAll, expect, test } from 'vitest';
import { APPEND, READ, WRITE } from '../../../pod-server/authorization/modes.ts';
import { PATCH_TYPES, readPatch } from '../../../pod-server/rdf/patch.ts';
import { canonical } from '../../kit/isomorphic.ts';
import { startRdf } from '../../kit/rdf.ts';
import { problemOf } from './problem-of.ts';

const rdf = startRdf();
const base = 'https://pods.exemple.invalid/dominique/people';

afterAll(() => rdf.close());

const SOLID =
  '@prefix solid: <http://www.w3.org/ns/solid/terms#>. @prefix ex: <http://example.org/ns#>.\n';
const people = `@prefix ex: <http://example.org/ns#>.

<#claudia> ex:family "Garcia";
    ex:given "Claudia".
<#ana> ex:family "Silva";
    ex:given "Ana".
`;

const n3 = (parts: string) => `${SOLID}_:patch a solid:InsertDeletePatch; ${parts} .`;

async function patched(text: string, type = 'text/n3', document: string | undefined = people) {
  const patch = readPatch(Buffer.from(text), type, base);
  const current =
    document === undefined
      ? undefined
      : { body: Buffer.from(document), contentType: 'text/turtle' };
  const { body } = await rdf.patch(patch, current, base);
  return body.toString();
}

const refusal = (text: string, type = 'text/n3', document?: string) =>
  problemOf(() => patched(text, type, document));

async function expectSame(turtle: string, expected: string) {
  const [one, other] = await Promise.all(
    [turtle, expected].map((text) => rdf.parse(Buffer.from(text), 'text/turtle', base)),
  );
  expect(canonical(one?.quads ?? [])).toBe(canonical(other?.quads ?? []));
}

test('the patch types are N3 Patch and SPARQL Update', () => {
  expect(PATCH_TYPES).toEqual(['text/n3', 'application/sparql-update']);
});

test('the example of the Solid Protocol renames Claudia', async () => {
  const text = n3(`solid:where { ?person ex:family "Garcia" . };
    solid:inserts { ?person ex:given "Alex" . }; solid:deletes { ?person ex:given "Claudia" . }`);

  expect(await patched(text)).toBe(`@prefix ex: <http://example.org/ns#>.

<${base}#claudia> ex:family "Garcia".
<${base}#ana> ex:family "Silva";
    ex:given "Ana".
<${base}#claudia> ex:given "Alex".
`);
});

test('insertions alone make a new document', async () => {
  const { body, contentType, after } = await rdf.patch(
    readPatch(Buffer.from(n3('solid:inserts { <> ex:is 1, [ ex:is 2 ] }')), 'text/n3', base),
    undefined,
    base,
  );

  expect(contentType).toBe('text/turtle');
  expect(after).toHaveLength(3);
  await expectSame(
    body.toString(),
    `<${base}> <http://example.org/ns#is> 1, [ <http://example.org/ns#is> 2 ].`,
  );
});

test('insertions leave the text as its author wrote it', async () => {
  const written =
    '@prefix ex: <http://example.org/ns#>.\n# Dominique wrote this.\n<#a>   ex:b [] . # the end';

  expect(await patched(n3('solid:inserts { <#a> ex:b <#c> }'), 'text/n3', written)).toBe(
    `${written}\n<${base}#a> ex:b <${base}#c>.\n`,
  );
});

test('a document that somebody else has written meanwhile is patched as it is now', async () => {
  await patched(n3('solid:inserts { <#a> ex:b 1 }'), 'text/n3', '<#x> <y> <z> .');

  await expectSame(
    await patched(n3('solid:inserts { <#a> ex:b 1 }'), 'text/n3', '<#other> <y> <z> .'),
    `<#other> <y> <z> . <${base}#a> <http://example.org/ns#b> 1 .`,
  );
});

test('what is inserted twice is there once', async () => {
  const text = n3('solid:inserts { <#ana> ex:given "Ana" }');

  expect(await patched(text)).toBe((await patched(text)).toString());
  await expectSame(await patched(text), people);
});

test('each insertion of a blank node makes a new one, also when the document has its label', async () => {
  const text = n3('solid:inserts { _:p0 ex:is _:p0 }');
  const once = await patched(text, 'text/n3', '_:p0 <http://example.org/ns#is> 5 . <a> <b> _:p0 .');
  const twice = await patched(text, 'text/n3', once);

  const { quads } = await rdf.parse(Buffer.from(twice), 'text/turtle', base);
  expect(quads).toHaveLength(4);
  expect(new Set(quads.map(({ subject }) => subject.id)).size).toBe(4);
});

test('a patched document keeps its type', async () => {
  const patch = readPatch(Buffer.from(n3('solid:inserts { <> ex:is 1 }')), 'text/n3', base);
  const current = {
    body: Buffer.from('[{"@id":"#a","ex:b":[{"@id":"#c"}]}]'),
    contentType: 'application/ld+json',
  };

  const { body, contentType } = await rdf.patch(patch, current, base);

  expect(contentType).toBe('application/ld+json');
  expect(JSON.parse(body.toString())).toHaveLength(2);
});

test.each([
  ['solid:inserts { <a> <b> <c> }', APPEND],
  ['solid:deletes { <a> <b> <c> }', READ | WRITE],
  ['solid:where { <a> <b> ?c }; solid:inserts { <a> <d> ?c }', READ | APPEND],
  [
    'solid:where { <a> <b> ?c }; solid:deletes { <a> <b> ?c }; solid:inserts { <a> <d> ?c }',
    READ | WRITE | APPEND,
  ],
  ['solid:where { <a> <b> ?c }', READ],
  ['solid:inserts {}', APPEND],
])('N3 Patch needs the modes of §5.3.1: %s', (parts, needs) => {
  expect(readPatch(Buffer.from(n3(parts)), 'text/n3', base).needs).toBe(needs);
});

test.each([
  ['INSERT DATA { <a> <b> <c> }', APPEND],
  ['DELETE DATA { <a> <b> <c> }', WRITE],
  ['DELETE WHERE { <a> <b> ?c }', READ | WRITE],
  ['INSERT { <a> <d> ?c } WHERE { <a> <b> ?c }', READ | APPEND],
  ['INSERT DATA { <a> <b> <c> }; DELETE DATA { <a> <b> <d> }', APPEND | WRITE],
])('SPARQL Update needs the modes of what it does: %s', (text, needs) => {
  expect(readPatch(Buffer.from(text), 'application/sparql-update', base).needs).toBe(needs);
});

test.each([
  ['solid:where { ?x ex:family "Nobody" }; solid:inserts { ?x ex:a 1 }', 'patch-no-match'],
  ['solid:where { ?x ex:family ?y }; solid:inserts { ?x ex:a 1 }', 'patch-many-matches'],
  ['solid:deletes { <#ana> ex:given "Anna" }', 'patch-delete-missing'],
  ['solid:where { <#ana> ex:given "Anna" }; solid:inserts { <#ana> ex:a 1 }', 'patch-no-match'],
])('an N3 Patch that does not fit the document is a conflict: %s', async (parts, code) => {
  expect(await refusal(n3(parts))).toMatchObject({ status: 409, code });
});

test('an N3 Patch that deletes what is not there changes nothing at all', async () => {
  const text = n3('solid:inserts { <#a> ex:b 1 }; solid:deletes { <#ana> ex:given "Ana", "Anna" }');
  expect(await refusal(text)).toMatchObject({ status: 409 });
});

test.each([
  [`${SOLID}<a> <b> <c> .`, 'patch-none'],
  [`${SOLID}<p> a solid:InsertDeletePatch. <q> a solid:InsertDeletePatch.`, 'patch-several'],
  [n3('solid:inserts { <a> <b> 1 }, { <a> <b> 2 }'), 'patch-part-twice'],
  [n3('solid:inserts <a>'), 'patch-no-formula'],
  [n3('solid:inserts "a"'), 'patch-no-formula'],
  [n3('solid:inserts ( 1 2 )'), 'patch-formulas'],
  [n3('solid:inserts []'), 'patch-formulas'],
  [n3('solid:inserts [ <a> <b> ]'), 'patch-formulas'],
  [n3('solid:inserts { <a> <b> { <c> <d> <e> } }'), 'patch-formulas'],
  [n3('solid:inserts { <a> <b> {} }'), 'patch-formulas'],
  [n3('solid:inserts { <a> <b> ?c }'), 'patch-variable'],
  [n3('solid:where { <a> <b> ?d }; solid:deletes { <a> ?c <d> }'), 'patch-variable'],
  [n3('solid:deletes { <a> <b> _:c }'), 'patch-blank-node'],
  [n3('solid:deletes { <a> <b> [] }'), 'patch-blank-node'],
  [n3('solid:where { _:a <b> 1 }'), 'patch-blank-node'],
  [n3('solid:inserts { 1 <b> <c> }'), 'patch-term'],
  [n3('solid:inserts { <a> _:b <c> }'), 'patch-term'],
])('an N3 Patch that breaks a constraint of §5.3.1 is refused: %s', async (text, code) => {
  expect(await refusal(text)).toMatchObject({ status: 422, code });
});

test('a variable that stands for a literal cannot become a subject', async () => {
  const parts = 'solid:where { <#ana> ex:given ?name }; solid:inserts { ?name ex:of <#ana> }';
  expect(await refusal(n3(parts))).toMatchObject({ status: 422, code: 'patch-term' });
});

test('a patch that does not parse is told where', async () => {
  expect(await refusal(n3('solid:inserts { <a> <b> }'))).toMatchObject({
    status: 400,
    code: 'rdf-syntax',
    values: { line: 2 },
  });
  expect(await refusal('INSERT DATA {\n <a> <b> }', 'application/sparql-update')).toMatchObject({
    status: 400,
    code: 'rdf-syntax',
    values: { line: 2 },
  });
  expect(await refusal('INSERT DATA { x:a <b> <c> }', 'application/sparql-update')).toMatchObject({
    status: 400,
    code: 'sparql-syntax',
  });
});

test('another type of patch is refused with those that are taken', async () => {
  const { status, headers } = await refusal('{}', 'application/merge-patch+json');

  expect(status).toBe(415);
  expect(headers['Accept-Patch']).toBe('text/n3, application/sparql-update');
});

test('SPARQL Update applies each operation to each solution, and deletes what is there', async () => {
  const text = `PREFIX ex: <http://example.org/ns#>
    DELETE { ?x ex:family ?f . ?x ex:nothing ?f } INSERT { ?x ex:name ?f . ?f ex:of ?x } WHERE { ?x ex:family ?f };
    DELETE DATA { <#nobody> ex:name "Garcia" };
    DELETE WHERE { ?x ex:name "Silva" ; ex:given ?given };
    INSERT { [] ex:about ?x } WHERE { ?x ex:given ?g ; ex:name _:any };
    INSERT DATA { <#end> ex:is true }`;

  await expectSame(
    await patched(text, 'application/sparql-update'),
    `@prefix ex: <http://example.org/ns#>. <#claudia> ex:given "Claudia"; ex:name "Garcia".
     [] ex:about <#claudia> . <#end> ex:is true .`,
  );
});

test('an update as clients send it, with a trailing semicolon, and one that says nothing', async () => {
  const text =
    'DELETE DATA { <#ana> <http://example.org/ns#given> "Ana" . }; INSERT DATA { <#ana> <#b> "c"@en . };';

  expect(await patched(text, 'application/sparql-update')).toContain('"c"@en');
  await expectSame(await patched('# nothing', 'application/sparql-update'), people);
});

test.each(['\\u003E', '\\u0020', '\\U0000007D'])(
  'an escape cannot break out of an IRI: %s',
  async (sign) => {
    const iri = `<http://exemple.invalid/${sign}x>`;
    const sparql = await refusal(`INSERT DATA { <a> <b> ${iri} }`, 'application/sparql-update');

    expect(sparql.status).toBe(400);
    expect(await refusal(n3(`solid:inserts { <a> <b> ${iri} }`))).toMatchObject({ status: 400 });
    expect(await refusal(n3(`solid:inserts { <a> <b> 'c'^^${iri} }`))).toMatchObject({
      status: 400,
    });
  },
);

test('a pattern may name one variable twice', async () => {
  const text = 'DELETE { ?x ?p ?x } WHERE { ?x ?p ?x }';
  await expectSame(
    await patched(text, 'application/sparql-update', '<a> <b> <a>, <c> .'),
    '<a> <b> <c> .',
  );
});

test.each([
  'LOAD <http://exemple.invalid/>',
  'CLEAR ALL',
  'DROP DEFAULT',
  'CREATE GRAPH <g>',
  'COPY <a> TO <b>',
  'INSERT DATA { GRAPH <g> { <a> <b> <c> } }',
  'WITH <g> DELETE { ?a ?b ?c } WHERE { ?a ?b ?c }',
  'DELETE { ?a ?b ?c } USING <g> WHERE { ?a ?b ?c }',
  'DELETE { ?a ?b ?c } WHERE { ?a ?b ?c FILTER(?c > 1) }',
  'DELETE { ?a ?b ?c } WHERE { ?a ?b ?c OPTIONAL { ?a ?d ?e } }',
  'DELETE { ?a ?b ?c } WHERE { { ?a ?b ?c } UNION { ?c ?b ?a } }',
  'DELETE { ?a ?b ?c } WHERE { ?a ?b ?c MINUS { ?a ?b 1 } }',
  'DELETE { ?a ?b ?c } WHERE { SERVICE <http://exemple.invalid/> { ?a ?b ?c } }',
  'DELETE { ?a ?b ?c } WHERE { GRAPH <g> { ?a ?b ?c } }',
  'DELETE { ?a ?b ?c } WHERE { ?a ?b ?c BIND(1 AS ?d) }',
  'DELETE { ?a ?b ?c } WHERE { VALUES ?a { <x> } ?a ?b ?c }',
  'DELETE { ?a ?b ?c } WHERE { { SELECT ?a WHERE { ?a ?b ?c } } }',
  'DELETE { ?a <b> ?c } WHERE { ?a <b>/<d> ?c }',
  'SELECT * WHERE { ?a ?b ?c }',
])('SPARQL beyond basic graph patterns is refused with the reason: %s', async (text) => {
  const { status, code, values } = await refusal(text, 'application/sparql-update');

  expect([status, code]).toEqual([422, 'sparql-unsupported']);
  expect(values.feature).toMatch(/^[A-Z ]+$/);
});

test('a large patch of a large document is applied in a thread to the same end', async () => {
  const lines = (from: number) =>
    Array.from(
      { length: 2_000 },
      (_, number) => `<#${from + number}> ex:is "${number} times" .`,
    ).join('\n');
  const text = n3(`solid:inserts { ${lines(10_000)} }`);
  const patch = await rdf.readPatch(Buffer.from(text), 'text/n3', base);
  const current = {
    body: Buffer.from(`@prefix ex: <http://example.org/ns#>.\n${lines(0)}`),
    contentType: 'text/turtle',
  };

  const { body, after } = await rdf.patch(patch, current, base);

  expect(patch.needs).toBe(APPEND);
  expect(patch.inserts).toHaveLength(2_000);
  expect([patch.deletes, patch.where]).toEqual([[], []]);
  expect(after).toHaveLength(4_000);
  expect(body.toString().startsWith('@prefix ex: <http://example.org/ns#>.\n')).toBe(true);
});
