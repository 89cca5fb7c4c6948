import type { Quad } from 'n3';

/** One step of a patch: for the solutions of `where`, first `deletes` go and then `inserts` come. */
export interface Operation {
  /**
   * N3 Patch: `where` has exactly one solution and all that goes is there. SPARQL: each solution counts and what is not
   * there need not go.
   */
  readonly isStrict: boolean;
  readonly inserts: readonly Quad[];
  readonly deletes: readonly Quad[];
  readonly where: readonly Quad[];
}
