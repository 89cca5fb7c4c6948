import type { ReadingQuality } from '../../../shapes/meter-reading/meter-reading.ts';
import type { Day, Days } from './days.ts';

/** The days of a period that have readings. */
export function daysPresent(names: readonly string[], days: Days): readonly Day[] {
  return names.flatMap((name) => days.get(name) ?? []);
}

/** The exact sum, in milliwatt-hours. */
export function totalOf(days: readonly Day[]): number {
  return days.reduce((sum, { milliWattHours }) => sum + milliWattHours, 0);
}

/** Which share of the readings' time is of each quality. */
export function qualityShares(days: readonly Day[]): Readonly<Record<ReadingQuality, number>> {
  const seconds = { measured: 0, estimated: 0, corrected: 0 };
  for (const { readings } of days) {
    for (const { quality, durationSeconds } of readings) seconds[quality] += durationSeconds;
  }
  const all = Math.max(1, seconds.measured + seconds.estimated + seconds.corrected);
  return {
    measured: seconds.measured / all,
    estimated: seconds.estimated / all,
    corrected: seconds.corrected / all,
  };
}
