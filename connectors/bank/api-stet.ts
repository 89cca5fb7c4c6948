import type { Field } from '../kit/partner/field.ts';
import { accountPath, type BankApi, type TransactionsQuestion } from './api.ts';
import {
  CENTS_MAX,
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

const LINES_MAX = 20;

const kindOfBalance = { CLBD: 'booked', XPCD: 'expected', ITAV: 'available' } as const;

/** Assumed of FUTR: STET 1.4 names it beside BOOK and PDNG for what is dated ahead. Other states are no movement. */
const statusOf: Readonly<Record<string, FoundTransaction['status']>> = {
  BOOK: 'booked',
  PDNG: 'pending',
  FUTR: 'pending',
};

/** STET 1.4, which most French banks speak. */
export const apiStet: BankApi = {
  accounts: {
    request: () => ({ path: '/v1/accounts', query: {} }),
    parse: (answer) => ({
      items: answer.at('accounts').items(PAGE_ITEMS_MAX).flatMap(accountOf),
      next: nextOf(answer.at('_links')),
    }),
  },
  balances: {
    request: ({ resourceId }) => ({ path: accountPath(resourceId, 'balances'), query: {} }),
    parse: (answer) => ({
      items: answer
        .at('balances')
        .items(PAGE_ITEMS_MAX)
        .flatMap((balance) => {
          const type = balance.at('balanceType').text();
          const kind = Object.entries(kindOfBalance).find(([code]) => code === type)?.[1];
          if (kind === undefined) return [];
          const day = optionalDay(balance.at('referenceDate'));
          return [{ kind, cents: centsOf(balance.at('balanceAmount')), day }];
        }),
      next: nextOf(answer.at('_links')),
    }),
  },
  transactions: {
    request: ({ resourceId, from }) => ({
      path: accountPath(resourceId, 'transactions'),
      query: { dateFrom: from },
    }),
    parse: (answer, question) => ({
      items: answer
        .at('transactions')
        .items(PAGE_ITEMS_MAX)
        .flatMap((transaction) => transactionOf(transaction, question)),
      next: nextOf(answer.at('_links')),
    }),
  },
};

function accountOf(account: Field): FoundAccount[] {
  const found = paymentAccount(account, account.at('accountId').at('iban'));
  if (found === undefined) return [];
  return [{ ...found, name: nameOf(account.at('name')) }];
}

function transactionOf(transaction: Field, { today }: TransactionsQuestion): FoundTransaction[] {
  const status = statusOf[transaction.at('status').text()];
  if (status === undefined) return [];
  const amount = transaction.at('transactionAmount');
  amount.at('currency').oneOf('EUR');
  // The sign is in the indicator; an amount that brings its own would be turned round.
  amount.at('amount').amount(CENTS_MAX);
  const sign = transaction.at('creditDebitIndicator').oneOf('CRDT', 'DBIT') === 'DBIT' ? -1 : 1;
  const booked = transaction.at('bookingDate');
  const valueDay = optionalDay(transaction.at('valueDate'));
  const information = transaction.at('remittanceInformation');
  const lines = information.absent
    ? []
    : information.items(LINES_MAX).map((line) => line.optionalText() ?? '');
  return [
    {
      status,
      reference: referenceOf(transaction),
      endToEndId: undefined,
      day: status === 'booked' ? booked.day() : (optionalDay(booked) ?? valueDay ?? today),
      valueDay,
      cents: sign * centsOf(amount) || 0,
      transactionCode: undefined,
      purposeCode: undefined,
      ...partiesOf(lines),
    },
  ];
}

function referenceOf(transaction: Field): string | undefined {
  const { entry, resource } = {
    entry: transaction.at('entryReference').optionalText(),
    resource: transaction.at('resourceId').optionalText(),
  };
  return oneLine(entry ?? resource);
}

/**
 * Assumed: STET 1.4 has no field for mandate and creditor, so banks repeat both in the lines of the label, after the words
 * that they print on statements: RUM and ICS. A line that is not exactly so is label and nothing else.
 */
function partiesOf(
  lines: readonly string[],
): Pick<FoundTransaction, 'mandateReference' | 'creditorIdentifier' | 'counterparty' | 'label'> {
  const after = (word: RegExp): string | undefined =>
    lines.map((line) => word.exec(line)?.[1]).find((rest) => rest !== undefined);
  const mandateReference = mandateReferenceIn(after(/^RUM[ :]+(\S.*)$/)?.trim());
  const creditorIdentifier = creditorIdentifierIn(after(/^ICS[ :]+(\S+)$/));
  const isNumber = (line: string): boolean =>
    (mandateReference !== undefined && /^RUM[ :]/.test(line)) ||
    (creditorIdentifier !== undefined && /^ICS[ :]/.test(line));
  const label = oneLine(lines.filter((line) => !isNumber(line)).join(' '));
  return { mandateReference, creditorIdentifier, counterparty: undefined, label };
}
