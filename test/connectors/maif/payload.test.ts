import { describe, expect, test } from 'vitest';
import { claim, contract, home, parse, place, sampleText, told } from './samples.ts';

describe('an answer of MAIF', () => {
  test('is understood as a whole, and what nobody needs is not even read', () => {
    expect(parse(JSON.parse(sampleText()))).toEqual({
      contracts: [
        {
          memberNumber: '9990001',
          product: 'VAM',
          formula: 'Plénitude',
          start: '2019-04-01',
          yearlyCents: 49_860,
          places: [],
          vehicles: ['AA-000-AA'],
        },
        {
          memberNumber: '9990001',
          product: 'RAQVAM',
          formula: 'Equilibre',
          start: '2021-06-01',
          yearlyCents: 21_430,
          places: [{ street: '12 rue des Tanneurs', postCode: '69100', city: 'VILLEURBANNE' }],
          vehicles: [],
        },
      ],
      homes: [
        {
          memberNumber: '9990001',
          place: { street: '12 rue des Tanneurs', postCode: '69100', city: 'VILLEURBANNE' },
          nature: 'Appartement',
          legalSituation: 'Locataire',
          rooms: 3,
          contentsValue: '10 000 € à 20 000 €',
        },
      ],
      qualities: ['Sociétaire'],
      claims: [
        {
          reference: 'SIN-25-0042',
          type: 'Vehicule',
          day: '2025-12-03',
          placeKind: 'Voie publique',
          registration: 'AA-000-AA',
        },
      ],
    });
  });

  test('may lack everything but the list of contracts', () => {
    expect(told({})).toEqual({ contracts: [], homes: [], qualities: [], claims: [] });
    expect(told({ home: null, foyer: {}, insuranceClaim: [] })).toEqual(told({}));
  });

  test('takes an empty text for a missing one', () => {
    const bare = { societaire: '9990001', name: 'VAM' };

    expect(
      told({ contract: [{ ...bare, formuleBase: '', startDate: '', montantTarifTtc: '' }] }),
    ).toEqual(told({ contract: [bare] }));
  });
});

describe('an answer is refused by the path of what is wrong', () => {
  test.each<[string, unknown, string]>([
    ['nothing at all', {}, 'MesInfos.contract is not a list'],
    ['a text', 'maintenance', 'the answer is not an object'],
    ['contracts as an object', { MesInfos: { contract: {} } }, 'MesInfos.contract is not a list'],
  ])('%s', (_what, answer, sentence) => {
    expect(() => parse(answer)).toThrow(sentence);
  });

  test.each<[string, object, string]>([
    ['no member', { societaire: '' }, 'contract[0].societaire is missing'],
    [
      'a member number as a number',
      { societaire: 9990001 },
      'contract[0].societaire is not a text',
    ],
    ['a member number with a slash', { societaire: '../x' }, 'societaire is not a member number'],
    ['no product', { name: ' ' }, 'contract[0].name is missing'],
    ['a start on 31 February', { startDate: '2021-02-31' }, 'contract[0].startDate is not a day'],
    ['a start in words', { startDate: 'hier' }, 'startDate is not an instant with its offset'],
    [
      'a premium in words',
      { montantTarifTtc: '214,30 \u0080' },
      'contract[0].montantTarifTtc is not a sum of money with two decimals',
    ],
    ['a negative premium', { montantTarifTtc: -1 }, 'contract[0].montantTarifTtc is negative'],
    [
      'a premium in cents of cents',
      { montantTarifTtc: 214.305 },
      'montantTarifTtc is not a sum of money with two decimals',
    ],
    ['a premium that no home costs', { montantTarifTtc: 1e6 }, 'montantTarifTtc is above'],
    ['objects as a list', { objects: [] }, 'contract[0].objects is not an object'],
    [
      'a registration in angle brackets',
      { objects: { vehicule: [{ immatriculationVehicule: '<script>' }] } },
      'contract[0].objects.vehicule[0].immatriculationVehicule is not a registration number',
    ],
    [
      'a street as long as a book',
      { objects: { lieu: [place({ street: 'r'.repeat(201) })] } },
      'contract[0].objects.lieu[0].address.street is longer than 200 characters',
    ],
    [
      'more things than a contract covers',
      { objects: { lieu: Array.from({ length: 21 }, () => place()) } },
      'contract[0].objects.lieu has more than 20 items',
    ],
  ])('%s', (_what, change, sentence) => {
    expect(() => told({ contract: [contract(change)] })).toThrow(sentence);
  });

  test.each<[string, object, string]>([
    ['half a room', { nombrePieces: 2.5 }, 'home[0].nombrePieces is not a whole number'],
    ['no member', { societaire: null }, 'home[0].societaire is missing'],
  ])('a home with %s', (_what, change, sentence) => {
    expect(() => told({ home: [home(change)] })).toThrow(sentence);
  });

  test.each<[string, object, string]>([
    ['no reference', { referenceSinistre: undefined }, 'referenceSinistre is missing'],
    [
      'a path as reference',
      { referenceSinistre: 'a/../b' },
      'referenceSinistre is not a reference',
    ],
    ['no day', { horodatage: '' }, 'insuranceClaim[0].horodatage is missing'],
    ['a day of no calendar', { horodatage: '2026-13-01T00:00:00' }, 'horodatage is not a day'],
    ['no type', { type: '' }, 'insuranceClaim[0].type is missing'],
  ])('a claim with %s', (_what, change, sentence) => {
    expect(() => told({ insuranceClaim: [claim(change)] })).toThrow(sentence);
  });

  test('a household of more people than a home holds', () => {
    const membres = Array.from({ length: 31 }, () => ({ quality: 'Enfant' }));

    expect(() => told({ foyer: { membres } })).toThrow('foyer.membres has more than 30 items');
  });

  test('never with the value, which tells of a person', () => {
    expect(() => told({ contract: [contract({ societaire: 'Odile FABRE' })] })).not.toThrow(
      'Odile',
    );
  });
});
