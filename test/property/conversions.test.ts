import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { RDF_TYPES } from '../../pod-server/rdf/media-types.ts';
import { canonical } from '../kit/isomorphic.ts';
import { startRdf } from '../kit/rdf.ts';
import { arbitraryGraph, prefixes } from './arbitrary-graphs.ts';

const rdf = startRdf();
const base = 'https://pods.exemple.invalid/dominique/document';

afterAll(() => rdf.close());

test('a graph written in any type reads back as the same graph', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryGraph, fc.constantFrom(...RDF_TYPES), async (quads, type) => {
      const body = await rdf.serialize({ quads, prefixes }, type);
      const { quads: back } = await rdf.parse(body, type, base);

      expect(canonical(back)).toBe(canonical(quads));
    }),
    { numRuns: 400 },
  );
});

test('a conversion between any two types keeps the graph', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryGraph,
      fc.constantFrom(...RDF_TYPES),
      fc.constantFrom(...RDF_TYPES),
      async (quads, from, to) => {
        const body = await rdf.serialize({ quads, prefixes }, from);
        const converted = await rdf.convert(body, from, to, base);
        const { quads: back } = await rdf.parse(converted, to, base);

        expect(canonical(back)).toBe(canonical(quads));
      },
    ),
    { numRuns: 600 },
  );
});

test('a check accepts what a reading accepts', { timeout: 120_000 }, async () => {
  const pieces = fc.constantFrom(
    ...[
      '<a>',
      '<b c>',
      'a',
      '"x"',
      '"',
      "'''",
      '@en',
      '^^',
      'ex:y',
      '@prefix ex: <e:>.',
      '.',
      ';',
      ',',
    ],
    ...[
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      '?v',
      '_:b',
      '1.5',
      'true',
      '#',
      '\n',
      '<<',
      '>>',
      '\\',
      '=>',
      '!',
      '^',
    ],
  );
  const text = fc.array(pieces, { maxLength: 14 }).map((all) => Buffer.from(all.join(' ')));
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(...RDF_TYPES), async (body, type) => {
      const outcomeOf = (job: Promise<unknown>) =>
        job.then(
          () => 'fine',
          ({ code, status, values: { reason: _, ...place } }) => [code, status, place],
        );
      const read = await outcomeOf(rdf.parse(body, type, base));

      expect(await outcomeOf(rdf.check(body, type, base))).toEqual(read);
      if (read !== 'fine') expect(read[1]).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: 2_000 },
  );
});
