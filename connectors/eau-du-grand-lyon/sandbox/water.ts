import { createHash } from 'node:crypto';
import { addDays, daysBetween, monthOf } from '../../../shapes/kit/local-time.ts';
import type { Supply } from './homes.ts';

export interface DayOfWater {
  readonly day: string;
  readonly litres: number;
  readonly leakLitres: number;
}

const LITRES_PER_PERSON = 115;
const LEAK_LITRES = 96;
/** Days that came through late show 0 for so long. */
const GAP_DAYS = 5;
/** Days that were read wrongly are corrected after so long. */
const CORRECTION_DAYS = 20;

/** What the meter counts on a day, for ever the same: drawn from the contract and the day. */
export function trueDay(supply: Supply, day: string): DayOfWater {
  const { people, garden, leaks } = supply;
  const date = Number(day.slice(8));
  const month = Number(day.slice(5, 7));
  const leakLitres =
    leaks && (month === 3 || month === 11) && date >= 10 && date <= 19 ? LEAK_LITRES : 0;
  // A week away every August, in which the meter really stands still.
  if (month === 8 && date >= 5 && date <= 11) return { day, litres: leakLitres, leakLitres };
  const weekend = [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
  const season = month >= 6 && month <= 9 ? 1.1 : 1;
  const chance = 0.7 + 0.6 * drawn(supply, day, 'amount');
  const indoors = people * LITRES_PER_PERSON * chance * (weekend ? 1.25 : 1) * season;
  const watering = garden && month >= 6 && month <= 9 && date % 2 === 0 ? 180 : 0;
  return { day, litres: Math.round(indoors) + watering + leakLitres, leakLitres };
}

/** The same day as the web space shows it on `today`: some come late, some are corrected weeks later. */
export function shownDay(supply: Supply, day: string, today: string): DayOfWater {
  const truth = trueDay(supply, day);
  const age = daysBetween(day, today);
  if (age <= GAP_DAYS && drawn(supply, day, 'gap') < 1 / 15)
    return { day, litres: 0, leakLitres: 0 };
  if (age <= CORRECTION_DAYS && drawn(supply, day, 'fault') < 1 / 15) {
    return { ...truth, litres: Math.round(truth.litres * 0.9) };
  }
  return truth;
}

/** Every day of the contract from `from` to `to`, both included. */
export function daysOf(supply: Supply, from: string, to: string): string[] {
  const first = from > supply.start ? from : supply.start;
  const last = supply.end !== undefined && supply.end < to ? supply.end : to;
  const count = Math.max(0, daysBetween(first, last) + 1);
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}

/** What the months sum up to, as shown on `today`. */
export function shownMonths(supply: Supply, from: string, to: string): Map<string, number> {
  const months = new Map<string, number>();
  for (const day of daysOf(supply, from, to)) {
    const month = monthOf(day);
    months.set(month, (months.get(month) ?? 0) + shownDay(supply, day, addDays(to, 1)).litres);
  }
  return months;
}

/** Where the meter stands at the end of a day: it counts since the contract began. */
export function indexOf(supply: Supply, day: string): number {
  return daysBetween(supply.start, day) * supply.people * LITRES_PER_PERSON;
}

/** From 0 to 1, always the same for the same contract, day and question. */
function drawn({ id }: Supply, day: string, question: string): number {
  return createHash('sha256').update(`${id} ${day} ${question}`).digest().readUInt32BE() / 2 ** 32;
}
