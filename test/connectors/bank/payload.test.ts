import { describe, expect, test } from 'vitest';
import { apiBerlin } from '../../../connectors/bank/api-berlin.ts';
import { apiStet } from '../../../connectors/bank/api-stet.ts';
import {
  berlinTransactions,
  parsed,
  question,
  sample,
  sampleWith,
  stetTransactions,
} from './samples.ts';

describe('what a bank that speaks STET sends is refused by the path of what is wrong', () => {
  test.each<[string, string, string, string]>([
    ['NaN', '"2150.00"', '"NaN"', 'transactions[0].transactionAmount.amount is not a number'],
    [
      'three decimals',
      '"2150.00"',
      '"2150.005"',
      'transactions[0].transactionAmount.amount is not a sum of money with two decimals',
    ],
    [
      'a sign beside the indicator',
      '"68.40"',
      '"-68.40"',
      'transactions[1].transactionAmount.amount is negative',
    ],
    ['dollars', '"EUR"', '"USD"', 'transactions[0].transactionAmount.currency is not EUR'],
    ['no direction', '"CRDT"', '"IN"', 'transactions[0].creditDebitIndicator is not CRDT or DBIT'],
    [
      'a day that is none',
      '2026-11-05"',
      '2026-02-30"',
      'transactions[0].bookingDate is not a day',
    ],
    [
      'ten million euros and a cent',
      '"2150.00"',
      '"10000000.01"',
      'transactions[0].transactionAmount.amount is above 1000000000 cents',
    ],
  ])('%s', (_what, before, after, sentence) => {
    expect(() => stetTransactions(sampleWith('stet-transactions', before, after))).toThrow(
      sentence,
    );
  });

  test('no list', () => {
    expect(() => stetTransactions({ transactions: {} })).toThrow('transactions is not a list');
  });

  test('an account without a resource id, or with one that would leave its path', () => {
    const accounts = (after: string) =>
      parsed(apiStet.accounts, sampleWith('stet-accounts', '"acc-00017"', after), undefined);

    expect(() => accounts('null')).toThrow('accounts[0].resourceId is missing');
    expect(() => accounts('"../x"')).toThrow('accounts[0].resourceId is not a resource id');
  });

  test('an IBAN with spaces', () => {
    const answer = sampleWith('stet-accounts', 'FR2499999', 'FR24 9999 9');

    expect(() => parsed(apiStet.accounts, answer, undefined)).toThrow(
      'accounts[0].accountId.iban is not an IBAN without spaces',
    );
  });
});

describe('what a bank of the Berlin Group sends is refused by the path of what is wrong', () => {
  test.each<[string, string, string, string]>([
    [
      'an exponent',
      '"-68.40"',
      '"-6e1"',
      'transactions.booked[0].transactionAmount.amount is not a sum of money with two decimals',
    ],
    ['francs', '"EUR"', '"CHF"', 'transactions.booked[0].transactionAmount.currency is not EUR'],
    [
      'a booking without a day',
      '"bookingDate":"2026-11-06"',
      '"bookingDate":""',
      'transactions.booked[0].bookingDate is missing',
    ],
    [
      'a value day in words',
      '2026-11-20',
      'soon',
      'transactions.pending[0].valueDate is not a day',
    ],
  ])('%s', (_what, before, after, sentence) => {
    expect(() => berlinTransactions(sampleWith('berlin-transactions', before, after))).toThrow(
      sentence,
    );
  });

  test('a balance in words', () => {
    const answer = {
      balances: [{ balanceType: 'expected', balanceAmount: { currency: 'EUR', amount: 'a lot' } }],
    };

    expect(() => parsed(apiBerlin.balances, answer, question)).toThrow(
      'balances[0].balanceAmount.amount is not a sum of money with two decimals',
    );
  });

  test('and never with the value in the sentence', () => {
    const answer = sampleWith('berlin-transactions', '"-68.40"', '"secret"');

    expect(() => berlinTransactions(answer)).toThrow(/^(?!.*secret)/);
  });
});

test('the samples of both dialects are understood', () => {
  expect(parsed(apiStet.accounts, sample('stet-accounts'), undefined)).toEqual({
    items: [
      {
        resourceId: 'acc-00017',
        iban: 'FR2499999000010000042FABR91',
        name: 'Compte courant',
        usage: 'private',
        showsBalances: true,
        showsTransactions: true,
      },
    ],
    next: undefined,
  });
  expect(parsed(apiStet.balances, sample('stet-balances'), question).items).toEqual([
    { kind: 'booked', cents: 128_436, day: undefined },
    { kind: 'expected', cents: 119_002, day: undefined },
  ]);
  expect(stetTransactions(sample('stet-transactions')).map(({ cents }) => cents)).toEqual([
    215_000, -6_840, -7_526, -3_499,
  ]);
  expect(berlinTransactions(sample('berlin-transactions'))).toMatchObject([
    {
      status: 'booked',
      reference: '2026-11-06-91',
      endToEndId: undefined,
      day: '2026-11-06',
      cents: -6_840,
      transactionCode: 'PMNT-RDDT-ESDD',
      purposeCode: 'ELEC',
      mandateReference: 'MND-ELEC-17',
      creditorIdentifier: 'FR00ZZZ000000',
      counterparty: 'FOURNISSEUR EXEMPLE',
      label: 'PRLV ELECTRICITE EXEMPLE',
    },
    { status: 'pending', reference: 't-92', day: '2026-11-20', cents: -3_499 },
  ]);
});
