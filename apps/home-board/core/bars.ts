import {
  daysOfMonth,
  secondsOfLocalDay,
  slotsOfDay,
  startOfLocalDay,
} from '../../../shapes/kit/local-time.ts';
import type { MeterReading, ReadingQuality } from '../../../shapes/meter-reading/meter-reading.ts';
import { yearEarlier } from './civil-time.ts';
import { type Day, type Days, milliWattHoursOf, qualityOf } from './days.ts';
import type { Span } from './gaps.ts';
import { monthsIn, type Period } from './period.ts';
import { qualityShares } from './totals.ts';

/** The step of the day's picture, whatever the meter's own step is. */
const SLOT_SECONDS = 1_800;

/** One bar of a picture: a month, a day or a half-hour. */
export interface Bar {
  /** '2026-11', '2026-11-23', or the instant at which a half-hour begins. */
  readonly key: string;
  readonly kind: 'month' | 'day' | 'slot';
  /** Undefined when nothing was received; a true zero is 0. */
  readonly milliWattHours: number | undefined;
  readonly earlierMilliWattHours: number | undefined;
  /** How much of the energy is an estimate. */
  readonly estimatedMilliWattHours: number;
  /** From 0 to 1: how much of the time has a reading. */
  readonly covered: number;
  readonly quality: ReadingQuality;
}

/** The bars of a period, in order: twelve months, up to 31 days, or 46 to 50 half-hours. */
export function barsOf(period: Period, days: Days): readonly Bar[] {
  switch (period.kind) {
    case 'rolling':
    case 'year':
      return monthsIn(period).map((month) => barOfDays('month', month, daysOfMonth(month), days));
    case 'month':
      return daysOfMonth(period.month).map((day) => barOfDays('day', day, [day], days));
    case 'day':
      return slotBars(period.day, days);
  }
}

/** Whether a day came as one daily total, without half-hours. */
export function hasOnlyDailyTotal(day: Day): boolean {
  return day.readings.some(({ durationSeconds }) => durationSeconds > SLOT_SECONDS);
}

/** Whether a bar is empty within the time in which the meter spoke; before and after it is only not there yet. */
export function isMissing(bar: Bar, { first, last }: Span): boolean {
  if (bar.milliWattHours !== undefined) return false;
  const [from, to] = [first.slice(0, bar.key.length), last.slice(0, bar.key.length)];
  return bar.kind === 'slot' || (bar.key >= from && bar.key <= to);
}

function barOfDays(kind: Bar['kind'], key: string, names: readonly string[], days: Days): Bar {
  const present = presentIn(names, days);
  const earlier = presentIn(
    names.flatMap((day) => yearEarlier(day) ?? []),
    days,
  );
  const coveredSeconds = present.reduce((sum, day) => sum + day.coveredSeconds, 0);
  // A day that came is as long as its grid makes it; which grid an absent one is of makes an hour of difference in a year.
  const seconds = names.reduce(
    (sum, name) => sum + (days.get(name)?.seconds ?? secondsOfLocalDay(name)),
    0,
  );
  return {
    key,
    kind,
    milliWattHours: totalOf(present),
    earlierMilliWattHours: totalOf(earlier),
    covered: coveredSeconds / seconds,
    estimatedMilliWattHours: estimatedOf(present.flatMap(({ readings }) => readings)),
    quality: kind === 'month' ? mainQuality(present) : qualityOf(present),
  };
}

function slotBars(name: string, days: Days): readonly Bar[] {
  const readings = bySlot(name, days);
  const earlier = bySlot(yearEarlier(name), days);
  return slotsOfDay(name, SLOT_SECONDS).map((start, index) => {
    const own = readings.get(index) ?? [];
    const past = earlier.get(index);
    return {
      key: start.toISOString(),
      kind: 'slot',
      milliWattHours: own.length === 0 ? undefined : milliWattHoursOf(own),
      earlierMilliWattHours: past === undefined ? undefined : milliWattHoursOf(past),
      covered: own.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0) / SLOT_SECONDS,
      estimatedMilliWattHours: estimatedOf(own),
      quality: qualityOf(own),
    };
  });
}

function bySlot(
  name: string | undefined,
  days: Days,
): ReadonlyMap<number, readonly MeterReading[]> {
  if (name === undefined) return new Map();
  const start = startOfLocalDay(name).getTime();
  const slots = new Map<number, MeterReading[]>();
  for (const reading of days.get(name)?.readings ?? []) {
    if (reading.durationSeconds > SLOT_SECONDS) continue;
    const index = Math.floor((reading.start.getTime() - start) / (SLOT_SECONDS * 1_000));
    slots.set(index, [...(slots.get(index) ?? []), reading]);
  }
  return slots;
}

function estimatedOf(readings: readonly MeterReading[]): number {
  return milliWattHoursOf(readings.filter(({ quality }) => quality === 'estimated'));
}

/** A month is called what most of its time is: one estimated day does not make it an estimate. */
function mainQuality(days: readonly Day[]): ReadingQuality {
  const shares = qualityShares(days);
  if (shares.estimated > 0.5) return 'estimated';
  return shares.corrected > 0.5 ? 'corrected' : 'measured';
}

function presentIn(names: readonly string[], days: Days): readonly Day[] {
  return names.flatMap((name) => days.get(name) ?? []);
}

function totalOf(days: readonly Day[]): number | undefined {
  return days.length === 0 ? undefined : days.reduce((sum, day) => sum + day.milliWattHours, 0);
}
