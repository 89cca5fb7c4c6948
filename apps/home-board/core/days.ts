import {
  addDays,
  localDay,
  secondsOfLocalDay,
  startOfLocalDay,
} from '../../../shapes/kit/local-time.ts';
import type {
  MeterMonth,
  MeterReading,
  ReadingQuality,
} from '../../../shapes/meter-reading/meter-reading.ts';

/** One local day of one meter. Energy is counted in whole milliwatt-hours, so that a year adds up exactly. */
export interface Day {
  readonly day: string;
  readonly readings: readonly MeterReading[];
  readonly milliWattHours: number;
  readonly coveredSeconds: number;
  readonly seconds: number;
  readonly quality: ReadingQuality;
}

/** The days of one meter by their name; a day without a reading is absent. */
export type Days = ReadonlyMap<string, Day>;

/** Sorts the readings of month documents into local days. */
export function daysOf(months: Iterable<MeterMonth>): Days {
  const readings = [...months].flatMap((month) => month.readings);
  readings.sort((a, b) => a.start.getTime() - b.start.getTime());

  const days = new Map<string, Day>();
  let today: MeterReading[] = [];
  let name = '';
  let end = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    const start = reading.start.getTime();
    if (start >= end) {
      if (today.length > 0) days.set(name, dayFrom(name, today));
      name = localDay(reading.start);
      end = startOfLocalDay(addDays(name, 1)).getTime();
      today = [];
    }
    today.push(reading);
  }
  if (today.length > 0) days.set(name, dayFrom(name, today));
  return days;
}

/** The energy of readings in whole milliwatt-hours. */
export function milliWattHoursOf(readings: readonly MeterReading[]): number {
  return readings.reduce(
    (sum, { energyWattHours }) => sum + Math.round(energyWattHours * 1_000),
    0,
  );
}

/** What may be said of a whole when its parts differ: an estimate anywhere makes it an estimate. */
export function qualityOf(parts: readonly { readonly quality: ReadingQuality }[]): ReadingQuality {
  if (parts.some(({ quality }) => quality === 'estimated')) return 'estimated';
  if (parts.some(({ quality }) => quality === 'corrected')) return 'corrected';
  return 'measured';
}

/** Whether no slot of the day is missing. */
export function isComplete(day: Day): boolean {
  return day.coveredSeconds >= day.seconds;
}

function dayFrom(day: string, readings: readonly MeterReading[]): Day {
  return {
    day,
    readings,
    milliWattHours: milliWattHoursOf(readings),
    coveredSeconds: readings.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    seconds: secondsOfLocalDay(day),
    quality: qualityOf(readings),
  };
}
