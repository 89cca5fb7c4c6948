import { addDays, addMonths, daysOfMonth, monthOf } from '../../../shapes/kit/local-time.ts';
import { yearEarlier } from './civil-time.ts';

/** What a page looks at: the twelve months that end with one, a calendar year, a month or a day. */
export type Period =
  | { readonly kind: 'rolling'; readonly lastMonth: string }
  | { readonly kind: 'year'; readonly year: string }
  | { readonly kind: 'month'; readonly month: string }
  | { readonly kind: 'day'; readonly day: string };

export function monthsIn(period: Period): readonly string[] {
  switch (period.kind) {
    case 'rolling':
      return twelveMonths(addMonths(period.lastMonth, -11));
    case 'year':
      return twelveMonths(`${period.year}-01`);
    case 'month':
      return [period.month];
    case 'day':
      return [monthOf(period.day)];
  }
}

export function daysIn(period: Period): readonly string[] {
  return period.kind === 'day' ? [period.day] : monthsIn(period).flatMap(daysOfMonth);
}

/** The months whose documents a page needs: those of the period and the same a year earlier. */
export function monthsToRead(period: Period): readonly string[] {
  const months = monthsIn(period);
  return [...months, ...months.map((month) => addMonths(month, -12))];
}

export function before(period: Period): Period {
  return shifted(period, -1);
}

export function after(period: Period): Period {
  return shifted(period, 1);
}

/** The same period a year earlier; 29 February has none. */
export function aYearEarlier(period: Period): Period | undefined {
  if (period.kind !== 'day') return shifted(period, period.kind === 'month' ? -12 : -1);
  const day = yearEarlier(period.day);
  return day === undefined ? undefined : { kind: 'day', day };
}

/** The address of a period below '#/electricite'. */
export function periodPath(period: Period): string {
  switch (period.kind) {
    case 'rolling':
      return '';
    case 'year':
      return `/${period.year}`;
    case 'month':
      return `/${period.month.replace('-', '/')}`;
    case 'day':
      return `/${period.day.replaceAll('-', '/')}`;
  }
}

/** The period that an address names; an address that names none shows the last twelve months. */
export function periodFrom(path: string, today: string): Period {
  const [, year, month, day] = /^\/(\d{4})(?:\/(\d{2})(?:\/(\d{2}))?)?$/.exec(path) ?? [];
  const last12: Period = { kind: 'rolling', lastMonth: monthOf(today) };
  if (year === undefined) return last12;
  if (month === undefined) return { kind: 'year', year };
  const date = `${year}-${month}-${day ?? '01'}`;
  if (!isDate(date)) return last12;
  return day === undefined ? { kind: 'month', month: monthOf(date) } : { kind: 'day', day: date };
}

function isDate(date: string): boolean {
  const instant = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(date);
}

function twelveMonths(first: string): readonly string[] {
  return Array.from({ length: 12 }, (_, index) => addMonths(first, index));
}

function shifted(period: Period, count: number): Period {
  switch (period.kind) {
    case 'rolling':
      return { kind: 'rolling', lastMonth: addMonths(period.lastMonth, 12 * count) };
    case 'year':
      return { kind: 'year', year: String(Number(period.year) + count) };
    case 'month':
      return { kind: 'month', month: addMonths(period.month, count) };
    case 'day':
      return { kind: 'day', day: addDays(period.day, count) };
  }
}
