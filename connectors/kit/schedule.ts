import {
  addDays,
  localDay,
  startOfLocalDay,
  withLocalOffset,
} from '../../shapes/kit/local-time.ts';
import type { Manifest } from './contract.ts';

const HOUR_MILLISECONDS = 3_600_000;
const MINUTE_MILLISECONDS = 60_000;
const HOURS_OF_DAY = 24;

/** When a connection is visited next: inside the partner's window, at a minute of its own, so that not all come at once. */
export function nextRunAfter(
  now: Date,
  schedule: Manifest['schedule'],
  connectionId: string,
): Date {
  const { everyHours, window, jitterMinutes } = schedule;
  if (everyHours < HOURS_OF_DAY) return new Date(now.getTime() + everyHours * HOUR_MILLISECONDS);
  const minutesMax = Math.min(jitterMinutes, (window.toHour - window.fromHour) * 60);
  const minute = minutesMax > 0 ? Number.parseInt(connectionId.slice(0, 8), 16) % minutesMax : 0;
  const inDay = window.fromHour * HOUR_MILLISECONDS + minute * MINUTE_MILLISECONDS;
  // A run late in the evening must not push the next one past tomorrow's window.
  const earliest = now.getTime() + (everyHours - HOURS_OF_DAY / 2) * HOUR_MILLISECONDS;
  const day = localDay(new Date(earliest));
  const at = startOfLocalDay(day).getTime() + inDay;
  return new Date(at >= earliest ? at : startOfLocalDay(addDays(day, 1)).getTime() + inDay);
}

/** Whether the schedule may begin a run now: a partner that publishes once a day is asked within its window. */
export function mayStartAt(now: Date, { everyHours, window }: Manifest['schedule']): boolean {
  if (everyHours < HOURS_OF_DAY) return true;
  const hour = Number(withLocalOffset(now).slice(11, 13));
  return hour >= window.fromHour && hour < window.toHour;
}
