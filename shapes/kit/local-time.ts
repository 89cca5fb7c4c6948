// Civil time where the meters are. Intl knows the rules of every zone and is in each browser already,
// so an app that reads a curve carries no time library.

export const LOCAL_TIME_ZONE = 'Europe/Paris';

const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;

// Swedish writes a date as we want to slice it: 2026-11-03 00:30:00.
const wallClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: LOCAL_TIME_ZONE,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** The local day of an instant: `localDay(new Date('2026-11-02T23:00:00Z'))` is '2026-11-03'. */
export function localDay(instant: Date): string {
  return wallClock.format(instant).slice(0, 10);
}

/** The local month of an instant: '2026-11'. */
export function localMonth(instant: Date): string {
  return monthOf(localDay(instant));
}

/** The instant at which a local day begins: `startOfLocalDay('2026-11-03')`. */
export function startOfLocalDay(day: string): Date {
  const midnight = midnightUtc(day);
  // Summer time begins and ends after midnight, so the offset an hour or two before midnight is that of midnight.
  return new Date(midnight - offsetMilliseconds(new Date(midnight - 2 * HOUR_MILLISECONDS)));
}

/** 82 800, 86 400 or 90 000. */
export function secondsOfLocalDay(day: string): number {
  return (startOfLocalDay(addDays(day, 1)).getTime() - startOfLocalDay(day).getTime()) / 1_000;
}

/** `addDays('2026-11-30', 1)` is '2026-12-01'. */
export function addDays(day: string, count: number): string {
  return isoDay(midnightUtc(day) + count * DAY_MILLISECONDS);
}

/** How many days after `first` the day `last` is: `daysBetween('2026-11-01', '2026-11-03')` is 2. */
export function daysBetween(first: string, last: string): number {
  return Math.round((midnightUtc(last) - midnightUtc(first)) / DAY_MILLISECONDS);
}

/** `monthOf('2026-11-03')` is '2026-11'. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** `addMonths('2026-11', 2)` is '2027-01'. */
export function addMonths(month: string, count: number): string {
  const [year = Number.NaN, number = Number.NaN] = month.split('-').map(Number);
  return monthOf(isoDay(Date.UTC(year, number - 1 + count, 1)));
}

/** Every day of a month, in order: `daysOfMonth('2026-11')` has 30. */
export function daysOfMonth(month: string): string[] {
  const first = `${month}-01`;
  const count = daysBetween(first, `${addMonths(month, 1)}-01`);
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}

/** The starts of the slots of a local day: 46, 48 or 50 of them for `slotsOfDay(day, 1_800)`. */
export function slotsOfDay(day: string, stepSeconds: number): Date[] {
  const start = startOfLocalDay(day).getTime();
  return Array.from(
    { length: Math.floor(secondsOfLocalDay(day) / stepSeconds) },
    (_, index) => new Date(start + index * stepSeconds * 1_000),
  );
}

/** An instant as the local clock shows it, with its offset: '2026-11-03T00:00:00+01:00'. */
export function withLocalOffset(instant: Date): string {
  const wall = wallClock.format(instant);
  const minutes = offsetMilliseconds(instant, wall) / 60_000;
  const two = (value: number): string => String(value).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${wall.replace(' ', 'T')}${offset}`;
}

function offsetMilliseconds(instant: Date, wall = wallClock.format(instant)): number {
  const shown = Date.parse(`${wall.replace(' ', 'T')}Z`);
  return shown - Math.floor(instant.getTime() / 1_000) * 1_000;
}

function midnightUtc(day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight)) throw new RangeError(`"${day}" is not a day such as 2026-11-03.`);
  return midnight;
}

const isoDay = (utcMilliseconds: number): string =>
  new Date(utcMilliseconds).toISOString().slice(0, 10);
