import { yearEarlier } from './civil-time.ts';
import { type Days, isComplete } from './days.ts';

/** Like with like: only the days that are complete now and were complete a year earlier. */
export interface Comparison {
  readonly milliWattHours: number;
  readonly earlierMilliWattHours: number;
  readonly days: number;
  /** -0.08 is 8 % less than a year earlier. */
  readonly change: number;
}

/** Undefined when no day can be compared, or when the year before used nothing. */
export function compareWithYearEarlier(
  names: readonly string[],
  days: Days,
): Comparison | undefined {
  const pairs = names.flatMap((name) => {
    const now = days.get(name);
    const then = days.get(yearEarlier(name) ?? '');
    return now && then && isComplete(now) && isComplete(then) ? [{ now, then }] : [];
  });
  const milliWattHours = pairs.reduce((sum, { now }) => sum + now.milliWattHours, 0);
  const earlierMilliWattHours = pairs.reduce((sum, { then }) => sum + then.milliWattHours, 0);
  if (earlierMilliWattHours === 0) return undefined;
  return {
    milliWattHours,
    earlierMilliWattHours,
    days: pairs.length,
    change: (milliWattHours - earlierMilliWattHours) / earlierMilliWattHours,
  };
}
