/** Whether what clients saw of one document could have happened one after the other (Herlihy & Wing; searched as Wing & Gong do). */

/** The tokens that a document holds, sorted; undefined: there is no document. */
export type State = string | undefined;

export interface Observed {
  /** For people who read a failure. */
  readonly what: string;
  readonly began: number;
  readonly ended: number;
  /** The state after it, when what was seen fits the state before; null: it does not fit. */
  apply(before: State): { readonly after: State } | null;
}

/** At most this many observations of one history, since a set of them is a number of 32 bits. */
export const OBSERVED_MAX = 30;

export function isLinearizable(history: readonly Observed[], initial: State): boolean {
  const everything = 2 ** history.length - 1;
  const seen = new Set<string>();
  const search = (done: number, state: State): boolean => {
    if (done === everything) return true;
    const key = `${done} ${state ?? '-'}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const left = history.filter((_, at) => (done & (1 << at)) === 0);
    // Whatever ended before another began came before it.
    const firstEnd = Math.min(...left.map(({ ended }) => ended));
    return history.some((one, at) => {
      if ((done & (1 << at)) !== 0 || one.began > firstEnd) return false;
      const next = one.apply(state);
      return next !== null && search(done | (1 << at), next.after);
    });
  };
  return search(0, initial);
}
