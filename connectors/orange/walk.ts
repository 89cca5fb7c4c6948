import { addDays, addMonths, daysBetween, monthOf } from '../../shapes/kit/local-time.ts';
import type { FeedName, OrangeCheckpoint } from './checkpoint.ts';

/** One month of one feed: what a run reads, lays and ticks off as a whole. */
export interface Step {
  readonly feed: FeedName;
  readonly month: string;
}

export interface WalkPlan {
  readonly checkpoint: OrangeCheckpoint;
  readonly feeds: readonly FeedName[];
  readonly today: string;
  readonly historyMonths: number;
  readonly correctionDays: number;
}

/** What is left to read, newest month first, so that a citizen sees this month at once. */
export function stepsOf(plan: WalkPlan): Step[] {
  const { feeds, today } = plan;
  const first = firstMonth(plan);
  const steps: Step[] = [];
  for (let month = monthOf(today); month >= first; month = addMonths(month, -1)) {
    for (const feed of feeds) if (isDue({ feed, month }, plan)) steps.push({ feed, month });
  }
  return steps;
}

/** The first month that is worth asking for. */
export function firstMonth({
  today,
  historyMonths,
}: Pick<WalkPlan, 'today' | 'historyMonths'>): string {
  return addMonths(monthOf(today), -historyMonths);
}

/** The days of a month that have begun. */
export function daysIn({ month }: Step, today: string): number {
  const next = `${addMonths(month, 1)}-01`;
  const tomorrow = addDays(today, 1);
  return daysBetween(`${month}-01`, next < tomorrow ? next : tomorrow);
}

/** A month is read again until rows of its last day can no longer come late. */
function isDue({ feed, month }: Step, { checkpoint, today, correctionDays }: WalkPlan): boolean {
  if (month < (checkpoint.oldest[feed] ?? '')) return false;
  const readOn = checkpoint.months[feed][month];
  if (readOn === undefined) return true;
  const settled = addDays(`${addMonths(month, 1)}-01`, correctionDays);
  if (readOn >= settled) return false;
  const resumed = checkpoint.walking === today;
  return !(resumed && readOn === today);
}
