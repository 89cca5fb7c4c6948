import { addDays, addMonths, daysBetween, monthOf } from '../../shapes/kit/local-time.ts';
import { isDay } from '../kit/partner/wall-clock.ts';
import type { GrdfCheckpoint } from './checkpoint.ts';

/** How far back GRDF gives gas days, and billed periods. */
const DAILY_MONTHS = 36;
const BILLED_MONTHS = 60;
/** A month that still has provisional values is read again for so long: GRDF settles within a year. */
const OPEN_MONTHS = 13;

/** Gas days, `to` excluded. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** One month: what a run reads, lays and ticks off as a whole. */
export interface Step extends Period {
  readonly month: string;
}

export interface WalkPlan {
  readonly checkpoint: GrdfCheckpoint;
  readonly today: string;
  /** Nothing before this day is asked for: the right or the contract begins here. */
  readonly notBefore: string;
  readonly correctionDays: number;
}

/** What is left to read, newest month first, so that a citizen sees last month at once. */
export function stepsOf({ checkpoint, today, notBefore, correctionDays }: WalkPlan): Step[] {
  const lastDay = addDays(today, -1);
  const first = later(notBefore, monthsBefore(today, DAILY_MONTHS));
  const again = {
    recent: monthOf(addDays(lastDay, -correctionDays)),
    open: addMonths(monthOf(today), -OPEN_MONTHS),
    lastDay,
  };
  const steps: Step[] = [];
  for (let month = monthOf(lastDay); month >= monthOf(first); month = addMonths(month, -1)) {
    const end = `${addMonths(month, 1)}-01`;
    const step = { month, from: later(`${month}-01`, first), to: end < today ? end : today };
    if (step.from < step.to && isDue(step, checkpoint, again)) steps.push(step);
  }
  return steps;
}

/** The billed periods to ask for, or undefined when this walk has read them already. */
export function billedPeriodOf({ checkpoint, today, notBefore }: WalkPlan): Period | undefined {
  const { billed, walking } = checkpoint;
  const lastDay = addDays(today, -1);
  if (billed !== undefined && billed.readOn === lastDay && walking === lastDay) return undefined;
  const first = later(notBefore, monthsBefore(today, BILLED_MONTHS));
  const from = billed === undefined ? first : later(first, billed.openFrom);
  return from < today ? { from, to: today } : undefined;
}

/** From when on billed periods are read again: the last year, or as far back as one may still change. */
export function billedOpenFrom(today: string, openDays: readonly string[]): string {
  return [monthsBefore(today, OPEN_MONTHS), ...openDays].sort()[0] ?? today;
}

export const daysIn = ({ from, to }: Period): number => daysBetween(from, to);

function isDue(
  { month, to }: Step,
  { months, walking }: GrdfCheckpoint,
  again: { readonly recent: string; readonly open: string; readonly lastDay: string },
): boolean {
  const read = months[month];
  if (read === undefined) return true;
  const readInThisWalk = walking === again.lastDay && read.readOn === again.lastDay;
  if (readInThisWalk) return false;
  const mayChange = month >= again.recent || (read.open && month >= again.open);
  return mayChange || read.readOn < addDays(to, -1);
}

function monthsBefore(day: string, months: number): string {
  const sameDay = `${addMonths(monthOf(day), -months)}${day.slice(7)}`;
  return isDay(sameDay) ? sameDay : `${sameDay.slice(0, 8)}28`;
}

/** Of two days as texts, the later. */
function later(one: string, other: string): string {
  return one > other ? one : other;
}
