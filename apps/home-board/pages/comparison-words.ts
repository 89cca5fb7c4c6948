import type { Comparison } from '../core/comparison.ts';
import type { Voice } from './voice.ts';

/** '8 % de moins que novembre 2025, sur les 22 jours comparables'; half a percent is the same. */
export function sentenceOfComparison(
  comparison: Comparison,
  { than, allDays }: { readonly than: string; readonly allDays: number },
  { words, formats }: Voice,
): string {
  const percent = formats.percent(Math.abs(comparison.change));
  const said = saidOf(comparison.change, percent, than, words.electricity);
  return comparison.days === allDays
    ? said
    : `${said}, ${words.electricity.sameDays(comparison.days)}`;
}

function saidOf(
  change: number,
  percent: string,
  than: string,
  words: Voice['words']['electricity'],
): string {
  if (Math.abs(change) < 0.005) return words.same(than);
  return change < 0 ? words.less(percent, than) : words.more(percent, than);
}
