import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AnnouncedDebits,
  announcedDebits,
} from '../../shapes/announced-debits/announced-debits.ts';
import { type BankAccount, bankAccount } from '../../shapes/bank-account/bank-account.ts';
import {
  type DirectDebitMandate,
  directDebitMandate,
  mergeMandates,
} from '../../shapes/direct-debit-mandate/direct-debit-mandate.ts';
import { addDays } from '../../shapes/kit/local-time.ts';
import type { Shape } from '../../shapes/kit/shape.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';
import { transactionListPattern } from '../../shapes/transaction-month/transaction-list.ts';
import {
  type BankTransaction,
  mergeTransactionMonths,
  type TransactionMonth,
  transactionMonth,
} from '../../shapes/transaction-month/transaction-month.ts';

const documentUrl = 'https://pod.exemple.invalid/data/it.ttl';

const key = fc.stringMatching(/^[0-9a-f]{16}$/);
const day = fc.integer({ min: 0, max: 20_000 }).map((count) => addDays('1990-01-01', count));
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[\t\n\r]/.test(text));
const cents = fc.integer({ min: -99_999_999_999, max: 99_999_999_999 });
const positive = fc.nat({ max: 2_000_000_000 });
const mandateReference = fc.stringMatching(/^[A-Z0-9-]{1,35}$/);
const creditorIdentifier = fc.stringMatching(/^FR[0-9]{2}ZZZ[0-9]{6}$/);

async function readingUndoesWriting<T>(shape: Shape<T>, things: fc.Arbitrary<T>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(things, async (thing) => {
      const quads = shape.write(thing, documentUrl);
      const text = writeTurtle(quads, documentUrl);

      expect(shape.read(parseTurtle(text, documentUrl), documentUrl)).toEqual(thing);
      await validate(quads, shape);
      expect(shape.fileNames?.test(shape.nameOf(thing))).toBe(true);
    }),
    { numRuns: 100 },
  );
}

test('a bank account is read back as it was', async () => {
  const balanceOf = <Kind extends string>(kind: Kind) =>
    fc.option(
      fc.record(
        { kind: fc.constant(kind), amountCents: cents, day },
        { requiredKeys: ['kind', 'amountCents'] },
      ),
      { nil: undefined },
    );
  const accounts: fc.Arbitrary<BankAccount> = fc.record(
    {
      accountKey: key,
      bank: fc.stringMatching(/^[a-z][a-z0-9-]{1,20}$/),
      iban: fc.stringMatching(/^FR[0-9]{12}[A-Z0-9]{13}$/),
      name: words,
      usage: fc.constantFrom('private' as const, 'professional' as const),
      balances: fc
        .tuple(
          balanceOf('booked' as const),
          balanceOf('expected' as const),
          balanceOf('available' as const),
        )
        .map((list) => list.filter((balance) => balance !== undefined)),
    },
    { requiredKeys: ['accountKey', 'bank', 'iban', 'balances'] },
  );

  await readingUndoesWriting(bankAccount, accounts);
});

test('a mandate is read back as it was', async () => {
  await readingUndoesWriting(directDebitMandate, mandates);
});

test('announced debits are read back as they were', async () => {
  const debit = fc.record(
    {
      dueDay: day,
      amountCents: positive,
      mandateReference,
      creditorIdentifier,
      creditorName: words,
    },
    { requiredKeys: ['dueDay', 'amountCents', 'mandateReference', 'creditorIdentifier'] },
  );
  const lists: fc.Arbitrary<AnnouncedDebits> = fc
    .record({
      accountKey: key,
      debits: fc.uniqueArray(debit, { selector: ({ dueDay }) => dueDay }),
    })
    .map((list) => ({
      ...list,
      debits: list.debits.toSorted((a, b) => (a.dueDay < b.dueDay ? -1 : 1)),
    }));

  await readingUndoesWriting(announcedDebits, lists);
});

test('a month of transactions is read back as it was', async () => {
  await readingUndoesWriting(transactionMonth, months);
});

describe('the list of transactions', () => {
  test('has the same rule in the code and in the shape', () => {
    const said = parseTurtle(
      readFileSync('shapes/transaction-month/shape.ttl', 'utf8'),
      'https://exemple.invalid/shape.ttl',
    ).map(({ object }) => object.value);
    const pattern = said.find((value) => value.includes('booked|pending')) ?? '';
    const inShape = new RegExp(pattern);

    fc.assert(
      fc.property(lines, (text) => {
        expect(inShape.test(text)).toBe(transactionListPattern.test(text));
      }),
      { numRuns: 300 },
    );
  });
});

