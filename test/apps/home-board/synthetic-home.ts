import { localDay, slotsOfDay } from '../../../shapes/kit/local-time.ts';
import type {
  MeterMonth,
  MeterReading,
  ReadingQuality,
} from '../../../shapes/meter-reading/meter-reading.ts';

/** A home that nobody lives in: 14 digits, none of which is a real meter. */
export const SYNTHETIC_POINT = '00000000000017';

/** Half-hours in watt-hours, the same at every run: a fridge, mornings, evenings, and heating in winter. */
function syntheticReading(start: Date): MeterReading {
  const day = start.getTime() / 86_400_000;
  const hour = (start.getUTCHours() + 1 + start.getUTCMinutes() / 60) % 24;
  const winter = (1 + Math.cos(((day % 365.25) / 365.25) * 2 * Math.PI)) / 2;
  const morning = Math.exp(-(((hour - 7.5) / 1.2) ** 2));
  const evening = Math.exp(-(((hour - 19.5) / 2) ** 2));
  const restless = Math.abs(Math.sin(day * 12.9898) * 43_758.5453) % 1;
  const watts =
    72 +
    260 * winter +
    (420 + 500 * winter) * morning +
    (650 + 700 * winter) * evening * (0.6 + 0.8 * restless);
  return {
    start,
    durationSeconds: 1_800,
    energyWattHours: Math.round(watts) / 2,
    quality: 'measured',
  };
}

/** The readings of a local day. */
export function syntheticDay(day: string, quality: ReadingQuality = 'measured'): MeterReading[] {
  return slotsOfDay(day, 1_800).map((start) => ({ ...syntheticReading(start), quality }));
}

/** A month document around given readings. */
export function monthWith(month: string, readings: readonly MeterReading[]): MeterMonth {
  return {
    deliveryPointId: SYNTHETIC_POINT,
    energyVector: 'electricity',
    flow: 'consumption',
    month,
    readings: readings.filter(({ start }) => localDay(start).startsWith(month)),
  };
}
