import { trb } from '../../vocab/terms.ts';
import { MONTH, PCE, PRM } from '../kit/patterns.ts';
import { ShapeError } from '../kit/shape.ts';
import { boundsOf, gridDay, secondsOfGridDay, startOfGridDay } from './grid-day.ts';
import {
  type EnergyVector,
  endOf,
  isDaily,
  litresOf,
  type MeterMonth,
  type MeterReading,
  milliwattHoursOf,
  SLOT_SECONDS,
} from './reading.ts';
import { MILLIWATT_HOURS_MAX } from './value-list.ts';

/** Throws a ShapeError for what SHACL cannot see: order, overlap, days of the local calendar. */
export function refuseWhatCannotBeKept(thing: MeterMonth, subject: string): void {
  refuseNumber(thing, subject);
  if (!MONTH.test(thing.month)) {
    throw new ShapeError(subject, trb.month, `is "${thing.month}", not a month such as 2026-11.`);
  }
  for (const reading of thing.readings) refuseReading(thing.energyVector, reading, subject);
  refuseDisorder(thing, subject);
}

function refuseNumber({ energyVector, deliveryPointId }: MeterMonth, subject: string): void {
  if ((energyVector === 'gas' ? PCE : PRM).test(deliveryPointId)) return;
  const form = energyVector === 'gas' ? '14 digits, or GI and 6 digits.' : '14 digits.';
  throw new ShapeError(subject, trb.deliveryPointId, `must be ${form}`);
}

function refuseReading(vector: EnergyVector, reading: MeterReading, subject: string): void {
  const fault = faultOf(vector, reading);
  if (fault === undefined) return;
  const [property, problem] = fault;
  const at = Number.isNaN(reading.start.getTime()) ? 'no date' : reading.start.toISOString();
  throw new ShapeError(subject, property, `in the reading of ${at} ${problem}`);
}

type Fault = readonly [property: string, problem: string] | undefined;

function faultOf(vector: EnergyVector, reading: MeterReading): Fault {
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
  const volumeFault = faultOfVolume(vector, reading);
  if (volumeFault !== undefined) return volumeFault;
  if (!isDaily(reading)) {
    if (SLOT_SECONDS.includes(durationSeconds)) return undefined;
    return [trb.step, `is ${durationSeconds} s, which no meter records.`];
  }
  const day = gridDay(vector, start);
  const whole = startOfGridDay(vector, day).getTime() === start.getTime();
  if (whole && secondsOfGridDay(vector, day) === durationSeconds) return undefined;
  return [trb.step, 'is longer than an hour but not one whole local day.'];
}

function faultOfVolume(vector: EnergyVector, reading: MeterReading): Fault {
  const litres = litresOf(reading);
  if (litres === undefined) return undefined;
  if (vector !== 'gas') return [trb.gasVolumes, 'is given for what is no gas.'];
  if (!(litres >= 0 && litres < MILLIWATT_HOURS_MAX)) {
    return [trb.gasVolumes, `is ${reading.volumeCubicMetres} m³, which no meter of a home counts.`];
  }
  if (litres / 1_000 === reading.volumeCubicMetres) return undefined;
  return [trb.gasVolumes, `is ${reading.volumeCubicMetres} m³, which is no multiple of 0.001.`];
}

function refuseDisorder({ energyVector, month, readings }: MeterMonth, subject: string): void {
  const { first, afterLast } = boundsOf(energyVector, month);
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
