import { createHash } from 'node:crypto';
import type { AnnouncedDebits } from '../../shapes/announced-debits/announced-debits.ts';
import type { BankAccount } from '../../shapes/bank-account/bank-account.ts';
import type { DirectDebitMandate } from '../../shapes/direct-debit-mandate/direct-debit-mandate.ts';
import { monthOf } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import type {
  BankTransaction,
  TransactionMonth,
} from '../../shapes/transaction-month/transaction-month.ts';
import { ConnectorError } from '../kit/errors.ts';
import type { BankBalance, FoundAccount, FoundTransaction } from './payload.ts';

/**
 * A bank's own name of an account lasts as long as an agreement, and an IBAN must stand in no address: the key is the same
 * at every agreement and shows nothing.
 */
export function accountKeyOf(iban: string): string {
  return digest(iban);
}

export function accountOf(
  bank: string,
  { iban, name, usage }: FoundAccount,
  balances: readonly BankBalance[],
): BankAccount {
  const kinds = ['booked', 'expected', 'available'] as const;
  return present({
    accountKey: accountKeyOf(iban),
    bank,
    iban,
    name,
    usage,
    balances: kinds.flatMap((kind) => {
      const balance = balances.find((one) => one.kind === kind);
      if (balance === undefined) return [];
      return [present({ kind, amountCents: balance.cents, day: balance.day })];
    }),
  });
}

/** Each as the space keeps it, once. A payment that is booked is pending no more, even while the bank lists it twice. */
export function transactionsOf(found: readonly FoundTransaction[]): BankTransaction[] {
  const booked = withNames(found.filter(({ status }) => status === 'booked'));
  const references = new Set(booked.map(({ transaction }) => transaction.reference));
  const payments = new Set(booked.map(paymentOf).filter((payment) => payment !== undefined));
  const pending = withNames(found.filter(({ status }) => status === 'pending')).filter((one) => {
    const payment = paymentOf(one);
    return (
      !references.has(one.transaction.reference) &&
      (payment === undefined || !payments.has(payment))
    );
  });
  return once([...booked, ...pending].map(({ transaction }) => transaction));
}

/** A month for each in which something moved, and for those that are to be told anew; the newest first. */
export function monthsOf(
  accountKey: string,
  transactions: readonly BankTransaction[],
  toldAnew: readonly string[],
): TransactionMonth[] {
  const months = new Set([...transactions.map(({ day }) => monthOf(day)), ...toldAnew]);
  return [...months]
    .sort()
    .reverse()
    .map((month) => ({
      accountKey,
      month,
      transactions: transactions.filter(({ day }) => monthOf(day) === month),
    }));
}

/** The mandates under which something was taken. A debit given back shows one too, but takes nothing. */
export function mandatesOf(
  accountKey: string,
  transactions: readonly BankTransaction[],
): DirectDebitMandate[] {
  const mandates = new Map<string, DirectDebitMandate>();
  const debits = transactions
    .filter(({ status, amountCents }) => status === 'booked' && amountCents < 0)
    .toSorted((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1));
  for (const { mandateReference, creditorIdentifier, ...debit } of debits) {
    if (mandateReference === undefined || creditorIdentifier === undefined) continue;
    const mandateKey = digest([accountKey, creditorIdentifier, mandateReference].join('\n'));
    const known = mandates.get(mandateKey);
    mandates.set(
      mandateKey,
      present({
        mandateKey,
        accountKey,
        mandateReference,
        creditorIdentifier,
        creditorName: debit.counterparty ?? known?.creditorName,
        firstDebitDay: known?.firstDebitDay ?? debit.day,
        lastDebitDay: debit.day,
        lastDebitCents: -debit.amountCents,
      }),
    );
  }
  return [...mandates.values()];
}

/** Pending debits that name their mandate. Others are in the month; which bill they pay, nobody could say for sure. */
export function announcedDebitsOf(
  accountKey: string,
  transactions: readonly BankTransaction[],
): AnnouncedDebits {
  const debits = transactions.flatMap((one) => {
    const { mandateReference, creditorIdentifier, amountCents } = one;
    const announced = one.status === 'pending' && amountCents < 0;
    if (!announced || mandateReference === undefined || creditorIdentifier === undefined) return [];
    return [
      present({
        dueDay: one.day,
        amountCents: -amountCents,
        mandateReference,
        creditorIdentifier,
        creditorName: one.counterparty,
      }),
    ];
  });
  return { accountKey, debits };
}

interface Named {
  readonly transaction: BankTransaction;
  readonly endToEndId: string | undefined;
}

/** A transaction without a name gets one from what it says, numbered among those that say the same. */
function withNames(found: readonly FoundTransaction[]): Named[] {
  const alike = new Map<string, number>();
  return found.map((one) => {
    const { reference, endToEndId, cents, ...same } = one;
    const transaction = { ...same, amountCents: cents, reference: reference ?? '' };
    if (reference !== undefined) return { endToEndId, transaction: present(transaction) };
    const content = digest(JSON.stringify(transaction));
    const number = (alike.get(content) ?? 0) + 1;
    alike.set(content, number);
    const made = number === 1 ? content : `${content}-${number}`;
    return { endToEndId, transaction: present({ ...transaction, reference: made }) };
  });
}

/** What stays the same when a payment is booked; undefined where the bank does not say it. */
function paymentOf({ endToEndId, transaction }: Named): string | undefined {
  return endToEndId === undefined ? undefined : `${endToEndId}\n${transaction.amountCents}`;
}

/** Pages overlap when something is booked between two of them; two sums for one booking are a contradiction. */
function once(transactions: readonly BankTransaction[]): BankTransaction[] {
  const byReference = new Map<string, BankTransaction>();
  for (const one of transactions) {
    const known = byReference.get(one.reference) ?? one;
    if (one.status === 'booked' && known.amountCents !== one.amountCents) {
      throw new ConnectorError(
        'PARTNER_ANSWER_INVALID',
        'The bank sent a booked transaction twice with different amounts',
      );
    }
    byReference.set(one.reference, one);
  }
  return [...byReference.values()];
}

const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);
