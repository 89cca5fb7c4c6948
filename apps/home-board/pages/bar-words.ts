import { monthOf } from '../../../shapes/kit/local-time.ts';
import type { Bar } from '../core/bars.ts';
import { aYearEarlier, type Period, periodPath } from '../core/period.ts';
import { type MeterPlace, meterHref } from './route.ts';
import type { Voice } from './voice.ts';

/** What a bar stands for, in full: 'novembre 2026', 'mardi 3 novembre 2026', '18 h 30'. */
export function nameOfBar(bar: Bar, { formats }: Voice): string {
  if (bar.kind === 'month') return formats.month(bar.key);
  return bar.kind === 'day' ? formats.day(bar.key) : formats.time(new Date(bar.key));
}

/** The few letters under a bar. */
export function shortNameOfBar(bar: Bar, { formats }: Voice): string {
  if (bar.kind === 'month') return formats.monthShort(bar.key);
  return bar.kind === 'day' ? String(Number(bar.key.slice(8))) : formats.time(new Date(bar.key));
}

/** Value, comparison and quality of a bar, as one sentence that is read on focus. */
export function sentenceOfBar(bar: Bar, voice: Voice): string {
  const { words, formats } = voice;
  const name = nameOfBar(bar, voice);
  if (bar.milliWattHours === undefined) {
    return words.electricity.said(name, words.electricity.missing.toLowerCase());
  }
  const parts = [formats.energy(bar.milliWattHours), words.electricity.quality[bar.quality]];
  const { estimatedMilliWattHours: estimated } = bar;
  if (bar.quality !== 'estimated' && estimated > 0) {
    parts.push(words.electricity.estimatedPart(formats.energy(estimated)));
  }
  if (bar.covered < 1) parts.push(words.electricity.partly(formats.percent(bar.covered)));
  if (bar.earlierMilliWattHours !== undefined) {
    const { aYearEarlier } = words.electricity;
    parts.push(`${aYearEarlier} ${formats.energy(bar.earlierMilliWattHours)}`);
  }
  return words.electricity.said(name, parts.join(', '));
}

/** The address that a bar opens; a half-hour opens nothing. */
export function hrefOfBar(bar: Bar, meter: MeterPlace): string | undefined {
  if (bar.kind === 'slot') return undefined;
  return meterHref(`/${bar.key.replaceAll('-', '/')}`, meter);
}

/** The period in words, to stand in a title or at the start of a sentence. */
export function nameOfPeriod(period: Period, { words, formats }: Voice): string {
  switch (period.kind) {
    case 'rolling': {
      const first = aYearEarlier(period);
      const before = first?.kind === 'rolling' ? nextMonth(first.lastMonth) : period.lastMonth;
      return words.electricity.rolling(formats.month(before), formats.month(period.lastMonth));
    }
    case 'year':
      return words.electricity.year(period.year);
    case 'month':
      return formats.month(period.month);
    case 'day':
      return formats.day(period.day);
  }
}

/** What the period is compared with: 'novembre 2025', or 'un an avant'. */
export function nameOfEarlier(period: Period, voice: Voice): string {
  const earlier = aYearEarlier(period);
  if (earlier === undefined || earlier.kind === 'rolling')
    return voice.words.electricity.aYearEarlier;
  const name = nameOfPeriod(earlier, voice);
  if (earlier.kind === 'day') return voice.words.electricity.onThe(name);
  return voice.words.electricity.inThe(earlier.kind === 'year' ? earlier.year : name);
}

export function hrefOfPeriod(period: Period, meter: MeterPlace): string {
  return meterHref(periodPath(period), meter);
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return monthOf(new Date(Date.UTC(year, number, 1)).toISOString());
}
