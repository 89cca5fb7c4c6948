import { type Bill, pdfNameOf } from '../../shapes/bill/bill.ts';
import type { CallRecord, Communication } from '../../shapes/call-month/call-month.ts';
import { type Missing, type Moment, missing } from '../../shapes/kit/moments.ts';
import { present } from '../../shapes/kit/present.ts';
import type { LocationRecord } from '../../shapes/location-month/location-month.ts';
import type { VideoRecord } from '../../shapes/video-month/video-month.ts';
import { instantsOf } from '../kit/partner/wall-clock.ts';
import {
  type BillRow,
  type CallContent,
  type CallUnit,
  clockTime,
  type PlaceContent,
  type Row,
  type VideoContent,
} from './payload.ts';
import type { Mask } from './pseudonym.ts';

/** A row at its instant. */
export interface TimedRow<Content> {
  readonly at: Date;
  readonly content: Content | undefined;
}

/**
 * Rows at their instants. Orange writes the local clock without an offset (assumed: that of Paris), so that in the repeated
 * hour of autumn only the order tells which of two is meant: a clock that goes back has been put back. Where rows come
 * in no order, and where nothing tells, it is the first of the two.
 */
export function timed<Content>(rows: readonly Row<Content>[]): TimedRow<Content>[] {
  const known = rows.map((row) => ({ ...row, instants: instantsOf(clockTime(row.label)) }));
  // Within the repeated hour times may fall, so there only the hour is compared.
  const shown = known.map(({ label, instants }) =>
    instants.length === 1 ? label : label.slice(0, HOUR_LENGTH),
  );
  const ordered = shown.every((label, index) => (shown[index - 1] ?? '') <= label);
  let last = Number.NEGATIVE_INFINITY;
  return known.flatMap(({ content, instants: [first, second] }) => {
    if (first === undefined) return [];
    const putBack = ordered && second !== undefined && first.getTime() < last;
    const at = putBack ? second : first;
    last = at.getTime();
    return [{ at, content }];
  });
}

const HOUR_LENGTH = '2026-10-25T02'.length;

const kindOf = { s: 'voice', SMS: 'sms', SMS_C: 'sms', MMS: 'mms' } as const satisfies Record<
  CallUnit,
  Communication['kind']
>;

/** Calls and messages, each correspondent under a stand-in name. How the network fared is Orange's affair and is left there. */
export function callRecords(rows: readonly TimedRow<CallContent>[], mask: Mask): CallRecord[] {
  return records(withoutCompanions(rows), (content) =>
    present({
      kind: kindOf[content.unit],
      direction: directionOf(content.description),
      amount: content.units,
      correspondent: content.partner === undefined ? undefined : mask(content.partner),
    }),
  );
}

/**
 * One SMS can come as two rows of one second, SMS and SMS_C: the second row is dropped when it belongs to a first one,
 * each to one. Alone it is a message like another.
 */
function withoutCompanions(rows: readonly TimedRow<CallContent>[]): TimedRow<CallContent>[] {
  const companions = new Set<TimedRow<CallContent>>();
  for (const second of bySecond(rows).values()) {
    const free = new Set(second.filter(({ content }) => content?.unit === 'SMS'));
    for (const row of second.filter(({ content }) => content?.unit === 'SMS_C')) {
      const match = [...free].find((message) => belongsTo(row.content, message.content));
      if (match === undefined) continue;
      free.delete(match);
      companions.add(row);
    }
  }
  return rows.filter((row) => !companions.has(row));
}

function bySecond<Content>(
  rows: readonly TimedRow<Content>[],
): ReadonlyMap<number, readonly TimedRow<Content>[]> {
  const seconds = new Map<number, TimedRow<Content>[]>();
  for (const row of rows) {
    const second = row.at.getTime();
    seconds.set(second, [...(seconds.get(second) ?? []), row]);
  }
  return seconds;
}

function belongsTo(companion: CallContent | undefined, message: CallContent | undefined): boolean {
  const same = (one: string | undefined, other: string | undefined): boolean =>
    one === undefined || other === undefined || one === other;
  return (
    same(companion?.partner, message?.partner) && same(companion?.description, message?.description)
  );
}

function directionOf(description = ''): Communication['direction'] {
  if (/sortant/i.test(description)) return 'out';
  return /entrant/i.test(description) ? 'in' : 'unknown';
}

export function locationRecords(rows: readonly TimedRow<PlaceContent>[]): LocationRecord[] {
  return records(rows, ({ latitude, longitude, radiusMetres }) => ({
    kind: 'position' as const,
    latitudeDegrees: rounded(latitude),
    longitudeDegrees: rounded(longitude),
    radiusMetres: Math.round(radiusMetres),
  }));
}

/** Five decimals, about a metre. Adding zero turns a negative zero into a plain one. */
const rounded = (degrees: number): number => Math.round(degrees * 100_000) / 100_000 + 0;

export function videoRecords(rows: readonly TimedRow<VideoContent>[]): VideoRecord[] {
  return records(rows, (content) =>
    present({
      kind: 'video' as const,
      action: content.action === 'Commande' ? ('order' as const) : ('viewing' as const),
      title: content.title,
      subtitle: content.subtitle,
      contentKind: content.contentType,
      contentId: content.contentId,
      videoQuality: content.format,
      priceCents: content.priceCents,
      // Orange counts videos in minutes; a space keeps seconds.
      contentSeconds: secondsOf(content.contentMinutes),
      viewedSeconds: secondsOf(content.usedMinutes),
    }),
  );
}

const secondsOf = (minutes: number | undefined): number | undefined =>
  minutes === undefined ? undefined : Math.round(minutes * 60);

/** Each row at its instant; what Orange could not give is missing, once a second. */
function records<Content, Rest extends { readonly kind: string }>(
  rows: readonly TimedRow<Content>[],
  translate: (content: Content) => Rest,
): ((Rest & Moment) | Missing)[] {
  const gaps = new Set<number>();
  return rows.flatMap(({ at, content }): ((Rest & Moment) | Missing)[] => {
    if (content !== undefined) return [{ at, ...translate(content) }];
    const known = gaps.has(at.getTime());
    gaps.add(at.getTime());
    return known ? [] : [missing(at)];
  });
}

/** A bill, with the name of its file where there is one; an amount below zero is given back. */
export function billOf(row: BillRow, hasFile: boolean): Bill {
  const { reference, contractId, date, amountCents } = row;
  const bill = { partner: 'orange', billNumber: reference, issued: date };
  return present({
    ...bill,
    kind: amountCents < 0 ? ('credit-note' as const) : ('bill' as const),
    amountCents,
    contractNumber: contractId,
    file: hasFile ? pdfNameOf(bill) : undefined,
  });
}
