import type { Quad, Term } from 'n3';
import { Problem } from '../http/problem.ts';
import { WHERE_BUDGET } from './limits.ts';

/** What each variable stands for, by its id. */
export type Solution = ReadonlyMap<string, Term>;

/**
 * All ways in which the patterns fit the graph, at most `solutionsMax` of them. Throws Problem 422 when the search looks at more
 * triples than WHERE_BUDGET, whatever the outcome would be.
 */
export function findSolutions(
  graph: Iterable<Quad>,
  patterns: readonly Quad[],
  solutionsMax: number,
): Solution[] {
  return new Search(graph, solutionsMax).run(patterns);
}

type Position = 'subject' | 'predicate' | 'object';
const POSITIONS: readonly Position[] = ['subject', 'predicate', 'object'];
const NONE: readonly Quad[] = [];

class Search {
  readonly #quads: readonly Quad[];
  readonly #indexes: Readonly<Record<Position, Map<string, Quad[]>>> = {
    subject: new Map(),
    predicate: new Map(),
    object: new Map(),
  };
  readonly #solutionsMax: number;
  readonly #found: Solution[] = [];
  readonly #bound = new Map<string, Term>();
  #budget = WHERE_BUDGET;

  public constructor(graph: Iterable<Quad>, solutionsMax: number) {
    this.#quads = [...graph];
    this.#solutionsMax = solutionsMax;
    for (const quad of this.#quads) {
      for (const position of POSITIONS) {
        const list = this.#indexes[position].get(quad[position].id);
        if (list) list.push(quad);
        else this.#indexes[position].set(quad[position].id, [quad]);
      }
    }
  }

  public run(patterns: readonly Quad[]): Solution[] {
    this.#extend(patterns);
    return this.#found;
  }

  /** Goes on with the pattern that the fewest triples could fit, so that what cannot fit is seen early. */
  #extend(patterns: readonly Quad[]): void {
    this.#spend(patterns.length + 1);
    let best: Quad | undefined;
    let candidates = this.#quads;
    for (const pattern of patterns) {
      const list = this.#candidatesOf(pattern);
      if (best && list.length >= candidates.length) continue;
      best = pattern;
      candidates = list;
    }
    if (!best) {
      this.#found.push(new Map(this.#bound));
      return;
    }
    const chosen = best;
    const others = patterns.filter((pattern) => pattern !== chosen);
    for (const quad of candidates) {
      if (this.#found.length >= this.#solutionsMax) return;
      this.#spend(1);
      const added = this.#match(chosen, quad);
      if (!added) continue;
      this.#extend(others);
      for (const id of added) this.#bound.delete(id);
    }
  }

  #spend(steps: number): void {
    this.#budget -= steps;
    if (this.#budget < 0) throw new Problem(422, 'patch-where-hard');
  }

  #candidatesOf(pattern: Quad): readonly Quad[] {
    let candidates = this.#quads;
    for (const position of POSITIONS) {
      const term = this.#valueOf(pattern[position]);
      if (term.termType === 'Variable') continue;
      const list = this.#indexes[position].get(term.id) ?? NONE;
      if (list.length < candidates.length) candidates = list;
    }
    return candidates;
  }

  #valueOf(term: Term): Term {
    return term.termType === 'Variable' ? (this.#bound.get(term.id) ?? term) : term;
  }

  /** The variables that got a value; undefined, and nothing bound, when the triple does not fit. */
  #match(pattern: Quad, quad: Quad): string[] | undefined {
    const added: string[] = [];
    for (const position of POSITIONS) {
      const wanted = this.#valueOf(pattern[position]);
      if (wanted.termType === 'Variable') {
        this.#bound.set(wanted.id, quad[position]);
        added.push(wanted.id);
      } else if (wanted.id !== quad[position].id) {
        for (const id of added) this.#bound.delete(id);
        return undefined;
      }
    }
    return added;
  }
}
