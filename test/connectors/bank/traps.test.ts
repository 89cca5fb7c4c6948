import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apiBerlin } from '../../../connectors/bank/api-berlin.ts';
import { apiStet } from '../../../connectors/bank/api-stet.ts';
import type { AccountCheckpoint } from '../../../connectors/bank/checkpoint.ts';
import {
  accountKeyOf,
  accountOf,
  announcedDebitsOf,
  mandatesOf,
  monthsOf,
  transactionsOf,
} from '../../../connectors/bank/mapping.ts';
import type { FoundTransaction } from '../../../connectors/bank/payload.ts';
import { firstDayToRead } from '../../../connectors/bank/window.ts';
import { euroText } from '../../../shapes/kit/money.ts';
import {
  berlinTransactions,
  parsed,
  question,
  sample,
  sampleWith,
  stetTransactions,
} from './samples.ts';

const KEY = accountKeyOf('FR2499999000010000042FABR91');

/** A row of a Berlin Group bank, read. */
function found(row: object, status: 'booked' | 'pending' = 'booked'): FoundTransaction {
  const [first] = berlinTransactions({
    transactions: {
      [status]: [
        {
          bookingDate: '2026-11-06',
          transactionAmount: { currency: 'EUR', amount: '-2.50' },
          remittanceInformationUnstructured: 'CB CAFE EXEMPLE',
          ...row,
        },
      ],
    },
  });
  if (first === undefined) throw new Error('Nothing was found.');
  return first;
}

const mandate = { mandateId: 'TRB-EAU-ODILE', creditorId: 'FR00ZZZ900001' };

describe('amounts', () => {
  test.each([
    ['1234.5', 123_450],
    ['1234', 123_400],
    ['-0.07', -7],
    ['1.15', 115],
    ['999999.99', 99_999_999],
  ])('%s euros are %i cents', (amount, cents) => {
    expect(found({ transactionAmount: { currency: 'EUR', amount } }).cents).toBe(cents);
  });

  test('any amount is the same to the cent in both dialects, whichever sign it has', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (cents) => {
        const text = euroText(cents);
        const stet = stetTransactions({
          transactions: [
            {
              entryReference: 'E-1',
              transactionAmount: { currency: 'EUR', amount: text.replace('-', '') },
              creditDebitIndicator: cents < 0 ? 'DBIT' : 'CRDT',
              status: 'BOOK',
              bookingDate: '2026-11-05',
              remittanceInformation: [],
            },
          ],
        });

        expect(stet[0]?.cents).toBe(cents);
        expect(found({ transactionAmount: { currency: 'EUR', amount: text } }).cents).toBe(cents);
      }),
    );
  });
});

describe('accounts', () => {
  test('a card’s account and one in another currency are left aside', () => {
    const card = sampleWith('stet-accounts', '"CACC"', '"CARD"');
    const francs = sampleWith('stet-accounts', '"EUR"', '"CHF"');

    expect(parsed(apiStet.accounts, card, undefined).items).toEqual([]);
    expect(parsed(apiStet.accounts, francs, undefined).items).toEqual([]);
  });

  test('what she did not agree to has no link, and is not asked for', () => {
    const answer = {
      accounts: [
        {
          resourceId: 'r',
          iban: 'FR2499999000010000042FABR91',
          currency: 'EUR',
          _links: { balances: { href: '/v1/accounts/r/balances' } },
        },
      ],
    };

    const [account] = parsed(apiBerlin.accounts, answer, undefined).items;

    expect(account).toMatchObject({ showsBalances: true, showsTransactions: false });
  });

  test('of two booked balances the closing one counts, and of each kind there is one', () => {
    const balance = (balanceType: string, amount: string) => ({
      balanceType,
      balanceAmount: { currency: 'EUR', amount },
    });
    const answer = {
      balances: [
        balance('interimBooked', '12.00'),
        balance('nonInvoiced', '99.00'),
        balance('expected', '-3.5'),
        balance('closingBooked', '10.00'),
      ],
    };
    const [account] = parsed(apiStet.accounts, sample('stet-accounts'), undefined).items;
    if (account === undefined) throw new Error('No account was found.');

    const { items } = parsed(apiBerlin.balances, answer, question);

    expect(accountOf('banque-exemple', account, items).balances).toEqual([
      { kind: 'booked', amountCents: 1_000 },
      { kind: 'expected', amountCents: -350 },
    ]);
  });

  test('the key of an account is the same at every agreement and shows nothing of the IBAN', () => {
    expect(KEY).toMatch(/^[0-9a-f]{16}$/);
    expect(accountKeyOf('FR2499999000010000042FABR91')).toBe(KEY);
    expect(accountKeyOf('FR2499999000010000043FABR91')).not.toBe(KEY);
  });
});

