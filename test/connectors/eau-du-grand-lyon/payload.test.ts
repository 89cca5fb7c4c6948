import { describe, expect, test } from 'vitest';
import {
  parseBills,
  parseContracts,
  parseDays,
  parseMonths,
} from '../../../connectors/eau-du-grand-lyon/payload.ts';
import { daysAnswer, fieldOf, monthsAnswer, november, type RawDay, sample } from './samples.ts';

const days = (answer: unknown) => parseDays(fieldOf(answer), november);
const contract = (change: object) => ({
  content: [{ id: '840017', reference: '00-4411-072', ...change }],
});
const billAnswer = (change: object) => [
  { reference: 'F1', dateEdition: '2026-10-12', montantTTC: 75.26, ...change },
];

describe('months', () => {
  test('are counted from 0 in the days: 10 is November', () => {
    expect(days(sample('journalier'))).toEqual({
      unit: 'L',
      days: [
        { day: '2026-11-18', volume: 192, leak: 0 },
        { day: '2026-11-19', volume: 0, leak: 0 },
        { day: '2026-11-20', volume: 231, leak: 0 },
        { day: '2026-11-21', volume: 470, leak: 96 },
      ],
    });
  });

  test('are counted from 1 in the months: 10 is October', () => {
    expect(parseMonths(fieldOf(sample('mensuel')))).toEqual([
      { month: '2026-08', unit: 'm3', volume: 5.1 },
      { month: '2026-09', unit: 'm3', volume: 6.4 },
      { month: '2026-10', unit: 'm3', volume: 6 },
    ]);
  });

  test('of the days that are suddenly counted from 1 are seen, because nobody asked for them', () => {
    expect(() => days(daysAnswer([{ jour: 18, mois: 11 }]))).toThrow(
      'postes[0].data[0] is a day that was not asked for',
    );
  });

  test('say their unit, once the web space says it', () => {
    const answer = monthsAnswer([{ annee: 2026, mois: 1, consommation: 5_100 }], {
      unites: { consommation: 'L' },
    });

    expect(parseMonths(fieldOf(answer))).toEqual([{ month: '2026-01', unit: 'L', volume: 5_100 }]);
  });
});

describe('an answer that cannot be trusted is refused by its path', () => {
  test.each<[RawDay, string]>([
    [{ jour: 31 }, 'postes[0].data[0].jour is no day of its month'],
    [{ jour: 0 }, 'postes[0].data[0].jour is below 1'],
    [{ jour: 18, mois: 12 }, 'postes[0].data[0].mois is above 11'],
    [{ jour: 18, mois: 9.5 }, 'postes[0].data[0].mois is not a whole number'],
    [{ jour: 18, mois: 9 }, 'postes[0].data[0] is a day that was not asked for'],
    [{ jour: 18, annee: null }, 'postes[0].data[0].annee is missing'],
    [{ jour: 18, consommation: 'NaN' }, 'postes[0].data[0].consommation is not a number'],
    [{ jour: 18, consommation: null }, 'postes[0].data[0].consommation is missing'],
    [{ jour: 18, consommation: -1 }, 'postes[0].data[0].consommation is negative'],
    [{ jour: 18, consommation: 1e9 }, 'postes[0].data[0].consommation is above 100000000'],
    [{ jour: 18, volumeEstimeFuite: -1 }, 'postes[0].data[0].volumeEstimeFuite is negative'],
  ])('a day %j', (day, sentence) => {
    expect(() => days(daysAnswer([day]))).toThrow(sentence);
  });

  test.each<[unknown, string]>([
    [daysAnswer([{ jour: 18 }], 'gal'), 'unites.consommation is not L or l or m3 or m³'],
    [{ postes: [] }, 'unites.consommation is not L'],
    [{ ...daysAnswer([]), postes: undefined }, 'postes is not a list'],
    [{ ...daysAnswer([]), postes: [{}, {}] }, 'postes has more than 1 items'],
    [
      daysAnswer([{ jour: 18 }, { jour: 18, consommation: 7 }]),
      'postes[0].data[1] is given twice with different values',
    ],
  ])('days %#', (answer, sentence) => {
    expect(() => days(answer)).toThrow(sentence);
  });

  test.each<[object, string]>([
    [{ annee: 2026, mois: 0, consommation: 1 }, 'postes[0].data[0].mois is below 1'],
    [{ annee: 2026, mois: 13, consommation: 1 }, 'postes[0].data[0].mois is above 12'],
    [{ annee: 2026, mois: 1 }, 'postes[0].data[0].consommation is missing'],
  ])('a month %j', (month, sentence) => {
    expect(() => parseMonths(fieldOf(monthsAnswer([month])))).toThrow(sentence);
  });

  test('a month that comes twice', () => {
    const month = { annee: 2026, mois: 1, consommation: 1 };

    expect(() => parseMonths(fieldOf(monthsAnswer([month, month])))).toThrow('gives a month twice');
  });

  test.each<[object, string]>([
    [{ id: 840_017 }, 'content[0].id is not a text'],
    [{ id: '../840017' }, 'content[0].id is not the number of a contract'],
    [{ reference: 'a/b' }, 'content[0].reference is not the reference of a contract'],
    [{ dateEffet: '01/06/2021' }, 'content[0].dateEffet is not a day'],
    [
      { conditionPaiement: { mensualise: 'oui' } },
      'content[0].conditionPaiement.mensualise is neither true nor false',
    ],
    [
      { conditionPaiement: { mandat: { reference: 'R', ics: 'Eau' } } },
      'content[0].conditionPaiement.mandat.ics is not the identifier of a creditor',
    ],
  ])('a contract %j', (change, sentence) => {
    expect(() => parseContracts(fieldOf(contract(change)))).toThrow(sentence);
  });

  test.each<[object, string]>([
    [{ reference: '../F1' }, '[0].reference is not the reference of a bill'],
    [{ dateEdition: '2026-02-30' }, '[0].dateEdition is not a day'],
    [{ montantTTC: 75.265 }, '[0].montantTTC is not a sum of money with two decimals'],
    [{ montantTTC: null }, '[0].montantTTC is missing'],
    [{ contrat: { id: 'a b' } }, '[0].contrat.id is not the number of a contract'],
  ])('a bill %j', (change, sentence) => {
    expect(() => parseBills(fieldOf(billAnswer(change)))).toThrow(sentence);
  });
});

describe('the customer', () => {
  test('has the contract of the sample', () => {
    expect(parseContracts(fieldOf(sample('contrats')))).toEqual([
      {
        id: '840017',
        reference: '00-4411-072',
        statusLabel: 'Actif',
        start: '2021-06-01',
        usageLabel: 'Domestique',
        diameterLabel: '15 mm',
        residentsLabel: '2',
        paymentLabel: 'Prélèvement',
        paidMonthly: true,
      },
    ]);
  });

  test('may have a contract of which only its two numbers are known', () => {
    expect(parseContracts(fieldOf(contract({})))).toEqual([
      { id: '840017', reference: '00-4411-072' },
    ]);
  });

  test('has the bill of the sample, in cents', () => {
    expect(parseBills(fieldOf(sample('factures')))).toEqual([
      {
        reference: 'F2026-118802',
        issued: '2026-10-12',
        due: '2026-11-03',
        cents: 7_526,
        statusLabel: 'Réglée',
        contractId: '840017',
      },
    ]);
  });
});
