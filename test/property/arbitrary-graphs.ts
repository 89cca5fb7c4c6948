import fc from 'fast-check';
import { DataFactory, type Quad } from 'n3';

const { blankNode, literal, namedNode, quad } = DataFactory;
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';

/** Prefixes that a document may declare; some IRIs below look like names with them. */
export const prefixes = {
  ex: 'http://example.org/ns#',
  urn: 'http://example.org/urn/',
  '': 'http://example.org/',
  rdf: RDF,
};

const iri = fc
  .oneof(
    fc.constantFrom(
      'http://example.org/ns#a',
      'http://example.org/ns#',
      'http://example.org/ns#1-2_3',
      'http://example.org/ns#a.b',
      "http://example.org/ns#a'(b)!$&*+,;=@~",
      'http://example.org/b?c=d&e=%20#f',
      'http://example.org/émoi/✓/𝒳',
      'ex:a',
      'urn:example:b',
      'urn:uuid:00000000-0000-4000-8000-000000000000',
      'mailto:dominique@exemple.invalid',
      `${RDF}nil`,
      `${RDF}Bag`,
    ),
    fc
      .webUrl({ withFragments: true, withQueryParameters: true })
      .filter((url) => !/[<>"{}|^`\\]/.test(url)),
  )
  .map((text) => namedNode(text));

const predicate = fc.oneof(
  iri,
  fc
    .constantFrom(`${RDF}type`, `${RDF}first`, `${RDF}rest`, `${RDF}_1`)
    .map((text) => namedNode(text)),
);

const blank = fc
  .constantFrom('a', 'b', 'b0', 'b1', 'p0', 'n3-0', 'x.y', 'é', '0', 'bn0')
  .map((label) => blankNode(label));

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    '"',
    '"""',
    '\\',
    '\\u0041',
    "'",
    '\r\n',
    '\t',
    '\u0000',
    '\u007f',
    '\u2028',
    '\ufeff',
    '<a>',
    '# no',
    '@en',
    '"@en',
  ),
);

const number = fc.constantFrom(
  '0',
  '01',
  '+5',
  '-7',
  '1.5',
  '.5',
  '5.',
  '1e6',
  '1.0E-3',
  'INF',
  'NaN',
  ' 5',
  'true',
  '1',
  'yes',
  '99999999999999999999',
);

const value = fc.oneof(
  text.map((of) => literal(of)),
  fc
    .tuple(text, fc.constantFrom('en', 'fr-CA', 'zh-Hant-TW', 'de-1996'))
    .map(([of, language]) => literal(of, language)),
  fc
    .tuple(
      fc.oneof(text, number),
      fc.constantFrom(
        ...['integer', 'decimal', 'double', 'boolean', 'string', 'dateTime'].map(
          (name) => XSD + name,
        ),
        `${RDF}JSON`,
        `${RDF}HTML`,
        'ex:datatype',
        'http://example.org/ns#kWh',
      ),
    )
    .map(([of, datatype]) => literal(of, namedNode(datatype))),
);

const triple = fc
  .tuple(fc.oneof(iri, blank), predicate, fc.oneof(iri, blank, value))
  .map(([subject, verb, object]) => quad(subject, verb, object));

/** A well-formed list as the object of something. */
const list = fc
  .tuple(iri, predicate, fc.array(fc.oneof(iri, value), { maxLength: 5 }), fc.nat(9))
  .map(([subject, verb, items, number]): Quad[] => {
    const node = (place: number) =>
      place === items.length ? namedNode(`${RDF}nil`) : blankNode(`l${number}-${place}`);
    return [
      quad(subject, verb, node(0)),
      ...items.flatMap((item, place) => [
        quad(blankNode(`l${number}-${place}`), namedNode(`${RDF}first`), item),
        quad(blankNode(`l${number}-${place}`), namedNode(`${RDF}rest`), node(place + 1)),
      ]),
    ];
  });

/** Any small graph: blank nodes, lists, languages, datatypes, odd IRIs, texts that need escapes. */
export const arbitraryGraph: fc.Arbitrary<Quad[]> = fc
  .tuple(fc.array(triple, { maxLength: 12 }), fc.array(list, { maxLength: 2 }))
  .map(([triples, lists]) => [...triples, ...lists.flat()]);
