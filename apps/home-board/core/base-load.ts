import { hasOnlyDailyTotal } from './bars.ts';
import { type Day, isComplete } from './days.ts';

const HOURS_OF_YEAR = 8_760;
/** Fewer days would take one quiet night for a habit. */
export const BASE_LOAD_DAYS_MIN = 7;
/** The quietest tenth of a day: deep enough to miss the kettle, wide enough to meet the fridge. */
const QUIET_SHARE = 0.1;

/** What a home draws when nobody uses anything. */
export interface BaseLoad {
  readonly watts: number;
  readonly wattHoursPerYear: number;
  readonly days: number;
}

/** The median, over complete days, of the mean power of each day's quietest tenth. */
export function baseLoadOf(days: Iterable<Day>): BaseLoad | undefined {
  const quiet = [...days]
    .filter((day) => isComplete(day) && !hasOnlyDailyTotal(day))
    .map(quietWatts)
    .sort((a, b) => a - b);
  if (quiet.length < BASE_LOAD_DAYS_MIN) return undefined;
  const middle = (quiet.length - 1) / 2;
  const low = quiet[Math.floor(middle)] ?? 0;
  const high = quiet[Math.ceil(middle)] ?? 0;
  const watts = (low + high) / 2;
  return { watts, wattHoursPerYear: watts * HOURS_OF_YEAR, days: quiet.length };
}

function quietWatts(day: Day): number {
  const watts = day.readings
    .map(({ energyWattHours, durationSeconds }) => (energyWattHours * 3_600) / durationSeconds)
    .sort((a, b) => a - b)
    .slice(0, Math.max(1, Math.round(day.readings.length * QUIET_SHARE)));
  return watts.reduce((sum, power) => sum + power, 0) / watts.length;
}
