import { withLocalOffset } from '../../../shapes/kit/local-time.ts';

/** What the clock on the wall shows, in minutes since midnight. */
export function minuteOfDay(instant: Date): number {
  const [hour = 0, minute = 0] = withLocalOffset(instant).slice(11, 16).split(':').map(Number);
  return hour * 60 + minute;
}

/** The same date a year earlier; 29 February has none. */
export function yearEarlier(day: string): string | undefined {
  if (day.endsWith('-02-29')) return undefined;
  return `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
}