describe('transactions', () => {
  test('one that is booked is told as booked, even where the bank lists it as pending too', () => {
    const all = transactionsOf([
      found({ entryReference: 'E-1', endToEndId: 'EAU-2026-11' }),
      found({ transactionId: 'p-9', endToEndId: 'EAU-2026-11' }, 'pending'),
    ]);

    expect(all).toMatchObject([{ reference: 'E-1', status: 'booked' }]);
  });

  test('two coffees of one day are two, the one booked and the other not yet', () => {
    const all = transactionsOf([
      found({ entryReference: 'E-1', endToEndId: 'NOTPROVIDED' }),
      found({ transactionId: 'p-9', endToEndId: 'NOTPROVIDED' }, 'pending'),
    ]);

    expect(all).toHaveLength(2);
  });

  test('those without a reference get one from what they say, each its own, and always the same', () => {
    const rows = [found({}), found({}), found({ bookingDate: '2026-11-07' })];

    const references = transactionsOf(rows).map(({ reference }) => reference);

    expect(new Set(references).size).toBe(3);
    expect(transactionsOf(rows).map(({ reference }) => reference)).toEqual(references);
  });

  test('a label of several padded lines becomes one', () => {
    const one = found({ remittanceInformationUnstructured: ' PRLV\tEAU \n  F2026-118802 ' });

    expect(one.label).toBe('PRLV EAU F2026-118802');
  });

  test('one without a label is one all the same', () => {
    const silent = sampleWith('stet-transactions', '"remittanceInformation":["VIR', '"x":["VIR');

    expect(stetTransactions(silent)[0]).toMatchObject({ cents: 215_000, label: undefined });
  });

  test('what is announced without a day is expected today', () => {
    expect(found({ bookingDate: undefined }, 'pending').day).toBe('2026-11-23');
  });

  test('STET repeats mandate and creditor in lines of the label, which then leave it', () => {
    const lines = '["PRLV EAU EXEMPLE F2026-118802"]';
    const [, , water] = stetTransactions(
      sampleWith(
        'stet-transactions',
        lines,
        '["PRLV EAU EXEMPLE","ICS FR00ZZZ900001","RUM TRB-EAU-ODILE"]',
      ),
    );

    expect(water).toMatchObject({
      label: 'PRLV EAU EXEMPLE',
      mandateReference: 'TRB-EAU-ODILE',
      creditorIdentifier: 'FR00ZZZ900001',
    });
  });

  test('a state of STET that is no movement is left aside, and a future one is pending', () => {
    const withState = (state: string) =>
      stetTransactions(sampleWith('stet-transactions', '"PDNG"', `"${state}"`));

    expect(withState('INFO')).toHaveLength(3);
    expect(withState('FUTR')[3]?.status).toBe('pending');
  });

  test('"NOTPROVIDED" is no mandate', () => {
    expect(found({ ...mandate, mandateId: 'NOTPROVIDED' }).mandateReference).toBeUndefined();
    expect(found({ ...mandate, creditorId: 'EAU' }).creditorIdentifier).toBeUndefined();
  });
});

describe('mandates and announced debits', () => {
  test('a mandate is known by its reference and its creditor, never by a label', () => {
    const debit = (bookingDate: string, label: string, amount: string) =>
      found({
        ...mandate,
        ...{ entryReference: bookingDate, bookingDate, creditorName: 'EAU EXEMPLE' },
        remittanceInformationUnstructured: label,
        transactionAmount: { currency: 'EUR', amount },
      });

    const mandates = mandatesOf(
      KEY,
      transactionsOf([debit('2026-11-10', 'EAU', '-75.26'), debit('2026-08-10', 'X', '-71.00')]),
    );

    expect(mandates).toMatchObject([
      {
        mandateReference: 'TRB-EAU-ODILE',
        creditorIdentifier: 'FR00ZZZ900001',
        creditorName: 'EAU EXEMPLE',
        firstDebitDay: '2026-08-10',
        lastDebitDay: '2026-11-10',
        lastDebitCents: 7_526,
      },
    ]);
  });

  test('a debit that was given back takes nothing', () => {
    const back = found({ ...mandate, transactionAmount: { currency: 'EUR', amount: '75.26' } });

    expect(mandatesOf(KEY, transactionsOf([back]))).toEqual([]);
  });

  test('what is pending without a mandate is in the month and not announced', () => {
    const all = transactionsOf([
      found({ transactionId: 'p-1', ...mandate }, 'pending'),
      found({ transactionId: 'p-2' }, 'pending'),
    ]);

    expect(announcedDebitsOf(KEY, all).debits).toHaveLength(1);
    expect(monthsOf(KEY, all, [])[0]?.transactions).toHaveLength(2);
  });
});

describe('the months to read', () => {
  const readUntil = (readOn: string): AccountCheckpoint => ({ readOn, pendingMonths: [] });

  test('are two years and the running one at first', () => {
    expect(firstDayToRead(undefined, '2026-11-23')).toBe('2024-11-01');
  });

  test('are whole months, from the one that was last still open', () => {
    expect(firstDayToRead(readUntil('2026-11-22'), '2026-11-23')).toBe('2026-10-01');
    expect(firstDayToRead(readUntil('2026-07-02'), '2026-11-23')).toBe('2026-06-01');
  });

  test('are told anew where something was pending, even when nothing is left of it', () => {
    expect(monthsOf(KEY, [], ['2026-12', '2026-11'])).toEqual([
      { accountKey: KEY, month: '2026-12', transactions: [] },
      { accountKey: KEY, month: '2026-11', transactions: [] },
    ]);
  });

  test('hold each transaction once, in the month of its day, on both clock changes too', () => {
    const days = ['2026-03-29', '2026-10-25', '2026-10-31', '2026-11-01'];
    const all = transactionsOf(
      days.map((bookingDate) => found({ bookingDate, entryReference: bookingDate })),
    );

    const months = monthsOf(KEY, all, []);

    expect(months.map(({ month, transactions }) => [month, transactions.length])).toEqual([
      ['2026-11', 1],
      ['2026-10', 2],
      ['2026-03', 1],
    ]);
  });
});
