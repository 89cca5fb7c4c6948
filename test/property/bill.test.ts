import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bill, type BillStatus, bill, pdfNameOf } from '../../shapes/bill/bill.ts';
import { addDays } from '../../shapes/kit/local-time.ts';
import { centsOfText, euroText } from '../../shapes/kit/money.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';

const documentUrl = 'https://pod.exemple.invalid/documents/eau/it.ttl';

const day = fc.integer({ min: 0, max: 20_000 }).map((count) => addDays('1990-01-01', count));
const cents = fc.integer({ min: 0, max: 99_999_999 });
const number = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => /[A-Za-z0-9]/.test(text));
const status = fc.constantFrom<BillStatus>('to-pay', 'paid', 'rejected');
const amount = fc.oneof(
  cents.map((amountCents) => ({ kind: 'bill' as const, amountCents })),
  cents.map((sum) => ({ kind: 'credit-note' as const, amountCents: 0 - sum })),
);
const anyBill: fc.Arbitrary<Bill> = fc
  .tuple(
    amount,
    fc.record(
      {
        partner: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
        billNumber: number,
        issued: day,
        due: day,
        periodFirstDay: day,
        periodLastDay: day,
        contractNumber: number,
        status,
        mandateReference: fc.stringMatching(/^[A-Z0-9+-]{1,35}$/),
        creditorIdentifier: fc.stringMatching(/^FR[0-9]{2}ZZZ[0-9A-F]{6}$/),
        debitDay: day,
        file: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}\.pdf$/),
      },
      { requiredKeys: ['partner', 'billNumber', 'issued'] },
    ),
  )
  .map(([sum, rest]) => ({ ...rest, ...sum }));

test('a bill is read back as it was, and calls itself what its shape foresees', async () => {
  await fc.assert(
    fc.asyncProperty(anyBill, async (thing) => {
      const quads = bill.write(thing, documentUrl);
      const text = writeTurtle(quads, documentUrl);

      expect(bill.read(parseTurtle(text, documentUrl), documentUrl)).toEqual(thing);
      await validate(quads, bill);
      expect(bill.fileNames?.test(bill.nameOf(thing))).toBe(true);
      expect(pdfNameOf(thing)).toMatch(/^[\w.-]+\.pdf$/);
    }),
    { numRuns: 150 },
  );
});

test('a sum of money written down and read again is the same sum, to the cent', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 1e13 }), (sum) => {
      expect(euroText(sum)).toMatch(/^-?\d+\.\d\d$/);
      expect(centsOfText(euroText(sum))).toBe(sum);
    }),
  );
});

describe('a sum of money', () => {
  test.each([
    ['75.26', 7_526],
    ['-12.5', -1_250],
    ['34', 3_400],
    ['0.290', 29],
    ['-0.00', 0],
    ['75.265', undefined],
    ['1e3', undefined],
    ['', undefined],
  ])('"%s" is %s cents', (text, sum) => {
    expect(centsOfText(text)).toBe(sum);
  });

  test('of half a cent cannot be written', () => {
    expect(() => euroText(0.5)).toThrow('no whole number of cents');
  });
});

describe('a bill is refused', () => {
  const thing: Bill = {
    partner: 'eau-du-grand-lyon',
    billNumber: 'F1',
    kind: 'bill',
    issued: '2026-10-12',
    amountCents: 100,
  };

  test('when it gives money back, and a credit note when it asks for some', () => {
    expect(() => bill.write({ ...thing, amountCents: -1 }, documentUrl)).toThrow('wrong sign');
    expect(() => bill.write({ ...thing, kind: 'credit-note' }, documentUrl)).toThrow('wrong sign');
  });

  test('when its file lies elsewhere', () => {
    const text = writeTurtle(bill.write({ ...thing, file: 'a.pdf' }, documentUrl), documentUrl);
    const elsewhere = text.replace('documents/eau/a.pdf', 'photos/a.pdf');

    expect(elsewhere).not.toBe(text);
    expect(() => bill.read(parseTurtle(elsewhere, documentUrl), documentUrl)).toThrow(
      'no file of the same container',
    );
    expect(() => bill.write({ ...thing, file: '../a.pdf' }, documentUrl)).toThrow(
      'no plain file name',
    );
  });
});
