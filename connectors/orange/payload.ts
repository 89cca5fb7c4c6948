import type { Field } from '../kit/partner/field.ts';
import { instantsOf } from '../kit/partner/wall-clock.ts';

/** What was asked; a row of another line or from before has no place in the answer. */
export interface Asked {
  readonly line: string;
  /** The local clock, to the second: '2026-11-01T00:00:00'. */
  readonly start: string;
}

/** A row that Orange gave, or of which it says that it could not. */
export interface Row<Content> {
  /** What the local clock showed; twice in the repeated hour of autumn. */
  readonly label: string;
  /** All that the row says: two rows that say the same are one. */
  readonly fingerprint: string;
  /** Undefined where the row holds an error instead. */
  readonly content: Content | undefined;
}

export type CallUnit = 's' | 'SMS' | 'SMS_C' | 'MMS';

export interface CallContent {
  readonly units: number;
  readonly unit: CallUnit;
  /** The other party's number: it goes no further than mapping.ts. */
  readonly partner: string | undefined;
  /** Orange's own words: 'appel sortant'. */
  readonly description: string | undefined;
}

export interface PlaceContent {
  readonly longitude: number;
  readonly latitude: number;
  readonly radiusMetres: number;
}

export interface VideoContent {
  readonly action: 'Commande' | 'Visualisation';
  readonly title: string;
  readonly subtitle: string | undefined;
  readonly contentType: string | undefined;
  readonly contentId: string | undefined;
  readonly format: string | undefined;
  readonly priceCents: number | undefined;
  readonly contentMinutes: number | undefined;
  readonly usedMinutes: number | undefined;
}

export interface BillRow {
  readonly reference: string;
  readonly contractId: string | undefined;
  /** Local day. */
  readonly date: string;
  readonly amountCents: number;
}

/** Two years of forty calls and messages a day. */
const ROWS_MAX = 30_000;
const CALL_SECONDS_MAX = 200_000;
const MESSAGES_MAX = 1_000;
const RADIUS_METRES_MAX = 500_000;
const BILLS_MAX = 500;
const BILL_CENTS_MAX = 10_000_000;
const MINUTES_MAX = 10_000;
const PRICE_CENTS_MAX = 100_000;
const LABEL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const TEXT_WORDS = 'a text of at most 300 characters';
const TEXT = /^(?=.*\S).{1,300}$/s;

export function parseCalls(answer: Field, asked: Asked): Row<CallContent>[] {
  return rowsOf(answer, asked, 'msisdn', (row) => {
    const unit = row.at('typ_units').oneOf('s', 'SMS', 'SMS_C', 'MMS');
    const max = unit === 's' ? CALL_SECONDS_MAX : MESSAGES_MAX;
    const content = {
      units: row.at('units').integer({ min: 0, max }),
      unit,
      partner: shortText(row.at('partner')),
      description: shortText(row.at('desc')),
    };
    // The place of a call is not kept: where somebody was comes from the feed to which she agreed. It only tells rows apart.
    const place = row.at('loc').absent ? [] : Object.values(placeOf(row.at('loc')));
    const more = ['time', 'net_lbl', 'end_cause'].map((name) => shortText(row.at(name)));
    return { content, more: [...place, ...more] };
  });
}

export function parsePlaces(answer: Field, asked: Asked): Row<PlaceContent>[] {
  return rowsOf(answer, asked, 'msisdn', (row) => {
    const radiusMetres = row.at('rad').amount(RADIUS_METRES_MAX);
    return { content: { ...placeOf(row.at('loc')), radiusMetres }, more: [] };
  });
}

/** `csa_code` and `adult_level` are not read: nothing is counted with them, and they would make a list of what is most intimate. */
export function parseVideos(answer: Field, asked: Asked): Row<VideoContent>[] {
  return rowsOf(answer, asked, 'line_id', (row) => ({
    content: {
      action: row.at('action').oneOf('Commande', 'Visualisation'),
      title: row.at('cont_title').matching(TEXT, TEXT_WORDS).trim(),
      subtitle: shortText(row.at('cont_subtitle')),
      contentType: shortText(row.at('cont_type')),
      contentId: shortText(row.at('cont_id')),
      format: shortText(row.at('cont_format')),
      priceCents: row.at('price').absent ? undefined : row.at('price').cents(PRICE_CENTS_MAX),
      contentMinutes: minutesOf(row.at('cont_duration')),
      usedMinutes: minutesOf(row.at('use_duration')),
    },
    more: ['offer', 'service', 'device'].map((name) => shortText(row.at(name))),
  }));
}

/** Of one bill told twice the last counts. */
export function parseBills(answer: Field): BillRow[] {
  const bills = answer.items(BILLS_MAX).map((row) => {
    row.at('currency').oneOf('EUR');
    return {
      reference: row.at('vendorRef').matching(/^[A-Za-z0-9][\w-]{0,59}$/, 'a bill reference'),
      contractId: shortText(row.at('contractId')),
      date: row.at('date').day(),
      amountCents: row.at('amount').cents(BILL_CENTS_MAX),
    };
  });
  return [...new Map(bills.map((bill) => [bill.reference, bill])).values()];
}

/** Whether she asked Orange to hand over her positions; switched at Orange only. Assumed: the words are those of `?opt=`. */
export function parseLocationState(answer: Field): boolean {
  return answer.at('result').oneOf('in', 'out') === 'in';
}

interface Parsed<Content> {
  readonly content: Content;
  readonly more: readonly (string | number | undefined)[];
}

function rowsOf<Content extends object>(
  answer: Field,
  { line, start }: Asked,
  lineName: string,
  parse: (row: Field) => Parsed<Content>,
): Row<Content>[] {
  return answer.items(ROWS_MAX).map((row) => {
    const when = row.at('ts');
    const label = when.matching(LABEL, 'a time such as 2026-11-03T08:00:00');
    if (instantsOf(clockTime(label)).length === 0) throw when.refusal('is not a time in Paris');
    if (label < start) throw when.refusal('lies before the asked start');
    row.at(lineName).equal(line);
    if (!row.at('err').absent) return { label, fingerprint: `${label} err`, content: undefined };
    const { content, more } = parse(row);
    const fingerprint = JSON.stringify([label, ...Object.values(content), ...more]);
    return { label, fingerprint, content };
  });
}

/** As the clock of wall-clock.ts has it. */
export const clockTime = (label: string): string => label.replace('T', ' ');

/** Longitude first: Orange's order, and the contrary of what most people say. */
function placeOf(field: Field): Pick<PlaceContent, 'longitude' | 'latitude'> {
  const [longitude, latitude, more] = field.items(2);
  if (longitude === undefined || latitude === undefined || more !== undefined) {
    throw field.refusal('is not a pair of longitude and latitude');
  }
  return {
    longitude: longitude.number({ min: -180, max: 180 }),
    latitude: latitude.number({ min: -90, max: 90 }),
  };
}

function minutesOf(field: Field): number | undefined {
  return field.absent ? undefined : field.amount(MINUTES_MAX);
}

function shortText(field: Field): string | undefined {
  return field.absent ? undefined : field.matching(TEXT, TEXT_WORDS).trim();
}
