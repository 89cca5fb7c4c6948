import { MONTH } from '../../shapes/kit/patterns.ts';
import { isDay } from '../kit/partner/wall-clock.ts';

/** What the last reading of a month found. */
interface MonthRead {
  /** The local day on which it was read. */
  readonly on: string;
  readonly purchases: number;
  readonly trips: number;
}

export interface MobilityCheckpoint {
  readonly version: 1;
  /** The day of a walk that has not come to its end; the same day's next run goes on with it. */
  readonly walking?: string;
  readonly months: Readonly<Record<string, MonthRead>>;
  /** First and last local day of which the space has something. */
  readonly covered?: { readonly firstDay: string; readonly lastDay: string };
}

export const firstCheckpoint: MobilityCheckpoint = { version: 1, months: {} };

/** What a journal kept; a checkpoint that cannot be read means to start from the beginning, which loses nothing. */
export function parseCheckpoint(stored: unknown): MobilityCheckpoint {
  return isCheckpoint(stored) ? stored : firstCheckpoint;
}

function isCheckpoint(stored: unknown): stored is MobilityCheckpoint {
  if (!isRecord(stored) || stored.version !== 1 || !isRecord(stored.months)) return false;
  const { walking, months, covered } = stored;
  return (
    Object.entries(months).every(([month, read]) => MONTH.test(month) && isMonthRead(read)) &&
    (walking === undefined || isDayText(walking)) &&
    (covered === undefined ||
      (isRecord(covered) && isDayText(covered.firstDay) && isDayText(covered.lastDay)))
  );
}

const isMonthRead = (read: unknown): boolean =>
  isRecord(read) &&
  isDayText(read.on) &&
  Number.isInteger(read.purchases) &&
  Number.isInteger(read.trips);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDayText = (value: unknown): boolean => typeof value === 'string' && isDay(value);
