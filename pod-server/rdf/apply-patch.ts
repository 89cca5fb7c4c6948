import { DataFactory, type Quad, type Term } from 'n3';
import { Problem } from '../http/problem.ts';
import { PATCH_QUADS_MAX } from './limits.ts';
import type { Operation } from './operation.ts';
import { findSolutions, type Solution } from './solutions.ts';

/** The triples of a document in their order, each once, found by their text. */
export type Graph = Map<string, Quad>;

/** What a patch did to a graph. */
export interface Effect {
  /** Those that were not there, in the order in which they came. */
  readonly added: readonly Quad[];
  readonly hasRemoved: boolean;
}

const NO_CONDITION: readonly Solution[] = [new Map()];

export function graphOf(quads: readonly Quad[]): Graph {
  return new Map(quads.map((quad) => [keyOf(quad), quad]));
}

/**
 * Changes the graph. Throws Problem 409 when a strict operation does not fit the document (Solid Protocol, §5.3.1), 422 when it costs
 * too much or would make what is no triple; the graph is then of no more use.
 */
export function applyPatch(graph: Graph, operations: readonly Operation[]): Effect {
  const before = graph.size;
  const added: Quad[] = [];
  for (const operation of operations) added.push(...apply(graph, operation));
  return { added, hasRemoved: graph.size < before + added.length };
}

/** IRIs and labels hold no white space, so the key tells three terms apart. */
function keyOf({ subject, predicate, object }: Quad): string {
  return `${subject.id} ${predicate.id} ${object.id}`;
}

/** What was added. */
function apply(graph: Graph, operation: Operation): readonly Quad[] {
  const solutions = solutionsOf(graph, operation);
  const blankNodes = new FreshBlankNodes(graph);
  // Both are made from the graph as it was (SPARQL 1.1 Update, §3.1.3; Solid Protocol, §5.3.1).
  const gone = solutions.flatMap((solution) => goneBy(operation, solution));
  const come = solutions.flatMap((solution) => comeBy(operation, solution, blankNodes));
  remove(graph, gone, operation.isStrict);
  return come.filter((quad) => {
    const key = keyOf(quad);
    if (graph.has(key)) return false;
    graph.set(key, quad);
    return true;
  });
}

function goneBy({ deletes }: Operation, solution: Solution): Quad[] {
  return deletes.flatMap((template) => filledIn(template, (term) => solution.get(term.id) ?? term));
}

function comeBy(
  { inserts, isStrict }: Operation,
  solution: Solution,
  blankNodes: FreshBlankNodes,
): Quad[] {
  const fresh = new Map<string, Term>();
  const valueFor = (term: Term) =>
    term.termType === 'BlankNode'
      ? blankNodes.for(term.id, fresh)
      : (solution.get(term.id) ?? term);
  const quads = inserts.flatMap((template) => filledIn(template, valueFor));
  if (isStrict && quads.length < inserts.length) {
    throw new Problem(422, 'patch-term', { part: 'inserts' });
  }
  return quads;
}

function solutionsOf(graph: Graph, { isStrict, where, inserts, deletes }: Operation) {
  if (where.length === 0) return NO_CONDITION;
  const quadsEach = Math.max(1, inserts.length + deletes.length);
  const solutionsMax = isStrict ? 2 : Math.floor(PATCH_QUADS_MAX / quadsEach) + 1;
  const solutions = findSolutions(graph.values(), where, solutionsMax);
  if (!isStrict && solutions.length === solutionsMax) {
    throw new Problem(422, 'patch-large', { quadsMax: PATCH_QUADS_MAX });
  }
  if (isStrict && solutions.length === 0) throw new Problem(409, 'patch-no-match');
  if (isStrict && solutions.length > 1) throw new Problem(409, 'patch-many-matches');
  return solutions;
}

function remove(graph: Graph, quads: readonly Quad[], isStrict: boolean): void {
  const keys = quads.map(keyOf);
  const missing = isStrict ? keys.find((key) => !graph.has(key)) : undefined;
  if (missing !== undefined) {
    throw new Problem(409, 'patch-delete-missing', { triple: missing.slice(0, 200) });
  }
  for (const key of keys) graph.delete(key);
}

/** Nothing where it would be no triple: a variable stands for nothing, or for a literal that says something. */
function filledIn(template: Quad, valueFor: (term: Term) => Term): Quad[] {
  const subject = valueFor(template.subject);
  const predicate = valueFor(template.predicate);
  const object = valueFor(template.object);
  const isTriple =
    (subject.termType === 'NamedNode' || subject.termType === 'BlankNode') &&
    predicate.termType === 'NamedNode' &&
    object.termType !== 'Variable';
  return isTriple ? [DataFactory.quad(subject, predicate, object as never)] : [];
}

/** Longer numbers are not ours: so many blank nodes are never made. */
const FRESH = /^_:p(\d{1,12})$/;

/** Labels that no blank node of the document has. */
class FreshBlankNodes {
  readonly #graph: Graph;
  #next: number | undefined;

  public constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** The same node for the same label, as long as `known` is the same. */
  public for(label: string, known: Map<string, Term>): Term {
    let node = known.get(label);
    if (!node) {
      this.#next ??= this.#firstUnused();
      node = DataFactory.blankNode(`p${this.#next++}`);
      known.set(label, node);
    }
    return node;
  }

  #firstUnused(): number {
    let unused = 0;
    for (const { subject, object } of this.#graph.values()) {
      for (const { id } of [subject, object]) {
        const number = FRESH.exec(id)?.[1];
        if (number !== undefined) unused = Math.max(unused, Number(number) + 1);
      }
    }
    return unused;
  }
}
