import { trb } from '../../vocab/terms.ts';
import { localDay, secondsOfLocalDay, startOfLocalDay } from '../kit/local-time.ts';
import { MONTH, PRM } from '../kit/patterns.ts';
import { ShapeError } from '../kit/shape.ts';
import {
  boundsOf,
  endOf,
  isDaily,
  type MeterMonth,
  type MeterReading,
  milliwattHoursOf,
  SLOT_SECONDS,
} from './reading.ts';
import { MILLIWATT_HOURS_MAX } from './value-list.ts';

/** Throws a ShapeError for what SHACL cannot see: order, overlap, days of the local calendar. */
export function refuseWhatCannotBeKept(thing: MeterMonth, subject: string): void {
  if (!PRM.test(thing.deliveryPointId)) {
    throw new ShapeError(subject, trb.deliveryPointId, 'must be 14 digits.');
  }
  if (!MONTH.test(thing.month)) {
    throw new ShapeError(subject, trb.month, `is "${thing.month}", not a month such as 2026-11.`);
  }
  for (const reading of thing.readings) refuseReading(reading, subject);
  refuseDisorder(thing.month, thing.readings, subject);
}

function refuseReading(reading: MeterReading, subject: string): void {
  const fault = faultOf(reading);
  if (fault === undefined) return;
  const [property, problem] = fault;
  const at = Number.isNaN(reading.start.getTime()) ? 'no date' : reading.start.toISOString();
  throw new ShapeError(subject, property, `in the reading of ${at} ${problem}`);
}

function faultOf(reading: MeterReading): readonly [property: string, problem: string] | undefined {
  const { start, durationSeconds, energyWattHours } = reading;
  if (Number.isNaN(start.getTime())) return [trb.start, 'is not a date.'];
  if (start.getTime() % 1_000 !== 0) return [trb.start, 'is not a whole second.'];

  const milliwattHours = milliwattHoursOf(reading);
  if (!(milliwattHours >= 0 && milliwattHours < MILLIWATT_HOURS_MAX)) {
    return [trb.values, `is ${energyWattHours} Wh, which no meter of a home counts.`];
  }
  if (milliwattHours / 1_000 !== energyWattHours) {
    return [trb.values, `is ${energyWattHours} Wh, which is no multiple of 0.001.`];
  }
  if (!isDaily(reading)) {
    if (SLOT_SECONDS.includes(durationSeconds)) return undefined;
    return [trb.step, `is ${durationSeconds} s, which no meter records.`];
  }
  const day = localDay(start);
  const whole = startOfLocalDay(day).getTime() === start.getTime();
  if (whole && secondsOfLocalDay(day) === durationSeconds) return undefined;
  return [trb.step, 'is longer than an hour but not one whole local day.'];
}

function refuseDisorder(month: string, readings: readonly MeterReading[], subject: string): void {
  const { first, afterLast } = boundsOf(month);
  let lastEnd = first;
  for (const reading of readings) {
    const start = reading.start.getTime();
    if (start < first || start >= afterLast) {
      throw new ShapeError(
        subject,
        trb.start,
        `${reading.start.toISOString()} is not in ${month}.`,
      );
    }
    if (start < lastEnd) {
      throw new ShapeError(
        subject,
        trb.start,
        `${reading.start.toISOString()} lies in the reading before it.`,
      );
    }
    lastEnd = endOf(reading);
  }
}
