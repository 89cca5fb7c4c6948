import { MONTH } from '../../shapes/kit/patterns.ts';
import { isDay } from '../kit/partner/wall-clock.ts';

export interface EauCheckpoint {
  readonly version: 1;
  /** The last day of a walk that has not come to its end; the same day's next run goes on with it. */
  readonly walking?: string;
  /** For each month that was read: the last day of the walk that read it. */
  readonly months: Readonly<Record<string, string>>;
  /** The names of the bills' files that lie in the space. */
  readonly filed: readonly string[];
  /** First and last local day of which the space has a value. */
  readonly covered?: { readonly firstDay: string; readonly lastDay: string };
}

export const firstCheckpoint: EauCheckpoint = { version: 1, months: {}, filed: [] };

/** What a journal kept; a checkpoint that cannot be read means to start from the beginning, which loses nothing. */
export function parseCheckpoint(stored: unknown): EauCheckpoint {
  return isCheckpoint(stored) ? stored : firstCheckpoint;
}

function isCheckpoint(stored: unknown): stored is EauCheckpoint {
  if (!isRecord(stored) || stored.version !== 1) return false;
  const { months, filed, walking, covered } = stored;
  return (
    isRecord(months) &&
    Object.entries(months).every(([month, day]) => MONTH.test(month) && isDayText(day)) &&
    Array.isArray(filed) &&
    filed.every((name) => typeof name === 'string') &&
    (walking === undefined || isDayText(walking)) &&
    (covered === undefined ||
      (isRecord(covered) && isDayText(covered.firstDay) && isDayText(covered.lastDay)))
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDayText = (value: unknown): boolean => typeof value === 'string' && isDay(value);