describe('two tellings of a month', () => {
  test('merged twice are the same as merged once', () => {
    fc.assert(
      fc.property(twoOfAMonth, ([stored, fresh]) => {
        const merged = mergeTransactionMonths(stored, fresh);

        expect(mergeTransactionMonths(merged, fresh)).toEqual(merged);
      }),
    );
  });

  test('keep every booked transaction of both, and the pending ones of the fresh one only', () => {
    fc.assert(
      fc.property(twoOfAMonth, ([stored, fresh]) => {
        const merged = mergeTransactionMonths(stored, fresh).transactions;
        const amounts = (list: readonly BankTransaction[]): string[] =>
          list.map((one) => `${one.day} ${one.amountCents}`);

        const corrected = new Set(
          fresh.transactions.filter(isBooked).map(({ reference }) => reference),
        );
        const untouched = stored.transactions.filter(({ reference }) => !corrected.has(reference));
        const booked = [...untouched, ...fresh.transactions].filter(isBooked);
        expect(amounts(merged)).toEqual(expect.arrayContaining(amounts(booked)));
        const pending = merged.filter((one) => !isBooked(one));
        expect(fresh.transactions).toEqual(expect.arrayContaining(pending));
      }),
    );
  });

  test('can always be written', () => {
    fc.assert(
      fc.property(twoOfAMonth, ([stored, fresh]) => {
        const merged = mergeTransactionMonths(stored, fresh);

        expect(
          transactionMonth.read(transactionMonth.write(merged, documentUrl), documentUrl),
        ).toEqual(merged);
      }),
    );
  });
});

test('what is known of a mandate does not depend on which period came first', () => {
  fc.assert(
    fc.property(mandates, day, day, positive, (one, aDay, anotherDay, lastDebitCents) => {
      fc.pre(aDay !== one.lastDebitDay && aDay >= anotherDay);
      const other = { ...one, firstDebitDay: anotherDay, lastDebitDay: aDay, lastDebitCents };

      expect(mergeMandates(one, other)).toEqual(mergeMandates(other, one));
      expect(mergeMandates(one, mergeMandates(other, one))).toEqual(mergeMandates(one, other));
    }),
  );
});

const isBooked = ({ status }: BankTransaction): boolean => status === 'booked';

const mandates: fc.Arbitrary<DirectDebitMandate> = fc.record(
  {
    mandateKey: key,
    accountKey: key,
    mandateReference,
    creditorIdentifier,
    creditorName: words,
    firstDebitDay: day,
    lastDebitDay: day,
    lastDebitCents: positive,
  },
  {
    requiredKeys: [
      'mandateKey',
      'accountKey',
      'mandateReference',
      'creditorIdentifier',
      'firstDebitDay',
      'lastDebitDay',
      'lastDebitCents',
    ],
  },
);

const MONTH = '2026-11';

/** Few days and amounts, so that transactions often look alike. */
const transaction: fc.Arbitrary<BankTransaction> = fc.record(
  {
    day: fc.integer({ min: 1, max: 3 }).map((number) => `${MONTH}-0${number}`),
    valueDay: day,
    amountCents: fc.oneof(cents, fc.constantFrom(-250, -260)),
    status: fc.constantFrom('booked' as const, 'pending' as const),
    reference: fc.oneof(words, fc.constantFrom('a', 'b', 'c')),
    transactionCode: fc.constant('PMNT-RDDT-ESDD'),
    purposeCode: fc.constant('ELEC'),
    mandateReference,
    creditorIdentifier,
    counterparty: words,
    label: fc.oneof(words, fc.constant('CB CAFE')),
  },
  { requiredKeys: ['day', 'amountCents', 'status', 'reference'] },
);

const transactions = fc
  .uniqueArray(transaction, { maxLength: 12, selector: ({ reference }) => reference })
  .map((list) =>
    list.toSorted((a, b) =>
      a.day === b.day ? (a.reference < b.reference ? -1 : 1) : a.day < b.day ? -1 : 1,
    ),
  );

const months: fc.Arbitrary<TransactionMonth> = fc.record({
  accountKey: key,
  month: fc.constant(MONTH),
  transactions,
});

const twoOfAMonth = fc
  .tuple(months, transactions)
  .map(([month, others]) => [month, { ...month, transactions: others }] as const);

const lines = fc
  .array(
    fc.oneof(
      fc.constantFrom('2026-11-05', '2026-13-05', '', '-68.40', '68.4', 'booked', 'pending', 'x'),
      fc.constantFrom('\t', '\n', '\t\t\t\t\t\t', 'booked\tr\t\t\t\t\t\t', '2026-11-05\t\t1.00\t'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
