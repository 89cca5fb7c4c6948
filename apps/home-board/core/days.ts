import { addDays } from '../../../shapes/kit/local-time.ts';
import {
  type EnergyVector,
  gridDay,
  type MeterMonth,
  type MeterReading,
  type ReadingQuality,
  secondsOfGridDay,
  startOfGridDay,
} from '../../../shapes/meter-reading/meter-reading.ts';

/** One day of one meter, as its grid counts days: those of gas begin at six. Energy is counted in whole milliwatt-hours, so that a year adds up exactly. */
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

/** Sorts the readings of one meter's month documents into its days. */
export function daysOf(documents: Iterable<MeterMonth>): Days {
  const months = [...documents];
  const vector = months[0]?.energyVector ?? 'electricity';
  const readings = months.flatMap((month) => month.readings);
  readings.sort((a, b) => a.start.getTime() - b.start.getTime());

  const days = new Map<string, Day>();
  let today: MeterReading[] = [];
  let name = '';
  let end = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    const start = reading.start.getTime();
    if (start >= end) {
      if (today.length > 0) days.set(name, dayFrom(vector, name, today));
      name = gridDay(vector, reading.start);
      end = startOfGridDay(vector, addDays(name, 1)).getTime();
      today = [];
    }
    today.push(reading);
  }
  if (today.length > 0) days.set(name, dayFrom(vector, name, today));
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

function dayFrom(vector: EnergyVector, day: string, readings: readonly MeterReading[]): Day {
  return {
    day,
    readings,
    milliWattHours: milliWattHoursOf(readings),
    coveredSeconds: readings.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    seconds: secondsOfGridDay(vector, day),
    quality: qualityOf(readings),
  };
}
