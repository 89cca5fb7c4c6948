import { ConnectorError } from '../kit/errors.ts';
import type { Field } from '../kit/partner/field.ts';
import type { MobilityClient } from './client.ts';
import type { TripSources } from './mapping.ts';
import { type Invoice, type Period, parseInvoice, parsePage } from './payload.ts';
import { parseJourney, parseRental, parseTimeline, parseValidation } from './payload-trips.ts';

export interface MonthQuestion {
  readonly client: MobilityClient;
  readonly citizenId: string;
  readonly bearer: string;
  readonly period: Period;
  readonly signal: AbortSignal;
}

/** All that the account has of a month. */
export interface MonthAnswer extends TripSources {
  readonly invoices: readonly Invoice[];
}

interface List<Item> {
  readonly path: string;
  /** Where in the answer the items are. */
  readonly name: string;
  readonly parse: (item: Field, period: Period) => Item;
  /** What cannot be there twice with two meanings. */
  readonly keyOf: (item: Item) => readonly unknown[];
}

const PAGE_SIZE = 100;
const PAGES_MAX = 100;
const DAY_MILLISECONDS = 86_400_000;

/**
 * assumed: the account's published contract has no list that a citizen's application may read. Paths, period and pages are ours, in its
 * manner; receipts, shared rides and recorded trips have the published forms.
 */
export async function readMonth(question: MonthQuestion): Promise<MonthAnswer> {
  const own = `/v1/citizens/${encodeURIComponent(question.citizenId)}`;
  return {
    invoices: await readAll(question, {
      path: `${own}/invoices`,
      name: 'invoices',
      parse: parseInvoice,
      keyOf: ({ operator, orderNumber, at }) => [operator, orderNumber, at],
    }),
    validations: await readAll(question, {
      path: `${own}/validations`,
      name: 'validations',
      parse: parseValidation,
      keyOf: ({ operator, id }) => [operator, id],
    }),
    rentals: await readAll(question, {
      path: `${own}/rentals`,
      name: 'rentals',
      parse: parseRental,
      keyOf: ({ operator, id }) => [operator, id],
    }),
    journeys: await readAll(question, {
      path: '/v3.3/journeys',
      name: 'journeys',
      parse: parseJourney,
      keyOf: ({ operator, id, role }) => [operator, id, role],
    }),
    timelines: await readAll(withEveningBefore(question), {
      path: `${own}/trips`,
      name: 'trips',
      parse: parseTimeline,
      // Two telephones measure one trip twice, and differ.
      keyOf: (timeline) => [timeline],
    }),
  };
}

/** A trip begun on the evening before has legs of this month. */
function withEveningBefore(question: MonthQuestion): MonthQuestion {
  const { from, to } = question.period;
  return { ...question, period: { from: new Date(from.getTime() - DAY_MILLISECONDS), to } };
}

/** Page after page. What arrives while we read moves the rest down: an item may come twice, and none is lost. */
async function readAll<Item>(question: MonthQuestion, list: List<Item>): Promise<Item[]> {
  const { client, bearer, period, signal } = question;
  const items = new Map<string, Item>();
  let taken = 0;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = {
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      skip: String(taken),
      limit: String(PAGE_SIZE),
    };
    const answer = await client.get({ path: list.path, query, bearer, signal });
    const read = parsePage(answer, list.name, (item) => list.parse(item, period));
    for (const item of read.items) keep(items, item, list);
    taken += read.items.length;
    if (taken >= read.total) return [...items.values()];
    if (read.items.length === 0) throw answer.at(list.name).refusal('ends before totalElements');
  }
  throw new ConnectorError(
    'PARTNER_ANSWER_INVALID',
    `${list.name} has more than ${PAGES_MAX} pages in a month`,
  );
}

function keep<Item>(items: Map<string, Item>, item: Item, { name, keyOf }: List<Item>): void {
  const key = JSON.stringify(keyOf(item));
  const known = items.get(key);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(item)) {
    throw new ConnectorError(
      'PARTNER_ANSWER_INVALID',
      `The mobility account sent one of its ${name} twice with different values`,
    );
  }
  items.set(key, item);
}
