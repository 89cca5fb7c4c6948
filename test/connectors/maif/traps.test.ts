import { describe, expect, test } from 'vitest';
import { insuranceClaimsOf, insuredHouseholdOf } from '../../../connectors/maif/mapping.ts';
import { claim, contract, contractsOf, home, place, sampleText, told } from './samples.ts';

const coveredHome = (information: object) => contractsOf(information)[0]?.covers?.[0];

describe('the euro sign, which MAIF sends as U+0080', () => {
  test('is in the sample as it comes', () => {
    expect(sampleText()).toContain('10 000 \u0080 à 20 000 \u0080');
    expect(sampleText()).not.toContain('€');
  });

  test.each([
    ['as a character', '10 000 \u0080 à 20 000 \u0080'],
    ['mended', '10 000 € à 20 000 €'],
    ['between hard spaces', '10\u00a0000\u00a0\u0080 à 20\u202f000\u00a0\u0080'],
  ])('is understood %s', (_how, patrimoineMobilier) => {
    expect(
      coveredHome({ contract: [contract()], home: [home({ patrimoineMobilier })] }),
    ).toMatchObject({ contentsFromCents: 1_000_000, contentsToCents: 2_000_000 });
  });

  test('is understood when JSON spells it out', () => {
    const { patrimoineMobilier } = JSON.parse('{"patrimoineMobilier":"Plus de 80 000 \\u0080"}');

    const covered = coveredHome({ contract: [contract()], home: [home({ patrimoineMobilier })] });
    expect(covered).toMatchObject({ contentsFromCents: 8_000_000 });
    expect(covered).not.toHaveProperty('contentsToCents');
  });

  test('has companions: other signs of Windows-1252 are mended alike', () => {
    const street = '3 rue de l\u0092\u008cillet';

    expect(
      coveredHome({ contract: [contract({ objects: { lieu: [place({ street })] } })] }),
    ).toEqual({
      kind: 'home',
      address: {
        thoroughfare: '3 rue de l’Œillet',
        postCode: '69100',
        postName: 'VILLEURBANNE',
      },
    });
  });

  test.each([
    'beaucoup',
    '20 000 livres',
    '',
    '20 000 € à 10 000 €',
    '1 € 2 € 3 €',
    'Plus de 99 999 999 €',
  ])('a bracket that says nothing sure ("%s") is left out', (patrimoineMobilier) => {
    const covered = coveredHome({ contract: [contract()], home: [home({ patrimoineMobilier })] });

    expect(covered).not.toHaveProperty('contentsFromCents');
    expect(covered).not.toHaveProperty('contentsToCents');
  });
});

describe('a premium in euros a year', () => {
  test.each([
    [498.6, 49_860],
    [214.3, 21_430],
    [498, 49_800],
    ['498.60', 49_860],
    [0.29, 29],
    [1_234.07, 123_407],
  ])('%j is %i cents', (montantTarifTtc, cents) => {
    expect(contractsOf({ contract: [contract({ montantTarifTtc })] })[0]?.yearlyPremiumCents).toBe(
      cents,
    );
  });
});

