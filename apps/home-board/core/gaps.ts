import { addDays } from '../../../shapes/kit/local-time.ts';
import { type Days, isComplete } from './days.ts';

/** The first and last local day on which a meter has readings. */
export interface Span {
  readonly first: string;
  readonly last: string;
}

/** What a period has and has not. */
export interface Coverage {
  /** From 0 to 1, of the part of the period that lies within the meter's span. */
  readonly covered: number;
  /** Days within the span on which readings are absent or partial. */
  readonly holes: readonly string[];
  readonly beginsBefore: boolean;
  readonly endsAfter: boolean;
}

export function spanOf(days: Days): Span | undefined {
  const names = [...days.keys()].sort();
  const [first, last] = [names[0], names.at(-1)];
  return first === undefined || last === undefined ? undefined : { first, last };
}

export function coverageOf(names: readonly string[], days: Days, span: Span): Coverage {
  const within = names.filter((day) => day >= span.first && day <= span.last);
  const holes = within.filter((name) => {
    const day = days.get(name);
    return day === undefined || !isComplete(day);
  });
  const shares = within.map((name) => {
    const day = days.get(name);
    return day === undefined ? 0 : Math.min(1, day.coveredSeconds / day.seconds);
  });
  return {
    covered:
      within.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / within.length,
    holes,
    beginsBefore: names.some((day) => day < span.first),
    endsAfter: names.some((day) => day > span.last),
  };
}

/** Days in a row, so that a week of silence is said once. */
export function runsOf(names: readonly string[]): readonly Span[] {
  const runs: Span[] = [];
  for (const day of names) {
    const run = runs.at(-1);
    if (run !== undefined && addDays(run.last, 1) === day)
      runs[runs.length - 1] = { ...run, last: day };
    else runs.push({ first: day, last: day });
  }
  return runs;
}
