import { addDays, addMonths, daysBetween, monthOf } from '../../../shapes/kit/local-time.ts';
import type { Home } from './homes.ts';
import { chance, temperatureOf } from './weather.ts';

/** What a meter counted from one gas day to another. */
export interface Counted {
  readonly from: string;
  readonly to: string;
  readonly cubicMetres: number;
  readonly kiloWattHours: number;
  readonly factor: number;
  readonly pressure: number;
  readonly calorific: number;
  readonly indexBefore: number;
  readonly indexAfter: number;
  readonly measured: boolean;
  readonly provisional: boolean;
}

/** The temperature outside below which a home is heated, and what it then loses. */
const HEATED_BELOW = 17;
const LOSS_KILO_WATT_HOURS = 0.05;
const KILO_WATT_HOURS_PER_PERSON = 2.4;
const INDEX_FULL = 100_000;
const OLD_METER_INDEX = 41_300;
const PROVISIONAL_DAYS = 10;
/** A day in so many could not be read at once. */
const ESTIMATED_EVERY = 7;
const PUBLISHED_AFTER_DAYS = 5;
const PUBLISHED_PROVISIONAL_DAYS = 40;

/** Cubic metres of a gas day; the same day has the same amount for ever. */
function volumeOf(home: Home, day: string): number {
  const { squareMetres, people } = home.holder.home;
  const cold = Math.max(0, HEATED_BELOW - temperatureOf(day));
  const water = people * KILO_WATT_HOURS_PER_PERSON * (1 + 0.25 * chance(`${home.pce} ${day}`));
  return round((LOSS_KILO_WATT_HOURS * squareMetres * cold + water) / gasOf(day).factor, 2);
}

/** The gas of a month: how pressure and calorific value make a cubic metre into energy. */
function gasOf(day: string) {
  const pressure = 0.9871;
  const calorific = round(11.36 + 0.12 * chance(`gas ${monthOf(day)}`), 2);
  return { pressure, calorific, factor: round(pressure * calorific, 2) };
}

/** One gas day, as GRDF sees it today: what is fresh may be an estimate, and is settled later. */
export function countDay(home: Home, day: string, today: string): Counted {
  const provisional = daysBetween(day, today) <= PROVISIONAL_DAYS;
  const measured = !provisional || daysBetween('2000-01-01', day) % ESTIMATED_EVERY !== 0;
  const volume = volumeOf(home, day);
  return count(
    home,
    { from: day, to: addDays(day, 1) },
    {
      cubicMetres: measured ? volume : round(volume * 1.08, 2),
      measured,
      provisional,
    },
  );
}

export function isDaily(home: Home, day: string): boolean {
  return day >= home.dailySince && day >= home.contractStart;
}

/** The billed periods that lie in a range of days, and are published by today. */
export function countPeriods(
  home: Home,
  { from, to }: { readonly from: string; readonly to: string },
  today: string,
): Counted[] {
  return periodsUntil(home, today)
    .filter((period) => period.from >= from && period.to <= to)
    .map((period) => {
      const cubicMetres = daysOf(period).reduce((sum, day) => sum + volumeOf(home, day), 0);
      // Nobody opens the door to the reader every winter.
      const measured = period.from >= home.dailySince || !period.from.slice(5).startsWith('01');
      const provisional = daysBetween(period.to, today) <= PUBLISHED_PROVISIONAL_DAYS;
      return count(home, period, { cubicMetres: round(cubicMetres, 0), measured, provisional });
    });
}

function periodsUntil(home: Home, today: string) {
  const periods: { from: string; to: string }[] = [];
  let from = home.contractStart;
  for (;;) {
    const old = from < home.dailySince;
    const next = old ? halfYearAfter(from) : `${addMonths(monthOf(from), 1)}-01`;
    const to = old && next > home.dailySince ? home.dailySince : next;
    if (addDays(to, PUBLISHED_AFTER_DAYS) > today) return periods;
    periods.push({ from, to });
    from = to;
  }
}

const halfYearAfter = (day: string): string =>
  day.slice(5) < '07-01' ? `${day.slice(0, 4)}-07-01` : `${Number(day.slice(0, 4)) + 1}-01-01`;

function count(
  home: Home,
  { from, to }: { readonly from: string; readonly to: string },
  counted: Pick<Counted, 'cubicMetres' | 'measured' | 'provisional'>,
): Counted {
  const gas = gasOf(from);
  const kiloWattHours = round(counted.cubicMetres * gas.factor, 1);
  const [indexBefore, indexAfter] = [indexOn(home, from), indexOn(home, to)];
  return { from, to, ...counted, ...gas, kiloWattHours, indexBefore, indexAfter };
}

const sums = new Map<string, number>();

/** What the meter shows at six: the one in place, or before it the one that it replaced. */
function indexOn(home: Home, day: string): number {
  if (day <= home.meterSince && home.meterSince > home.contractStart) {
    const back = sumOf(home, day, home.meterSince);
    return Math.floor(mod(OLD_METER_INDEX - back, INDEX_FULL));
  }
  return Math.floor(mod(home.firstIndex + sumOf(home, home.meterSince, day), INDEX_FULL));
}

function sumOf(home: Home, from: string, to: string): number {
  const key = `${home.pce} ${from} ${to}`;
  const known = sums.get(key);
  if (known !== undefined) return known;
  const shorter = from < to ? sums.get(`${home.pce} ${from} ${addDays(to, -1)}`) : 0;
  const sum =
    shorter === undefined || from >= to
      ? daysOf({ from, to }).reduce((total, day) => total + volumeOf(home, day), 0)
      : shorter + volumeOf(home, addDays(to, -1));
  sums.set(key, sum);
  return sum;
}

/** What the grid expects of an ordinary year: the last one. */
export function annualReference(home: Home, today: string): number {
  const days = daysOf({ from: addDays(today, -365), to: today });
  const energy = days.reduce((sum, day) => sum + volumeOf(home, day) * gasOf(day).factor, 0);
  return Math.round(energy / 10) * 10;
}

export function daysOf({ from, to }: { readonly from: string; readonly to: string }): string[] {
  const length = Math.max(0, daysBetween(from, to));
  return Array.from({ length }, (_, index) => addDays(from, index));
}

const round = (value: number, decimals: number): number =>
  Math.round(value * 10 ** decimals) / 10 ** decimals;

const mod = (value: number, by: number): number => ((value % by) + by) % by;
