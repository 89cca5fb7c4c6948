import { addDays, addMonths, localDay, monthOf, startOfLocalDay } from '../kit/local-time.ts';
import type { EnergyVector } from './reading.ts';

const HOUR_MILLISECONDS = 3_600_000;
/** A gas day lasts from six in the morning to six the next morning, wherever the clock changes in between. */
const GAS_DAY_FIRST_HOUR = 6;

/** The instant at which a day of this grid begins: `startOfGridDay('gas', '2026-11-03')` is six in the morning. */
export function startOfGridDay(vector: EnergyVector, day: string): Date {
  if (vector === 'electricity') return startOfLocalDay(day);
  // Clocks change between midnight and six: counted back from the midnight after, no change is in between.
  const midnight = startOfLocalDay(addDays(day, 1)).getTime();
  return new Date(midnight - (24 - GAS_DAY_FIRST_HOUR) * HOUR_MILLISECONDS);
}

/** The day of this grid in which an instant lies. */
export function gridDay(vector: EnergyVector, instant: Date): string {
  const day = localDay(instant);
  return instant < startOfGridDay(vector, day) ? addDays(day, -1) : day;
}

/** 82 800, 86 400 or 90 000. */
export function secondsOfGridDay(vector: EnergyVector, day: string): number {
  const [start, end] = [day, addDays(day, 1)].map((one) => startOfGridDay(vector, one).getTime());
  return ((end ?? Number.NaN) - (start ?? Number.NaN)) / 1_000;
}

/** The month of this grid in which an instant lies: its first day begins when the grid's day does. */
export function gridMonth(vector: EnergyVector, instant: Date): string {
  return monthOf(gridDay(vector, instant));
}

/** The instants between which a month of this grid lies. */
export function boundsOf(
  vector: EnergyVector,
  month: string,
): { readonly first: number; readonly afterLast: number } {
  return {
    first: startOfGridDay(vector, `${month}-01`).getTime(),
    afterLast: startOfGridDay(vector, `${addMonths(month, 1)}-01`).getTime(),
  };
}
