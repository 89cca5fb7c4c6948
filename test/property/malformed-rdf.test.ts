import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Problem } from '../../pod-server/http/problem.ts';
import { RDF_TYPES } from '../../pod-server/rdf/media-types.ts';
import { PATCH_TYPES, readPatch } from '../../pod-server/rdf/patch.ts';
import { startRdf } from '../kit/rdf.ts';

const rdf = startRdf();
const base = 'https://pods.exemple.invalid/dominique/document';

afterAll(() => rdf.close());

const samples: Readonly<Record<string, string>> = {
  'text/turtle':
    '@prefix ex: <http://example.org/ns#>.\n<#a> a ex:B; ex:c "d"@en, """e\nf""", 1.5, [ ex:g ( <h> "i"^^ex:j ) ].',
  'application/ld+json':
    '{"@context":{"b":"http://example.org/b","@vocab":"urn:v:"},"@id":"#a","@type":"C","b":[{"@value":"d","@language":"en"},{"@list":[1,true,null]}],"@graph":[{"@id":"_:e","@reverse":{"b":{"@id":"f"}}}]}',
  'application/n-triples':
    '<http://a/> <http://b/> "c\\u00e9"@en .\n_:d <http://e/> <http://f/> .\n',
  'application/n-quads': '<http://a/> <http://b/> "c"^^<http://d/> .\n_:e <http://f/> _:g .\n',
  'application/trig': '@prefix ex: <http://example.org/ns#>.\n{ ex:a ex:b [ ex:c "d" ] . }',
  'text/n3':
    '@prefix solid: <http://www.w3.org/ns/solid/terms#>.\n_:p a solid:InsertDeletePatch; solid:where { ?a <b> "c" }; solid:inserts { ?a <d> [ <e> 1 ] }; solid:deletes { ?a <b> "c" } .',
  'application/sparql-update':
    'PREFIX ex: <http://example.org/ns#> DELETE { ?a ex:b ?c } INSERT { ?a ex:d "e"@en } WHERE { ?a ex:b ?c . ?c ex:f 1 } ; INSERT DATA { <g> ex:h true }',
};

const pieces = [
  ...[
    '"',
    "'",
    '"""',
    '\\',
    '\\u',
    '<',
    '>',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '.',
    ';',
    ',',
    '@',
    '^^',
    '#',
    '\n',
  ],
  ...[
    '_:',
    '?x',
    '<<',
    '=>',
    '!',
    '|',
    '\u0000',
    '\ufeff',
    'é',
    '𝒳',
    'null',
    '1e',
    '@id',
    '"@context":',
    'a',
    ':',
    ' ',
  ],
];

/** A sample in which some pieces are cut out and some put in. */
function damaged(text: string): fc.Arbitrary<Buffer> {
  const cut = fc.record({
    at: fc.nat(text.length),
    length: fc.nat(6),
    piece: fc.oneof(fc.constantFrom(...pieces), fc.constant('')),
  });
  return fc.array(cut, { minLength: 1, maxLength: 4 }).map((cuts) => {
    let result = text;
    for (const { at, length, piece } of cuts) {
      result = result.slice(0, at) + piece + result.slice(at + length);
    }
    return Buffer.from(result);
  });
}

const damagedSample = (types: readonly string[]) =>
  fc
    .constantFrom(...types)
    .chain((type) => damaged(samples[type] ?? '').map((body) => ({ type, body })));

async function expectAnswer(work: () => unknown): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).status).toBeGreaterThanOrEqual(400);
    expect((error as Problem).status).toBeLessThan(500);
    return false;
  }
}

test('a damaged document is read or refused, never a fault of ours, and what is read can be written', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      damagedSample(RDF_TYPES),
      fc.constantFrom(...RDF_TYPES),
      async ({ type, body }, to) => {
        const isFine = await expectAnswer(() => rdf.check(body, type, base));
        if (!isFine) return;
        const converted = await rdf.convert(body, type, to, base);
        // The JSON-LD parser refuses brackets in an IRI, which Turtle lets pass.
        if (to !== 'application/ld+json') await rdf.check(converted, to, base);
      },
    ),
    { numRuns: 3_000 },
  );
});

test('a damaged patch is read or refused, never a fault of ours', {
  timeout: 120_000,
}, async () => {
  const current = { body: Buffer.from('<x> <b> "c" .'), contentType: 'text/turtle' };
  await fc.assert(
    fc.asyncProperty(damagedSample(PATCH_TYPES), ({ type, body }) =>
      expectAnswer(async () => rdf.patch(readPatch(body, type, base), current, base)).then(
        () => undefined,
      ),
    ),
    { numRuns: 3_000 },
  );
});
