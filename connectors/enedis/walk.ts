import {
  addDays,
  addMonths,
  daysBetween,
  daysOfMonth,
  monthOf,
} from '../../shapes/kit/local-time.ts';
import type { FlowDirection } from '../../shapes/meter-reading/meter-reading.ts';
import type { EnedisCheckpoint, FlowCheckpoint } from './checkpoint.ts';

/** How far back Enedis keeps a load curve, and daily values: so many months and 15 days. */
const CURVE_MONTHS = 24;
const DAILY_MONTHS = 36;
const MORE_DAYS = 15;

/** The longest load curve that Enedis gives in one answer. */
const LOAD_CURVE_DAYS_MAX = 7;

/** Local days, `to` excluded, as Enedis counts. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** One month in one direction: what a run reads, lays and ticks off as a whole. */
export interface Step extends Period {
  readonly month: string;
  readonly flow: FlowDirection;
  /** Enedis corrects what it published, so recent months are read again on each run. */
  readonly recent: boolean;
}

export interface WalkPlan {
  readonly checkpoint: EnedisCheckpoint;
  readonly flows: readonly FlowDirection[];
  readonly today: string;
  readonly correctionDays: number;
}

/** What is left to read, newest month first, so that a citizen sees last month at once. */
export function stepsOf({ checkpoint, flows, today, correctionDays }: WalkPlan): Step[] {
  const lastDay = addDays(today, -1);
  const recentFrom = monthOf(addDays(lastDay, -correctionDays));
  const oldest = oldestDay(today, DAILY_MONTHS);
  const resumed = checkpoint.walking === lastDay;
  const steps: Step[] = [];
  for (let month = monthOf(lastDay); month >= monthOf(oldest); month = addMonths(month, -1)) {
    for (const flow of flows) {
      const step = {
        ...clip(periodOf(month), { from: oldest, to: today }),
        month,
        flow,
        recent: month >= recentFrom,
      };
      if (isDue(step, checkpoint.flows[flow], { lastDay, resumed })) steps.push(step);
    }
  }
  return steps;
}

/** The part of a step that may have a curve, in windows that Enedis accepts, newest first. */
export function curveWindowsOf(step: Step, today: string): Period[] {
  const { from, to } = clip(step, { from: oldestDay(today, CURVE_MONTHS), to: today });
  const windows: Period[] = [];
  for (let start = from; start < to; start = addDays(start, LOAD_CURVE_DAYS_MAX)) {
    const end = addDays(start, LOAD_CURVE_DAYS_MAX);
    windows.unshift({ from: start, to: earlier(end, to) });
  }
  return windows;
}

export const daysIn = ({ from, to }: Period): number => Math.max(0, daysBetween(from, to));

function isDue(
  { month, to, recent }: Step,
  { months, oldestDay: oldest = '' }: FlowCheckpoint,
  { lastDay, resumed }: { readonly lastDay: string; readonly resumed: boolean },
): boolean {
  if (to <= oldest) return false;
  const readOn = months[month];
  if (readOn === undefined) return true;
  if (recent) return !(resumed && readOn === lastDay);
  return readOn < addDays(to, -1);
}

function oldestDay(today: string, months: number): string {
  const month = addMonths(monthOf(today), -months);
  const sameDay = `${month}${today.slice(7)}`;
  const last = daysOfMonth(month).at(-1) ?? sameDay;
  return addDays(sameDay < last ? sameDay : last, -MORE_DAYS);
}

const periodOf = (month: string): Period => ({
  from: `${month}-01`,
  to: `${addMonths(month, 1)}-01`,
});

const clip = (period: Period, within: Period): Period => ({
  from: later(period.from, within.from),
  to: earlier(period.to, within.to),
});

/** Of two days as texts, the later; an empty text is before all days. */
export function later(one: string, other: string): string {
  if (one > other) return one;
  return other;
}

function earlier(one: string, other: string): string {
  if (one < other) return one;
  return other;
}
