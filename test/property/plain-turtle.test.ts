import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IRI_BYTES_MAX } from '../../pod-server/rdf/limits.ts';
import { isPlainTurtle } from '../../pod-server/rdf/plain-turtle.ts';
import { readTurtle } from '../../pod-server/rdf/turtle-reader.ts';
import { writeTurtle } from '../../pod-server/rdf/turtle-writer.ts';
import { arbitraryGraph } from './arbitrary-graphs.ts';

const base = 'https://pods.exemple.invalid/dominique/document';
const prefixes = '@prefix ex: <http://example.org/ns#>.\n@prefix : <#>.\n';

const plain: Readonly<Record<string, string>> = {
  nothing: '',
  comments: '# one\n \t# two',
  'prefixes alone': prefixes,
  'IRIs, relative ones too': '<#a> <b> <../c>, <> .',
  'names and the short form of type': `${prefixes}ex:a a ex:B; :c-d ex:1, : .`,
  'labels of blank nodes': '_:a <b> _:c1 .',
  'blank nodes in brackets': `${prefixes}<a> ex:b [ a ex:C; ex:d [], [ ex:e 1 ] ] .`,
  collections: '<a> <b> (), ( <c> "d" ( 1 ) ).',
  strings: `${prefixes}<a> <b> "", "c", "é 𝒳"@fr-CH, "1"^^ex:d, "2"^^<e>, """f\n"g" """.`,
  numbers: '<a> <b> 1, -2, +3.5, 4e1, 5.0E-3 .\n<a> <b> 6.',
  booleans: '<a> <b> true, false.',
  'a semicolon too many': '<a> <b> <c>; .',
  'a prefix that is declared again': '@prefix a: <b>.\n@prefix a: <c>.\n<d> <e> a:f .',
};

test.each(Object.entries(plain))('%s: plain Turtle', (_, text) => {
  expect(isPlainTurtle(Buffer.from(text), base)).toBe(true);
  expect(reads(text)).toBe(true);
});

const beyond: Readonly<Record<string, string>> = {
  'a prefix that nobody declared': '<a> ex:b <c> .',
  'no dot at the end': '<a> <b> <c>',
  'a literal as subject': '"a" <b> <c> .',
  'a blank node as predicate': '<a> _:b <c> .',
  'a space in an IRI': '<a b> <c> <d> .',
  'a line end in a string': '<a> <b> "c\nd" .',
  'a string that does not end': '<a> <b> """c" .',
  'a bracket that does not close': '<a> <b> [ <c> <d> .',
  'a bracket that closes twice': '<a> <b> [ <c> <d> ]] .',
  'a language without letters': '<a> <b> "c"@ .',
  'a name that ends in a dot and goes on': `${prefixes}ex:a ex:b ex:c.ex:d ex:e ex:f .`,
  'a colon before the first slash of a relative IRI': '<a> <b> <1c:d> .',
  'an IRI past the limit': `<${'a'.repeat(IRI_BYTES_MAX)}> <b> <c> .`,
  'a name whose IRI is past the limit': `@prefix a: <${'b'.repeat(IRI_BYTES_MAX - 60)}>. a:${'c'.repeat(60)} a <d> .`,
};

test.each(Object.entries(beyond))('%s: not plain', (_, text) => {
  expect(isPlainTurtle(Buffer.from(text), base)).toBe(false);
});

test('what our own writer writes without escapes and rare labels is plain', () => {
  fc.assert(
    fc.property(arbitraryGraph, (quads) => {
      const text = writeTurtle(quads, {});
      if (!/\\|_:\w*[^\w\s]/.test(text)) expect(isPlainTurtle(Buffer.from(text), base)).toBe(true);
    }),
  );
});

const pieces = [
  ...['"', '"""', '<', '>', '[', ']', '(', ')', '.', ';', ',', '@', '^^', '#', '\n', '\r', ':'],
  ...["'", '\\', '{', '}', '_:', '_:x', ' ', '\t', 'a', 'a ', 'ex:', 'ex:b', ':c', '<d>', '"e"'],
  ...['@fr', '@prefix ', 'PREFIX ', '@base ', '1', '-', '.5', 'e', 'true', '[]', '<<', '\u0000'],
  ...['é', '\ufeff', '-', '%', '%41', '|', '!', '=', '=>', '?x', '\f', '\u00a0', 'true.', '1.'],
];

/** Plain texts with pieces cut out, put in and joined. */
const damaged = fc
  .tuple(
    fc.array(fc.constantFrom(...Object.values(plain)), { minLength: 1, maxLength: 3 }),
    fc.array(
      fc.record({ at: fc.nat(400), length: fc.nat(5), piece: fc.constantFrom('', ...pieces) }),
      { maxLength: 4 },
    ),
  )
  .map(([texts, cuts]) => {
    let text = texts.join('\n');
    for (const { at, length, piece } of cuts) {
      const from = at % (text.length + 1);
      text = text.slice(0, from) + piece + text.slice(from + length);
    }
    return text;
  });

test('whatever is plain, the parser reads', () => {
  let yes = 0;
  const made = fc.oneof(
    damaged,
    fc
      .array(fc.constantFrom(...pieces, ' '), { maxLength: 12 })
      .map((all) => prefixes + all.join('')),
  );
  fc.assert(
    fc.property(made, (text) => {
      if (!isPlainTurtle(Buffer.from(text), base)) return;
      yes += 1;
      expect(reads(text)).toBe(true);
    }),
    { numRuns: 40_000 },
  );
  expect(yes).toBeGreaterThan(2_000);
});

function reads(text: string): boolean {
  try {
    readTurtle(Buffer.from(text), 'text/turtle', base);
    return true;
  } catch {
    return false;
  }
}
