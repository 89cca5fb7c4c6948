import { boundsOf, gridMonth } from './grid-day.ts';
import { byStart, endOf, isDaily, type MeterMonth, type MeterReading } from './reading.ts';

/** Groups readings by the month of their grid in which they start: `monthsOf(point, readings)`. */
export function monthsOf(
  point: Pick<MeterMonth, 'deliveryPointId' | 'energyVector' | 'flow'>,
  readings: Iterable<MeterReading>,
): MeterMonth[] {
  const months: (MeterMonth & { readonly readings: MeterReading[] })[] = [];
  let monthEnd = Number.NEGATIVE_INFINITY;
  for (const reading of byStart(readings)) {
    if (reading.start.getTime() >= monthEnd) {
      const { deliveryPointId, energyVector, flow } = point;
      const month = gridMonth(energyVector, reading.start);
      monthEnd = boundsOf(energyVector, month).afterLast;
      months.push({ deliveryPointId, energyVector, flow, month, readings: [] });
    }
    months.at(-1)?.readings.push(reading);
  }
  return months;
}

/**
 * What a month holds after fresh readings came: `mergeMonths(stored, fresh)`.
 * Fresh readings win slot by slot, slots that they do not name stay, and slots replace the reading
 * of their whole day. A value that differs from the one kept so far becomes a corrected one.
 */
export function mergeMonths(stored: MeterMonth | undefined, fresh: MeterMonth): MeterMonth {
  const came = byStart(fresh.readings);
  if (stored === undefined) return { ...fresh, readings: came };
  refuseOtherMonth(stored, fresh);

  const kept = byStart(stored.readings);
  const taken = came.filter(
    (reading) => !(isDaily(reading) && overlapping(kept, reading).some((other) => !isDaily(other))),
  );
  const untouched = kept.filter((reading) => overlapping(taken, reading).length === 0);
  const replaced = new Map(kept.map((reading) => [reading.start.getTime(), reading]));
  const settled = taken.map((reading) => settle(replaced.get(reading.start.getTime()), reading));
  return { ...fresh, readings: byStart([...untouched, ...settled]) };
}

/** The fresh reading of a slot, with the quality that its history gives it. */
function settle(stored: MeterReading | undefined, fresh: MeterReading): MeterReading {
  if (stored?.durationSeconds !== fresh.durationSeconds || fresh.quality === 'estimated') {
    return fresh;
  }
  // A correction stays one when the partner repeats the corrected value in a later run.
  const corrected =
    stored.energyWattHours !== fresh.energyWattHours || stored.quality === 'corrected';
  return corrected ? { ...fresh, quality: 'corrected' } : fresh;
}

/** The readings of a sorted list, none overlapping another, that share time with `reading`. */
function overlapping(sorted: readonly MeterReading[], reading: MeterReading): MeterReading[] {
  const found: MeterReading[] = [];
  const end = endOf(reading);
  for (let index = firstEndingAfter(sorted, reading.start.getTime()); ; index += 1) {
    const candidate = sorted[index];
    if (candidate === undefined || candidate.start.getTime() >= end) return found;
    found.push(candidate);
  }
}

function firstEndingAfter(sorted: readonly MeterReading[], instant: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = sorted[middle];
    if (candidate !== undefined && endOf(candidate) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

function refuseOtherMonth(stored: MeterMonth, fresh: MeterMonth): void {
  for (const key of ['deliveryPointId', 'energyVector', 'flow', 'month'] as const) {
    if (stored[key] !== fresh[key]) {
      throw new RangeError(`Two months can merge only if both have the same ${key}.`);
    }
  }
}
