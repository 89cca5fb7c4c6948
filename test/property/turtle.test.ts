import fc from 'fast-check';
import { DataFactory, type Quad, Store } from 'n3';
import { expect, test } from 'vitest';
import { parseTurtle, TurtleError, writeTurtle } from '../../shapes/kit/turtle.ts';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';

const { literal, namedNode, quad } = DataFactory;
const documentUrl = 'https://pod.exemple.invalid/data/it.ttl';

const iri = fc.oneof(
  fc.constantFrom(documentUrl, `${documentUrl}#a`, `${documentUrl}#b-2`, `${documentUrl}#é`),
  fc.constantFrom<string>(trb.MeterMonth, trb.values, rdf.type, schema.name, xsd.date),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
);
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"""', '\\', 'a\nb\r\tc', '\u0000\u0007\u007f', '1', '1.5', '.5', '-0', 'true'),
);
const object = fc.oneof(
  iri.map((text) => namedNode(text)),
  fc
    .tuple(
      value,
      fc.constantFrom(xsd.string, xsd.integer, xsd.decimal, xsd.boolean, xsd.date, trb.numberList),
    )
    .map(([text, datatype]) => literal(text, namedNode(datatype))),
  fc.tuple(value, fc.constantFrom('fr', 'en')).map(([text, language]) => literal(text, language)),
);
const anyQuad = fc
  .tuple(iri, iri, object)
  .map(([subject, predicate, thing]) => quad(namedNode(subject), namedNode(predicate), thing));

test('what is written in Turtle is read back, whatever it holds', () => {
  fc.assert(
    fc.property(fc.array(anyQuad, { maxLength: 30 }), (quads) => {
      const read = parseTurtle(writeTurtle(quads, documentUrl), documentUrl);

      const wanted = new Store(quads);
      expect(read.length).toBe(wanted.size);
      expect(read.filter((one) => !wanted.has(one))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('the same graph has the same bytes', () => {
  const twice = fc
    .array(anyQuad, { maxLength: 30 })
    .chain((quads) =>
      fc.tuple(fc.constant(quads), fc.shuffledSubarray(quads, { minLength: quads.length })),
    );

  fc.assert(
    fc.property(twice, ([quads, shuffled]: [Quad[], Quad[]]) => {
      expect(writeTurtle([...shuffled, ...shuffled], documentUrl)).toBe(
        writeTurtle(quads, documentUrl),
      );
    }),
  );
});

test('whatever bytes a document has, it is read or refused by name', () => {
  const scraps = fc
    .array(
      fc.constantFrom(
        '<#a>',
        ' a ',
        '"x',
        '"',
        '@fr',
        '.',
        ';',
        '[',
        ']',
        '(',
        '\n',
        '1e',
        '<',
        '\\u12',
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join(''));

  fc.assert(
    fc.property(fc.oneof(scraps, fc.string({ unit: 'binary' })), (text) => {
      try {
        parseTurtle(text, documentUrl);
      } catch (error) {
        expect(error).toBeInstanceOf(TurtleError);
      }
    }),
    { numRuns: 500 },
  );
});

test('an IRI that would break out of its brackets is not written', () => {
  const sly = quad(
    namedNode('https://a.exemple.invalid/> <b'),
    namedNode(rdf.type),
    namedNode(trb.Contract),
  );

  expect(() => writeTurtle([sly], documentUrl)).toThrow('is not an IRI');
});
