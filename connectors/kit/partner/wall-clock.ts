import { addDays, secondsOfLocalDay, startOfLocalDay } from '../../../shapes/kit/local-time.ts';

const LABEL = /^(\d{4}-\d\d-\d\d) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_SECONDS = 86_400;

/** The night's clock change happens at this local time, forwards or backwards. */
const CHANGE_SECONDS = 2 * 3_600;
const HOUR_SECONDS = 3_600;

/** Whether a text is a day of the calendar: 2026-02-30 is not. */
export function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

/**
 * The instants at which the clock of Paris shows "YYYY-MM-DD HH:MM:SS", earliest first.
 * One as a rule; none for what is no time or is skipped in spring; two for the repeated hour of autumn.
 */
export function instantsOf(label: string): readonly Date[] {
  const [, day = '', hours, minutes, seconds] = LABEL.exec(label) ?? [];
  if (!isDay(day)) return [];
  const sinceMidnight = Number(hours) * HOUR_SECONDS + Number(minutes) * 60 + Number(seconds);
  const start = startOfLocalDay(day).getTime();
  return elapsedAt(sinceMidnight, secondsOfLocalDay(day) - DAY_SECONDS).map(
    (elapsed) => new Date(start + elapsed * 1_000),
  );
}

/** Seconds since the day began, when the clock shows `shown`; `extra` is how much longer the day is than most. */
function elapsedAt(shown: number, extra: number): readonly number[] {
  if (extra === 0 || shown < CHANGE_SECONDS) return [shown];
  if (shown >= CHANGE_SECONDS + HOUR_SECONDS) return [shown + extra];
  return extra > 0 ? [shown, shown + extra] : [];
}
