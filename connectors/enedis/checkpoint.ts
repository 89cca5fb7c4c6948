import type { FlowDirection } from '../../shapes/meter-reading/meter-reading.ts';
import { isDay } from '../kit/partner/wall-clock.ts';

/** How far the reading of one direction has come. */
export interface FlowCheckpoint {
  /** For each month that was read: the last day of the walk that read it. */
  readonly months: Readonly<Record<string, string>>;
  /** Before this day Enedis has no curve: nobody needs to ask again. */
  readonly oldestCurveDay?: string;
  /** Before this day Enedis has nothing at all. */
  readonly oldestDay?: string;
}

export interface EnedisCheckpoint {
  readonly version: 1;
  /** The last day of a walk that has not come to its end; the same day's next run goes on with it. */
  readonly walking?: string;
  readonly flows: Readonly<Record<FlowDirection, FlowCheckpoint>>;
  /** First and last local day of which the space has a reading. */
  readonly covered?: { readonly firstDay: string; readonly lastDay: string };
}

export const firstCheckpoint: EnedisCheckpoint = {
  version: 1,
  flows: { consumption: { months: {} }, production: { months: {} } },
};

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** What a journal kept; a checkpoint that cannot be read means to start from the beginning, which loses nothing. */
export function parseCheckpoint(stored: unknown): EnedisCheckpoint {
  return isCheckpoint(stored) ? stored : firstCheckpoint;
}

function isCheckpoint(stored: unknown): stored is EnedisCheckpoint {
  if (!isRecord(stored) || stored.version !== 1 || !isRecord(stored.flows)) return false;
  const { consumption, production } = stored.flows;
  return (
    isFlow(consumption) &&
    isFlow(production) &&
    isOptionalDay(stored.walking) &&
    (stored.covered === undefined ||
      (isRecord(stored.covered) &&
        isDayText(stored.covered.firstDay) &&
        isDayText(stored.covered.lastDay)))
  );
}

function isFlow(flow: unknown): boolean {
  return (
    isRecord(flow) &&
    isRecord(flow.months) &&
    Object.entries(flow.months).every(([month, day]) => MONTH.test(month) && isDayText(day)) &&
    isOptionalDay(flow.oldestCurveDay) &&
    isOptionalDay(flow.oldestDay)
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDayText = (value: unknown): boolean => typeof value === 'string' && isDay(value);

const isOptionalDay = (value: unknown): boolean => value === undefined || isDayText(value);
