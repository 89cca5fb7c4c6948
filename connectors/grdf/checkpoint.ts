import { isDay } from '../kit/partner/wall-clock.ts';

interface MonthRead {
  /** The last day of the walk that read it. */
  readonly readOn: string;
  /** Some of its values may still change. */
  readonly open: boolean;
}

export interface GrdfCheckpoint {
  readonly version: 1;
  /** The last day of a walk that has not come to its end; the same day's next run goes on with it. */
  readonly walking?: string;
  readonly months: Readonly<Record<string, MonthRead>>;
  /** When billed periods were read last, and from which day on they may still change. */
  readonly billed?: { readonly readOn: string; readonly openFrom: string };
  /** First and last gas day of which the space has something. */
  readonly covered?: { readonly firstDay: string; readonly lastDay: string };
}

export const firstCheckpoint: GrdfCheckpoint = { version: 1, months: {} };

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** What a journal kept; a checkpoint that cannot be read means to start from the beginning, which loses nothing. */
export function parseCheckpoint(stored: unknown): GrdfCheckpoint {
  return isCheckpoint(stored) ? stored : firstCheckpoint;
}

function isCheckpoint(stored: unknown): stored is GrdfCheckpoint {
  if (!isRecord(stored) || stored.version !== 1 || !isRecord(stored.months)) return false;
  const { walking, billed, covered } = stored;
  return (
    Object.entries(stored.months).every(([month, read]) => MONTH.test(month) && isMonth(read)) &&
    (walking === undefined || isDayText(walking)) &&
    (billed === undefined || hasDays(billed, 'readOn', 'openFrom')) &&
    (covered === undefined || hasDays(covered, 'firstDay', 'lastDay'))
  );
}

const isMonth = (read: unknown): boolean =>
  isRecord(read) && isDayText(read.readOn) && typeof read.open === 'boolean';

const hasDays = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => isDayText(value[name]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDayText = (value: unknown): boolean => typeof value === 'string' && isDay(value);
