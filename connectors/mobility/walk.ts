import {
  addDays,
  addMonths,
  daysBetween,
  daysOfMonth,
  monthOf,
  startOfLocalDay,
} from '../../shapes/kit/local-time.ts';
import type { MobilityCheckpoint } from './checkpoint.ts';
import type { Period } from './payload.ts';

export interface WalkPlan {
  readonly checkpoint: MobilityCheckpoint;
  /** A local day. */
  readonly today: string;
  readonly historyMonths: number;
  readonly correctionDays: number;
}

/** The months that are left to read, newest first, so that a citizen sees this month at once. */
export function monthsToRead({
  checkpoint,
  today,
  historyMonths,
  correctionDays,
}: WalkPlan): string[] {
  const resumed = checkpoint.walking === today;
  return Array.from({ length: historyMonths + 1 }, (_, back) =>
    addMonths(monthOf(today), -back),
  ).filter((month) => {
    const on = checkpoint.months[month]?.on;
    if (on === undefined) return true;
    // Receipts come late and rides are settled late: until then a month is read again on each run.
    const settled = on >= addDays(lastDayOf(month), correctionDays);
    return !settled && !(resumed && on === today);
  });
}

/** The instants between which a local month lies: 743 or 745 hours where the clocks change. */
export function periodOf(month: string): Period {
  return {
    from: startOfLocalDay(`${month}-01`),
    to: startOfLocalDay(`${addMonths(month, 1)}-01`),
  };
}

/** How many days of a month have begun. */
export function daysIn(month: string, today: string): number {
  const last = lastDayOf(month);
  return daysBetween(`${month}-01`, last < today ? last : today) + 1;
}

const lastDayOf = (month: string): string => daysOfMonth(month).at(-1) ?? month;
