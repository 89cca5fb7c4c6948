import type { Field } from '../kit/partner/field.ts';
import { accountPath, type BankApi, type TransactionsQuestion } from './api.ts';
import {
  centsOf,
  creditorIdentifierIn,
  type FoundAccount,
  type FoundTransaction,
  mandateReferenceIn,
  nameOf,
  nextOf,
  oneLine,
  optionalDay,
  PAGE_ITEMS_MAX,
  paymentAccount,
} from './payload.ts';

/** Of two types that mean one kind, the first that the bank gives counts. */
const kindsOfBalance = [
  ['closingBooked', 'booked'],
  ['interimBooked', 'booked'],
  ['expected', 'expected'],
  ['interimAvailable', 'available'],
] as const;

/** Berlin Group NextGenPSD2 1.3.11. */
export const apiBerlin: BankApi = {
  accounts: {
    request: () => ({ path: '/v1/accounts', query: {} }),
    parse: (answer) => ({
      items: answer.at('accounts').items(PAGE_ITEMS_MAX).flatMap(accountOf),
      next: nextOf(answer.at('_links')),
    }),
  },
  balances: {
    request: ({ resourceId }) => ({ path: accountPath(resourceId, 'balances'), query: {} }),
    parse: (answer) => {
      const balances = answer.at('balances').items(PAGE_ITEMS_MAX);
      const items = kindsOfBalance.flatMap(([type, kind]) =>
        balances
          .filter((balance) => balance.at('balanceType').text() === type)
          .map((balance) => ({
            kind,
            cents: centsOf(balance.at('balanceAmount')),
            day: optionalDay(balance.at('referenceDate')),
          })),
      );
      return { items, next: undefined };
    },
  },
  transactions: {
    request: ({ resourceId, from }) => ({
      path: accountPath(resourceId, 'transactions'),
      query: { bookingStatus: 'both', dateFrom: from },
    }),
    parse: (answer, question) => {
      const report = answer.at('transactions');
      const listOf = (status: FoundTransaction['status']): FoundTransaction[] =>
        report.at(status).absent
          ? []
          : report
              .at(status)
              .items(PAGE_ITEMS_MAX)
              .map((transaction) => transactionOf(transaction, status, question));
      return {
        items: [...listOf('booked'), ...listOf('pending')],
        next: nextOf(report.at('_links')),
      };
    },
  },
};

function accountOf(account: Field): FoundAccount[] {
  const found = paymentAccount(account, account.at('iban'));
  if (found === undefined) return [];
  return [{ ...found, name: nameOf(account.at('name')) ?? nameOf(account.at('product')) }];
}

function transactionOf(
  transaction: Field,
  status: FoundTransaction['status'],
  { today }: TransactionsQuestion,
): FoundTransaction {
  const text = (name: string): string | undefined => oneLine(transaction.at(name).optionalText());
  const booked = transaction.at('bookingDate');
  const valueDay = optionalDay(transaction.at('valueDate'));
  const cents = centsOf(transaction.at('transactionAmount'));
  const endToEndId = text('endToEndId');
  return {
    status,
    reference: text('entryReference') ?? text('transactionId'),
    endToEndId: endToEndId === 'NOTPROVIDED' ? undefined : endToEndId,
    day: status === 'booked' ? booked.day() : (optionalDay(booked) ?? valueDay ?? today),
    valueDay,
    cents,
    transactionCode: text('bankTransactionCode'),
    purposeCode: text('purposeCode'),
    mandateReference: mandateReferenceIn(transaction.at('mandateId').optionalText()),
    creditorIdentifier: creditorIdentifierIn(transaction.at('creditorId').optionalText()),
    counterparty: nameOf(transaction.at(cents < 0 ? 'creditorName' : 'debtorName')),
    label: text('remittanceInformationUnstructured'),
  };
}
