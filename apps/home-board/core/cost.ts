import { startOfLocalDay } from '../../../shapes/kit/local-time.ts';
import { minuteOfDay } from './civil-time.ts';
import type { Day } from './days.ts';
import { hoursOf, priceOn, type Tariff, type TariffPrice } from './tariff.ts';

/** What energy costs under a tariff, without the subscription. */
export interface Cost {
  readonly cents: number;
  /** Days whose price is not known, or whose hours are not known where the price depends on them. */
  readonly daysWithoutPrice: number;
}

const MINUTES_OF_DAY = 1_440;
/** Micro-euros a kilowatt-hour times milliwatt-hours, in one cent. */
const PER_CENT = 10_000 * 1_000_000;

/** Adds exactly in integers and rounds once, at the end, to the cent. */
export function costOf(days: Iterable<Day>, tariff: Tariff): Cost {
  let total = 0n;
  let daysWithoutPrice = 0;
  for (const day of days) {
    const cost = costOfDay(day, tariff);
    if (cost === undefined) daysWithoutPrice += 1;
    else total += cost;
  }
  return { cents: Math.round(Number(total) / PER_CENT), daysWithoutPrice };
}

/** What a constant draw costs in a year at the prices of one day. */
export function yearlyCentsOf(watts: number, tariff: Tariff, day: string): number | undefined {
  const price = priceOn(tariff, day);
  if (price === undefined) return undefined;
  const mean =
    price.kind === 'flat'
      ? price.microEuros
      : price.peakMicroEuros -
        ((price.peakMicroEuros - price.offPeakMicroEuros) * offPeakMinutes(tariff)) /
          MINUTES_OF_DAY;
  return Math.round((watts * 8.76 * mean) / 10_000);
}

function costOfDay(day: Day, tariff: Tariff): bigint | undefined {
  const price = priceOn(tariff, day.day);
  if (price === undefined) return undefined;
  if (price.kind === 'flat') return BigInt(day.milliWattHours) * BigInt(price.microEuros);
  const steady = day.seconds === MINUTES_OF_DAY * 60;
  const start = startOfLocalDay(day.day).getTime();
  let total = 0n;
  for (const reading of day.readings) {
    if (reading.durationSeconds > 3_600) return undefined;
    const minute = steady ? (reading.start.getTime() - start) / 60_000 : minuteOfDay(reading.start);
    const milliWattHours = Math.round(reading.energyWattHours * 1_000);
    total += BigInt(milliWattHours) * BigInt(microEurosAt(price, minute, tariff));
  }
  return total;
}

function microEurosAt(
  price: Extract<TariffPrice, { kind: 'peak/off-peak' }>,
  minute: number,
  tariff: Tariff,
): number {
  const offPeak = hoursOf(tariff).some(({ from, to }) =>
    from < to ? minute >= from && minute < to : minute >= from || minute < to,
  );
  return offPeak ? price.offPeakMicroEuros : price.peakMicroEuros;
}

function offPeakMinutes(tariff: Tariff): number {
  return hoursOf(tariff).reduce(
    (sum, { from, to }) => sum + ((to - from + MINUTES_OF_DAY) % MINUTES_OF_DAY),
    0,
  );
}
