import { isDay } from '../kit/partner/wall-clock.ts';

/** What is read month by month. */
const feedNames = ['calls', 'places', 'videos'] as const;
export type FeedName = (typeof feedNames)[number];

export interface OrangeCheckpoint {
  readonly version: 1;
  /** The day of a walk that has not come to its end; the same day's next run goes on with it. */
  readonly walking?: string;
  /** For each month that was read: the day on which it was. */
  readonly months: Readonly<Record<FeedName, Readonly<Record<string, string>>>>;
  /** The month of the first row that Orange has; before it there is nothing to ask for. */
  readonly oldest: Readonly<Partial<Record<FeedName, string>>>;
  /** References of bills whose file lies in the space. */
  readonly bills: readonly string[];
  /** First and last local day of which the space has a record. */
  readonly covered?: { readonly firstDay: string; readonly lastDay: string };
}

export const firstCheckpoint: OrangeCheckpoint = {
  version: 1,
  months: { calls: {}, places: {}, videos: {} },
  oldest: {},
  bills: [],
};

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** What a journal kept; a checkpoint that cannot be read means to start from the beginning, which loses nothing. */
export function parseCheckpoint(stored: unknown): OrangeCheckpoint {
  return isCheckpoint(stored) ? stored : firstCheckpoint;
}

function isCheckpoint(stored: unknown): stored is OrangeCheckpoint {
  if (!isRecord(stored) || stored.version !== 1 || !isRecord(stored.months)) return false;
  const { months, oldest, bills, walking, covered } = stored;
  return (
    feedNames.every((name) => isMonths(months[name])) &&
    isRecord(oldest) &&
    Array.isArray(bills) &&
    bills.every((reference) => typeof reference === 'string') &&
    Object.values(oldest).every((month) => MONTH.test(String(month))) &&
    (walking === undefined || isDayText(walking)) &&
    (covered === undefined ||
      (isRecord(covered) && isDayText(covered.firstDay) && isDayText(covered.lastDay)))
  );
}

const isMonths = (value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(value).every(([month, day]) => MONTH.test(month) && isDayText(day));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDayText = (value: unknown): boolean => typeof value === 'string' && isDay(value);
