import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import { describe, integer, iri, mainNode, nodesOf, text, typed } from '../kit/document.ts';
import { monthOf } from '../kit/local-time.ts';
import { money } from '../kit/money.ts';
import { ACCOUNT_KEY, DAY, MONTH } from '../kit/patterns.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import { inOrder } from './merge.ts';
import {
  type BankTransaction,
  fitsIntoLine,
  readTransactionList,
  TRANSACTIONS_PER_MONTH_MAX,
  writeTransactionList,
} from './transaction-list.ts';

export { mergeTransactionMonths } from './merge.ts';
export type { BankTransaction };

/** The transactions of one account during one calendar month, booked and pending. */
export interface TransactionMonth {
  readonly accountKey: string;
  /** '2026-11' */
  readonly month: string;
  /** By day, then by reference; no reference twice. */
  readonly transactions: readonly BankTransaction[];
}

/** The month document of an account: `new Shelf({ fetch, container, shape: transactionMonth })`. */
export const transactionMonth: Shape<TransactionMonth> = {
  name: 'transaction-month',
  forClass: trb.TransactionMonth,
  shapeFile: 'transaction-month/shape.ttl',
  fileNames: /^[0-9a-f]{16}-\d{4}-\d\d\.ttl$/,
  nameOf: ({ accountKey, month }) => `${accountKey}-${month}.ttl`,
  write,
  read,
};

function write(thing: TransactionMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  const transactions = inOrder(thing.transactions);
  refuseWhatCannotBeKept({ ...thing, transactions }, subject);
  const booked = transactions.filter(({ status }) => status === 'booked');
  const amounts = booked.map(({ amountCents }) => amountCents);
  const list = transactions.length === 0 ? undefined : writeTransactionList(transactions);
  return describe(subject, [
    [rdf.type, iri(trb.TransactionMonth)],
    [trb.accountKey, text(thing.accountKey)],
    [trb.transactionMonth, typed(thing.month, xsd.gYearMonth)],
    [schema.currency, text('EUR')],
    [trb.totalIn, total(amounts.filter((cents) => cents > 0))],
    [trb.totalOut, total(amounts.filter((cents) => cents < 0))],
    [trb.bookedCount, integer(booked.length)],
    [trb.pendingCount, integer(transactions.length - booked.length)],
    [trb.transactions, typed(list, trb.transactionList)],
  ]);
}

/** Cents are integers, so the sum is exact. */
const total = (cents: readonly number[]): ReturnType<typeof money> =>
  money(Math.abs(cents.reduce((sum, one) => sum + one, 0)));

/** The totals are there for apps that do not decode; what counts here is the list. */
function read(quads: readonly Quad[], documentUrl: string): TransactionMonth {
  const node = mainNode(nodesOf(quads), trb.TransactionMonth, documentUrl);
  if (node.requiredText(schema.currency) !== 'EUR') {
    throw new ShapeError(node.iri, schema.currency, 'is not the euro.');
  }
  const list = node.text(trb.transactions);
  const transactions = list === undefined ? [] : readTransactionList(list);
  if (transactions === undefined) {
    throw new ShapeError(node.iri, trb.transactions, 'is not a list of transactions.');
  }
  const thing = {
    accountKey: node.requiredText(trb.accountKey),
    month: node.requiredText(trb.transactionMonth),
    transactions: inOrder(transactions),
  };
  refuseWhatCannotBeKept(thing, node.iri);
  return thing;
}

/** Throws a ShapeError for what SHACL cannot see: days of other months, references that come twice. */
function refuseWhatCannotBeKept(thing: TransactionMonth, subject: string): void {
  const refuse = (problem: string): never => {
    throw new ShapeError(subject, trb.transactions, problem);
  };
  if (!ACCOUNT_KEY.test(thing.accountKey)) {
    throw new ShapeError(subject, trb.accountKey, 'must be sixteen hexadecimal digits.');
  }
  if (!MONTH.test(thing.month)) {
    throw new ShapeError(subject, trb.transactionMonth, 'is not a month such as 2026-11.');
  }
  const { transactions } = thing;
  if (transactions.length > TRANSACTIONS_PER_MONTH_MAX) {
    refuse(`are more than ${TRANSACTIONS_PER_MONTH_MAX}.`);
  }
  const references = new Set<string>();
  for (const transaction of transactions) {
    const { day, valueDay = day, amountCents, reference } = transaction;
    if (!DAY.test(day) || !DAY.test(valueDay)) refuse('hold a day that is none.');
    if (monthOf(day) !== thing.month) refuse(`hold a day that is not in ${thing.month}.`);
    if (!Number.isSafeInteger(amountCents)) refuse('hold an amount that is no whole cents.');
    if (!fitsIntoLine(transaction)) refuse('hold a text that does not fit into its column.');
    if (references.has(reference)) refuse('hold a reference twice.');
    references.add(reference);
  }
}
