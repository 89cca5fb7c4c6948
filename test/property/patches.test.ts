import fc from 'fast-check';
import type { Quad } from 'n3';
import { afterAll, expect, test } from 'vitest';
import { N3, RDF_TYPES } from '../../pod-server/rdf/media-types.ts';
import { readPatch } from '../../pod-server/rdf/patch.ts';
import { writeLines } from '../../pod-server/rdf/turtle-writer.ts';
import { canonical } from '../kit/isomorphic.ts';
import { startRdf } from '../kit/rdf.ts';
import { arbitraryGraph, prefixes } from './arbitrary-graphs.ts';

const rdf = startRdf();
const base = 'https://pods.exemple.invalid/dominique/document';

afterAll(() => rdf.close());

const hasBlankNode = ({ subject, object }: Quad): boolean =>
  subject.termType === 'BlankNode' || object.termType === 'BlankNode';

/** Triples without blank nodes, so that a patch can name them to take them away. */
const triples = arbitraryGraph.map((quads) => quads.filter((quad) => !hasBlankNode(quad)));

function patchOf(part: 'inserts' | 'deletes', quads: readonly Quad[]) {
  const text = `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
_:patch a solid:InsertDeletePatch; solid:${part} { ${writeLines(quads)} } .`;
  return readPatch(Buffer.from(text), N3, base);
}

type Lines = ReadonlyMap<string, Quad>;

const linesOf = (quads: readonly Quad[]): Lines =>
  new Map(quads.map((quad) => [writeLines([quad]), quad]));

const without = (lines: Lines, others: Lines): Lines =>
  new Map([...lines].filter(([line]) => !others.has(line)));

test('a row of patches makes of a document what they would make of its graph', {
  timeout: 120_000,
}, async () => {
  const step = fc.record({ quads: triples, goes: fc.boolean(), isForgotten: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      arbitraryGraph,
      fc.constantFrom(...RDF_TYPES),
      fc.array(step, { minLength: 1, maxLength: 6 }),
      async (start, contentType, steps) => {
        let body = await rdf.serialize({ quads: start, prefixes }, contentType);
        let expected = linesOf(start);
        for (const { quads, goes, isForgotten } of steps) {
          const lines = linesOf(quads);
          const rest = without(expected, lines);
          const there = without(expected, rest);
          const patch = goes ? patchOf('deletes', [...there.values()]) : patchOf('inserts', quads);
          // A document that was patched elsewhere is not remembered.
          if (isForgotten) await rdf.patch(patchOf('inserts', []), undefined, base);
          const patched = await rdf.patch(patch, { body, contentType }, base);
          body = patched.body;
          expected = goes ? rest : new Map([...expected, ...lines]);
          const { quads: found } = await rdf.parse(body, contentType, base);
          expect(canonical(found)).toBe(canonical([...expected.values()]));
          expect(canonical(patched.after)).toBe(canonical(found));
        }
      },
    ),
    { numRuns: 300 },
  );
});
