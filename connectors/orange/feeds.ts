import { callMonth, mergeCallMonths } from '../../shapes/call-month/call-month.ts';
import { localDay, localMonth, withLocalOffset } from '../../shapes/kit/local-time.ts';
import { locationMonth, mergeLocationMonths } from '../../shapes/location-month/location-month.ts';
import { mergeVideoMonths, videoMonth } from '../../shapes/video-month/video-month.ts';
import { document, type LaidDocument } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import type { Field } from '../kit/partner/field.ts';
import { instantsOf } from '../kit/partner/wall-clock.ts';
import type { OrangeAccess } from './access.ts';
import type { FeedName } from './checkpoint.ts';
import type { OrangeClient } from './client.ts';
import { callRecords, locationRecords, type TimedRow, timed, videoRecords } from './mapping.ts';
import {
  type Asked,
  clockTime,
  parseCalls,
  parsePlaces,
  parseVideos,
  type Row,
} from './payload.ts';
import type { Mask } from './pseudonym.ts';

/** Whose rows are read, and by what names they are written down. */
export interface Reading {
  readonly client: OrangeClient;
  readonly access: OrangeAccess;
  readonly lineId: string;
  readonly mask: Mask;
  readonly signal: AbortSignal;
}

/** All that Orange has of a month. */
export interface MonthAnswer {
  /** None where there is no row at all. */
  readonly document: LaidDocument | undefined;
  /** The local days of rows that are more than an error. */
  readonly days: readonly string[];
  readonly errors: number;
}

interface Feed {
  /** The month of the first row that Orange has from a month on. */
  oldest(reading: Reading, from: string): Promise<string | undefined>;
  read(reading: Reading, month: string): Promise<MonthAnswer>;
}

export const feeds: Readonly<Record<FeedName, Feed>> = {
  calls: feedOf('/data/cra', parseCalls, (rows, { lineId, mask }, month) =>
    document(callMonth, { lineId, month, records: callRecords(rows, mask) }, mergeCallMonths),
  ),
  places: feedOf('/data/loc', parsePlaces, (rows, { lineId }, month) =>
    document(locationMonth, { lineId, month, records: locationRecords(rows) }, mergeLocationMonths),
  ),
  videos: feedOf('/data/vod', parseVideos, (rows, { lineId }, month) =>
    document(videoMonth, { lineId, month, records: videoRecords(rows) }, mergeVideoMonths),
  ),
};

function feedOf<Content>(
  path: string,
  parse: (answer: Field, asked: Asked) => Row<Content>[],
  lay: (rows: readonly TimedRow<Content>[], reading: Reading, month: string) => LaidDocument,
): Feed {
  const asking = ({ client, access, signal }: Reading) => {
    return async (start: string): Promise<Row<Content>[]> => {
      const answer = await client.ask({ path, query: { start }, ...access, signal });
      return parse(answer, { line: access.line, start });
    };
  };
  return {
    oldest: async (reading, from) => {
      const rows = await asking(reading)(startOf(from));
      const [first] = rows.map(({ label }) => label).sort();
      return first?.slice(0, MONTH_LENGTH);
    },
    read: async (reading, month) => {
      const rows = timed(await rowsOfMonth(asking(reading), month)).filter(
        ({ at }) => localMonth(at) === month,
      );
      const there = rows.filter(({ content }) => content !== undefined);
      return {
        document: rows.length === 0 ? undefined : lay(rows, reading, month),
        days: there.map(({ at }) => localDay(at)),
        errors: rows.length - there.length,
      };
    },
  };
}

const MONTH_LENGTH = '2026-11'.length;

const startOf = (month: string): string => `${month}-01T00:00:00`;

/** More than a busy month has, were an answer to hold no more than ten rows. */
const ANSWERS_MAX = 200;

/**
 * The rows of a month. An answer may hold only the first of what there is (assumed: in order of time), so the next
 * question starts at the last second that came: not after it, for a second that the answer cut in two has more rows.
 * What then comes again says the same in every field, and counts once.
 */
async function rowsOfMonth<Content>(
  read: (start: string) => Promise<Row<Content>[]>,
  month: string,
): Promise<readonly Row<Content>[]> {
  const rows = new Map<string, Row<Content>>();
  let start = startOf(month);
  for (let answers = 0; answers < ANSWERS_MAX; answers += 1) {
    const answer = await read(start);
    const fresh = answer.filter(({ fingerprint }) => !rows.has(fingerprint));
    for (const row of fresh) rows.set(row.fingerprint, row);
    const last = fresh.map(({ label }) => label).reduce(laterOf, start);
    if (last.slice(0, MONTH_LENGTH) > month) return [...rows.values()];
    if (fresh.length === 0) {
      if (answer.length > 0) refuseCutSecond(await read(secondAfter(start)));
      return [...rows.values()];
    }
    start = last;
  }
  throw new ConnectorError(
    'PARTNER_ANSWER_INVALID',
    `Orange gave more than ${ANSWERS_MAX} answers for one month`,
  );
}

/** Of two times of the clock as texts. */
function laterOf(one: string, other: string): string {
  if (one > other) return one;
  return other;
}

/** Rows after a second that brings nothing new: an answer was full with it, and nobody knows what it left out. */
function refuseCutSecond(after: readonly unknown[]): void {
  if (after.length === 0) return;
  throw new ConnectorError(
    'PARTNER_ANSWER_INVALID',
    'Orange has more rows in one second than one answer holds',
  );
}

function secondAfter(label: string): string {
  const [instant] = instantsOf(clockTime(label));
  const next = new Date((instant?.getTime() ?? Number.NaN) + 1_000);
  return withLocalOffset(next).slice(0, label.length);
}
