import type { Quad, Term } from 'n3';
import { Problem } from '../http/problem.ts';
import { WHERE_PATTERNS_MAX } from './limits.ts';
import { turtleCurlies } from './nesting.ts';
import type { Operation } from './operation.ts';
import { readFormulas } from './turtle-reader.ts';

const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const SOLID = 'http://www.w3.org/ns/solid/terms#';

type Part = 'where' | 'inserts' | 'deletes';

/** Reads an N3 Patch (Solid Protocol, §5.3.1). Throws Problem 400 for syntax, 422 for each of the section's constraints. */
export function readN3Patch(body: Buffer, baseIri: string): Operation {
  const { quads } = readFormulas(body, baseIri);
  const patch = onlyPatch(quads);
  const formulas = new Map<string, Quad[]>();
  for (const quad of quads) {
    if (quad.graph.termType === 'DefaultGraph') continue;
    const formula = formulas.get(quad.graph.id);
    if (formula) formula.push(quad);
    else formulas.set(quad.graph.id, [quad]);
  }
  const nodes = {
    where: onlyObject(quads, patch, 'where'),
    inserts: onlyObject(quads, patch, 'inserts'),
    deletes: onlyObject(quads, patch, 'deletes'),
  };
  refuseOtherFormulas(body, formulas, nodes);
  const where = patternsOf(formulas, nodes.where, 'where');
  const inserts = patternsOf(formulas, nodes.inserts, 'inserts');
  const deletes = patternsOf(formulas, nodes.deletes, 'deletes');
  if (where.length > WHERE_PATTERNS_MAX) {
    throw new Problem(422, 'patch-where-long', { patternsMax: WHERE_PATTERNS_MAX });
  }
  refuseUnboundVariables(where, [...inserts, ...deletes]);
  return { isStrict: true, inserts, deletes, where };
}

function onlyPatch(quads: readonly Quad[]): Term {
  let patch: Term | undefined;
  for (const { subject, predicate, object, graph } of quads) {
    const isPatch =
      object.id === `${SOLID}InsertDeletePatch` &&
      predicate.id === RDF_TYPE &&
      graph.termType === 'DefaultGraph';
    if (!isPatch || patch?.id === subject.id) continue;
    if (patch) throw new Problem(422, 'patch-several');
    patch = subject;
  }
  if (!patch) throw new Problem(422, 'patch-none');
  return patch;
}

function onlyObject(quads: readonly Quad[], patch: Term, part: Part): Term | undefined {
  const objects = quads.filter(
    ({ subject, predicate, graph }) =>
      predicate.id === `${SOLID}${part}` &&
      subject.id === patch.id &&
      graph.termType === 'DefaultGraph',
  );
  if (objects.length > 1) throw new Problem(422, 'patch-part-twice', { part });
  return objects[0]?.object;
}

/**
 * Each part must be a formula and no formula lies in another. An empty formula leaves no quad and looks like any blank node,
 * so the curly brackets are counted: there must be as many as there are parts.
 */
function refuseOtherFormulas(
  body: Buffer,
  formulas: ReadonlyMap<string, readonly Quad[]>,
  nodes: Readonly<Record<Part, Term | undefined>>,
): void {
  const given = new Set<string>();
  for (const [part, node] of Object.entries(nodes)) {
    if (!node) continue;
    if (node.termType !== 'BlankNode') throw new Problem(422, 'patch-no-formula', { part });
    given.add(node.id);
  }
  const hasOthers = [...formulas.keys()].some((id) => !given.has(id));
  if (hasOthers || turtleCurlies(body) !== given.size) throw new Problem(422, 'patch-formulas');
}

function patternsOf(
  formulas: ReadonlyMap<string, readonly Quad[]>,
  node: Term | undefined,
  part: Part,
): readonly Quad[] {
  const patterns = (node && formulas.get(node.id)) ?? [];
  for (const { subject, predicate, object } of patterns) {
    const hasBlank = subject.termType === 'BlankNode' || object.termType === 'BlankNode';
    // Solid Protocol 0.12: blank nodes may be inserted; elsewhere they would match anything or nothing.
    if (hasBlank && part !== 'inserts') throw new Problem(422, 'patch-blank-node', { part });
    if ((subject as Term).termType === 'Literal' || !isVerb(predicate)) {
      throw new Problem(422, 'patch-term', { part });
    }
  }
  return patterns;
}

function isVerb(predicate: Term): boolean {
  return predicate.termType === 'NamedNode' || predicate.termType === 'Variable';
}

function refuseUnboundVariables(where: readonly Quad[], templates: readonly Quad[]): void {
  const bound = new Set<string>();
  for (const { subject, predicate, object } of where) {
    for (const term of [subject, predicate, object]) bound.add(term.id);
  }
  for (const { subject, predicate, object } of templates) {
    for (const term of [subject, predicate, object]) {
      if (term.termType === 'Variable' && !bound.has(term.id)) {
        throw new Problem(422, 'patch-variable', { variable: term.id.slice(0, 80) });
      }
    }
  }
}
