import {
  addDays,
  addMonths,
  daysBetween,
  daysOfMonth,
  monthOf,
} from '../../shapes/kit/local-time.ts';
import type { EauCheckpoint } from './checkpoint.ts';

/** One month of one contract: what a run reads, lays and ticks off as a whole. Local days, both included. */
export interface Step {
  readonly month: string;
  readonly from: string;
  readonly to: string;
}

export interface WalkPlan {
  readonly checkpoint: EauCheckpoint;
  /** The last day that can be known: yesterday. */
  readonly lastDay: string;
  readonly historyMonths: number;
  readonly correctionDays: number;
  /** Of the contract. */
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

/** What is left to read, newest month first, so that a citizen sees last month at once. */
export function stepsOf(plan: WalkPlan): Step[] {
  const { lastDay, historyMonths, start = '', end = lastDay } = plan;
  const [last = lastDay] = [end, lastDay].sort();
  // Whole months: older days than the web space keeps are simply not in its answer.
  const history = `${addMonths(monthOf(lastDay), -historyMonths)}-01`;
  const [oldest = history] = [start, history].sort().reverse();
  const steps: Step[] = [];
  for (let month = monthOf(last); month >= monthOf(oldest); month = addMonths(month, -1)) {
    const days = daysOfMonth(month).filter((day) => day >= oldest && day <= last);
    const [from] = days;
    const to = days.at(-1);
    if (from !== undefined && to !== undefined && isDue(month, plan))
      steps.push({ month, from, to });
  }
  return steps;
}

export const daysIn = ({ from, to }: Step): number => daysBetween(from, to) + 1;

/** A month is read again until it was read once after the last of its days could be corrected. */
function isDue(month: string, { checkpoint, lastDay, correctionDays }: WalkPlan): boolean {
  const readOn = checkpoint.months[month];
  if (readOn === undefined) return true;
  if (checkpoint.walking === lastDay && readOn === lastDay) return false;
  const lastOfMonth = daysOfMonth(month).at(-1) ?? month;
  return readOn < addDays(lastOfMonth, correctionDays);
}
