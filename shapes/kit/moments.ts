// What happened at a second of the local clock, kept as words: one literal a day, one word a moment.
import { trb } from '../../vocab/terms.ts';
import { localDay, localMonth, startOfLocalDay } from './local-time.ts';
import { ShapeError } from './shape.ts';

/** Something that happened at a second; of one of kind 'missing' nothing else is known. */
export interface Moment {
  readonly at: Date;
  readonly kind: string;
}

/** How the rest of a word says what a moment was; the seconds before it are written here. */
export interface Wording<M extends Moment> {
  say(moment: M): string;
  /** The moment, or undefined for a text that is no such word. */
  hear(at: Date, text: string): M | undefined;
}

const MISSING = '!';

/** Moments in the order of time; two of one second in the order of their words. */
export function inOrder<M extends Moment>(moments: readonly M[], wording: Wording<M>): M[] {
  return moments
    .map((moment) => ({ moment, time: moment.at.getTime(), word: saidOf(moment, wording) }))
    .sort((a, b) => a.time - b.time || Number(a.word > b.word) - Number(a.word < b.word))
    .map(({ moment }) => moment);
}

/** The literal of each local day: seconds since it began, then what happened. */
export function dayWords<M extends Moment>(
  moments: readonly M[],
  wording: Wording<M>,
): { readonly day: string; readonly words: string }[] {
  const days = new Map<string, string[]>();
  for (const moment of inOrder(moments, wording)) {
    const day = localDay(moment.at);
    const seconds = (moment.at.getTime() - startOfLocalDay(day).getTime()) / 1_000;
    const words = days.get(day) ?? [];
    words.push(`${seconds}${saidOf(moment, wording)}`);
    days.set(day, words);
  }
  return [...days].map(([day, words]) => ({ day, words: words.join(' ') }));
}

/** The moments of a day's literal, or undefined when it is not one. */
export function readDayWords<M extends Moment>(
  { day, words }: { readonly day: string; readonly words: string },
  wording: Wording<M>,
): (M | Missing)[] | undefined {
  const start = startOfLocalDay(day).getTime();
  const moments: (M | Missing)[] = [];
  for (const word of words.split(' ')) {
    const [, seconds, text = ''] = /^(\d{1,5})(.+)$/.exec(word) ?? [];
    const at = new Date(start + Number(seconds) * 1_000);
    const moment = text === MISSING ? missing(at) : wording.hear(at, text);
    if (seconds === undefined || moment === undefined) return undefined;
    moments.push(moment);
  }
  return moments;
}

export interface Missing extends Moment {
  readonly kind: 'missing';
}

/** @example missing(new Date('2026-11-03T08:00:00Z')) */
export const missing = (at: Date): Missing => ({ at, kind: 'missing' });

/**
 * What is known once fresh moments came: `mergeSeconds(stored, fresh)`. A second that they name is as they say, others stay.
 * Of a second in which something is missing, whichever version has more of it stays.
 */
export function mergeSeconds<M extends Moment>(stored: readonly M[], fresh: readonly M[]): M[] {
  const before = bySecond(stored);
  const came = bySecond(fresh);
  return [...new Set([...before.keys(), ...came.keys()])].flatMap((second) => {
    const [old = [], now = []] = [before.get(second), came.get(second)];
    if (now.length === 0) return old;
    const whole = now.every(isThere);
    const kept = !whole && old.some(isThere) && count(old) >= count(now);
    return kept ? old : now;
  });
}

/** Throws for a moment that lies in another local month, or between two seconds. */
export function refuseOutsideMonth(
  month: string,
  moments: readonly Moment[],
  subject: string,
): void {
  for (const { at } of moments) {
    if (Number.isNaN(at.getTime()) || at.getTime() % 1_000 !== 0) {
      throw new ShapeError(subject, trb.day, 'holds a moment that is no whole second.');
    }
    if (localMonth(at) !== month) {
      throw new ShapeError(subject, trb.day, `holds ${at.toISOString()}, not in ${month}.`);
    }
  }
}

function saidOf<M extends Moment>(moment: M, wording: Wording<M>): string {
  return moment.kind === 'missing' ? MISSING : wording.say(moment);
}

function bySecond<M extends Moment>(moments: readonly M[]): Map<number, M[]> {
  const seconds = new Map<number, M[]>();
  for (const moment of moments) {
    const second = moment.at.getTime();
    seconds.set(second, [...(seconds.get(second) ?? []), moment]);
  }
  return seconds;
}

const isThere = ({ kind }: Moment): boolean => kind !== 'missing';

const count = (moments: readonly Moment[]): number => moments.filter(isThere).length;
