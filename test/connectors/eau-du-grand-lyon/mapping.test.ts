import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  billOf,
  contractStatusOf,
  waterContractOf,
  waterMonthOf,
} from '../../../connectors/eau-du-grand-lyon/mapping.ts';
import {
  type ContractRecord,
  parseBills,
  parseContracts,
  parseDays,
  parseMonths,
} from '../../../connectors/eau-du-grand-lyon/payload.ts';
import { daysOfMonth } from '../../../shapes/kit/local-time.ts';
import { daysAnswer, fieldOf, november, sample } from './samples.ts';

const contract: ContractRecord = { id: '840017', reference: '00-4411-072' };
const debited: ContractRecord = {
  ...contract,
  paymentLabel: 'Prélèvement',
  paidMonthly: false,
  mandate: { reference: 'EGL-1', creditor: 'FR00ZZZ000003' },
};
const record = { reference: 'F1', issued: '2026-10-12', due: '2026-11-03', cents: 7_526 };

const monthOf = (answer: unknown, settledUntil = '2026-08-24') =>
  waterMonthOf({
    contractNumber: '00-4411-072',
    month: '2026-11',
    days: parseDays(fieldOf(answer), november),
    stated: undefined,
    settledUntil,
  });

describe('a month of water', () => {
  test('of the samples has its litres, its leak, its total, and no zero', () => {
    const stated = parseMonths(fieldOf(sample('mensuel')))[2];

    expect(
      waterMonthOf({
        contractNumber: '00-4411-072',
        month: '2026-11',
        days: parseDays(fieldOf(sample('journalier')), november),
        stated,
        settledUntil: '2026-08-24',
      }),
    ).toEqual({
      contractNumber: '00-4411-072',
      month: '2026-11',
      days: [
        { day: '2026-11-18', litres: 192, quality: 'measured', leakLitres: 0 },
        { day: '2026-11-20', litres: 231, quality: 'measured', leakLitres: 0 },
        { day: '2026-11-21', litres: 470, quality: 'measured', leakLitres: 96 },
      ],
      statedLitres: 6_000,
    });
  });

  test('is the same in litres and in cubic metres, whatever the amount', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9_999_999 }), { maxLength: 30 }), (amounts) => {
        const inUnit = (unit: string, per: number) =>
          monthOf(
            daysAnswer(
              amounts.map((litres, index) => ({
                jour: index + 1,
                consommation: litres / per,
                volumeEstimeFuite: litres / per,
              })),
              unit,
            ),
          );

        expect(inUnit('m3', 1_000)).toEqual(inUnit('L', 1));
        expect(inUnit('m³', 1_000)).toEqual(inUnit('l', 1));
      }),
    );
  });

  test('has no zero that can still be corrected, and every other day', () => {
    const days = daysOfMonth('2026-11');
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 3 }), { minLength: 30, maxLength: 30 }),
        fc.constantFrom('2026-10-31', ...days),
        (amounts, settledUntil) => {
          const raw = amounts.map((litres, index) => ({ jour: index + 1, consommation: litres }));
          const kept = monthOf(daysAnswer(raw), settledUntil)?.days ?? [];

          const expected = days.filter((day, index) => amounts[index] !== 0 || day <= settledUntil);
          expect(kept.map(({ day }) => day)).toEqual(expected);
        },
      ),
    );
  });

  test('of which nothing is known is none', () => {
    expect(monthOf(daysAnswer([]))).toBeUndefined();
    expect(monthOf(daysAnswer([{ jour: 3, consommation: 0 }]))).toBeUndefined();
  });
});

describe('a contract', () => {
  test('of the samples is one of a home, with the public tariff', () => {
    const [given = contract] = parseContracts(fieldOf(sample('contrats')));

    expect(waterContractOf(given)).toMatchObject({
      contractNumber: '00-4411-072',
      meterDiameterMillimetres: 15,
      residentCount: 2,
      status: 'active',
      tariffs: [{ validFrom: '2026-01-01' }],
    });
  });

  test('of another use has no tariff of homes', () => {
    expect(waterContractOf({ ...contract, usageLabel: 'Incendie' }).tariffs).toBeUndefined();
  });

  test.each([
    ['Actif', 'active'],
    ['Résilié', 'ended'],
    ['RESILIE', 'ended'],
    ['Inactif', 'ended'],
    ['À venir', 'pending'],
    ['Gelé', undefined],
    [undefined, undefined],
  ])('that the web space calls %s is %s', (statusLabel, status) => {
    const labelled = statusLabel === undefined ? contract : { ...contract, statusLabel };

    expect(contractStatusOf(labelled)).toBe(status);
  });
});

describe('a bill', () => {
  test('of the sample is paid, and says so in cents', () => {
    const [given = record] = parseBills(fieldOf(sample('factures')));

    expect(billOf(given, contract, true)).toEqual({
      partner: 'eau-du-grand-lyon',
      billNumber: 'F2026-118802',
      kind: 'bill',
      issued: '2026-10-12',
      due: '2026-11-03',
      amountCents: 7_526,
      contractNumber: '00-4411-072',
      status: 'paid',
      file: '2026-10-12-F2026-118802.pdf',
    });
  });

  test('is debited on the day on which it is due, if it is debited whole', () => {
    expect(billOf(record, debited, false)).toMatchObject({
      mandateReference: 'EGL-1',
      creditorIdentifier: 'FR00ZZZ000003',
      debitDay: '2026-11-03',
    });
    expect(billOf(record, { ...debited, paidMonthly: true }, false).debitDay).toBeUndefined();
    expect(billOf(record, contract, false).debitDay).toBeUndefined();
  });

  test('below zero is a credit note, which nobody is debited of', () => {
    expect(billOf({ ...record, cents: -1_250 }, debited, false)).toMatchObject({
      kind: 'credit-note',
      amountCents: -1_250,
    });
    expect(billOf({ ...record, cents: -1_250 }, debited, false).debitDay).toBeUndefined();
  });

  test('of a contract that is not in the list is kept without its number', () => {
    expect(billOf(record, undefined, false).contractNumber).toBeUndefined();
  });

  test.each([
    ['Réglée', 'paid'],
    ['Payée', 'paid'],
    ['À régler', 'to-pay'],
    ['Non réglée', 'to-pay'],
    ['Impayée', 'to-pay'],
    ['Prélèvement rejeté', 'rejected'],
    ['Litige', undefined],
  ])('that the web space calls %s is %s', (statusLabel, status) => {
    expect(billOf({ ...record, statusLabel }, contract, false).status).toBe(status);
  });
});
