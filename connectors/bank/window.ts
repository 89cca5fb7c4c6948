import { addDays, addMonths, monthOf } from '../../shapes/kit/local-time.ts';
import type { AccountCheckpoint } from './checkpoint.ts';
import { manifest } from './manifest.ts';

/** What a bank gives without the person being there, where it gives no more (RTS, article 10: ninety days). */
export const SHORT_HISTORY_DAYS = 89;

/**
 * The first day of a month, so that each month that is told is told whole: two years back at first, then from the last
 * visit, and always as far as a pending transaction may still change.
 */
export function firstDayToRead(before: AccountCheckpoint | undefined, today: string): string {
  if (before === undefined) return `${addMonths(monthOf(today), -manifest.historyMonths)}-01`;
  const since = before.readOn < today ? before.readOn : today;
  return `${monthOf(addDays(since, -manifest.correctionDays))}-01`;
}