describe('contracts have no number of their own', () => {
  test('two homes under one product and one member are two documents', () => {
    const contracts = contractsOf({
      contract: [
        contract(),
        contract({ objects: { lieu: [place({ street: '4 chemin des Sources' })] } }),
      ],
    });

    expect(new Set(contracts.map(({ contractKey }) => contractKey)).size).toBe(2);
  });

  test('two flats in one building are two documents, and no room is given to the wrong one', () => {
    const contracts = contractsOf({
      contract: [contract(), contract({ montantTarifTtc: 99 })],
      home: [home(), home({ nombrePieces: 1 })],
    });

    expect(new Set(contracts.map(({ contractKey }) => contractKey)).size).toBe(2);
    expect(contracts.map(({ yearlyPremiumCents }) => yearlyPremiumCents).sort()).toEqual([
      21_430, 9_900,
    ]);
    expect(contracts.flatMap(({ covers = [] }) => covers)).not.toContainEqual(
      expect.objectContaining({ roomCount: expect.anything() }),
    );
  });

  test('a price, a formula or a way of spelling that changes makes no other document', () => {
    const [before] = contractsOf({ contract: [contract()] });

    const [after] = contractsOf({
      contract: [
        contract({
          montantTarifTtc: 230,
          formuleBase: 'Sérénité',
          objects: { lieu: [place({ street: '12, Rue des  Tanneurs', city: 'Villeurbanne' })] },
        }),
      ],
    });

    expect(after?.contractKey).toBe(before?.contractKey);
    expect(after?.yearlyPremiumCents).toBe(23_000);
  });

  test('a vehicle is one vehicle however its plate is spelled', () => {
    const key = (immatriculationVehicule: string) =>
      contractsOf({
        contract: [contract({ objects: { vehicule: [{ immatriculationVehicule }] } })],
      })[0]?.contractKey;

    expect(key('AA-000-AA')).toBe(key('aa 000 aa'));
    expect(key('AA-000-AA')).not.toBe(key('AA-000-AB'));
  });

  test('one contract over two homes stays one, with its one price', () => {
    const contracts = contractsOf({
      contract: [contract({ objects: { lieu: [place(), place({ street: '1 place du Port' })] } })],
    });

    expect(contracts).toHaveLength(1);
    expect(contracts[0]?.covers).toHaveLength(2);
  });

  test('what a key is made of cannot be read in it', () => {
    const [only] = contractsOf({ contract: [contract()] });

    expect(only?.contractKey).toMatch(/^[0-9a-f]{16}$/);
  });

  test('one that begins in the future is still to come', () => {
    expect(contractsOf({ contract: [contract({ startDate: '2026-12-01' })] })[0]?.status).toBe(
      'pending',
    );
    expect(
      contractsOf({ contract: [contract({ startDate: '2026-12-01' })] }, '2026-12-01')[0]?.status,
    ).toBe('active');
  });

  test('one that covers neither a home nor a vehicle is left with MAIF', () => {
    const contract1 = contract({ name: 'EXEMPLE-CORPS', objects: {} });
    const contract2 = contract({ name: 'VAM', objects: { bateau: [{}] } });

    expect(contractsOf({ contract: [contract1, contract2] })).toEqual([]);
  });
});

describe('claims', () => {
  const daysOf = (...horodatages: string[]) =>
    told({
      insuranceClaim: horodatages.map((horodatage, index) =>
        claim({ horodatage, referenceSinistre: `S${index}` }),
      ),
    }).claims.map(({ day }) => day);

  test('in the hour that an autumn night has twice, or that a spring night lacks, keep their day', () => {
    expect(daysOf('2026-10-25T02:30:00', '2026-03-29T02:30:00')).toEqual([
      '2026-10-25',
      '2026-03-29',
    ]);
  });

  test('that say their offset are dated by the clock of Paris', () => {
    expect(
      daysOf('2026-10-24T22:30:00Z', '2026-10-25T23:30:00+00:00', '2026-03-28T23:30:00Z'),
    ).toEqual(['2026-10-25', '2026-10-26', '2026-03-29']);
  });

  test('sent twice count once, and two under one reference are refused', () => {
    expect(told({ insuranceClaim: [claim(), claim()] }).claims).toHaveLength(1);
    expect(() => told({ insuranceClaim: [claim(), claim({ type: 'Vehicule' })] })).toThrow(
      'MesInfos.insuranceClaim[1].referenceSinistre is given twice with different values',
    );
  });

  test('about something else than a home or a vehicle are left with MAIF', () => {
    const { claims } = told({ insuranceClaim: [claim({ type: 'Corporel' })] });

    expect(insuranceClaimsOf(claims)).toEqual([]);
  });

  test('leave place, hour and driver behind', () => {
    const { claims } = told({
      insuranceClaim: [claim({ lieuSurvenance: 'Lyon', driver: 'Bastien FABRE', ...place() })],
    });

    expect(insuranceClaimsOf(claims)).toEqual([
      { reference: 'SIN-26-0001', insurer: 'MAIF', kind: 'home', day: '2026-05-04' },
    ]);
  });
});

describe('a household', () => {
  test('is a number of people in each role, and names nobody', () => {
    const member = (quality?: string) => ({ name: { given: 'Lise' }, quality });
    const { qualities } = told({
      foyer: {
        name: 'DUVERGER',
        membres: [
          member('Sociétaire'),
          member('CONJOINT'),
          member('Enfant'),
          member('Enfant'),
          member('Ascendant'),
          member(),
        ],
      },
    });

    expect(insuredHouseholdOf(qualities)).toEqual({
      insurer: 'MAIF',
      people: { policyholder: 1, partner: 1, child: 2, other: 2 },
    });
  });

  test('of which MAIF says nothing is no document', () => {
    expect(insuredHouseholdOf(told({}).qualities)).toBeUndefined();
  });
});
