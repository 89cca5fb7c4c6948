import fc from 'fast-check';
import { expect, test } from 'vitest';
import { insuranceContractsOf } from '../../../connectors/maif/mapping.ts';
import type { MaifContract, MaifHome, MaifPlace } from '../../../connectors/maif/payload.ts';
import { insuranceContract } from '../../../shapes/insurance-contract/insurance-contract.ts';
import { contract, contractsOf, TODAY } from './samples.ts';

const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(some, { nil: undefined });

/** Few of each, so that things often look alike. */
const place: fc.Arbitrary<MaifPlace> = fc.record({
  street: maybe(fc.constantFrom('12 rue des Tanneurs', '12 Rue des Tanneurs', '1 place du Port')),
  postCode: maybe(fc.constantFrom('69100', '69004')),
  city: maybe(fc.constantFrom('LYON', 'Lyon')),
});
const memberNumber = fc.constantFrom('9990001', '9990002');
const contracts: fc.Arbitrary<MaifContract[]> = fc.array(
  fc.record({
    memberNumber,
    product: fc.constantFrom('VAM', 'RAQVAM'),
    formula: maybe(fc.constantFrom('Équilibre', 'Plénitude')),
    start: maybe(fc.constantFrom('2021-06-01', '2027-01-01')),
    yearlyCents: maybe(fc.nat({ max: 100_000 })),
    places: fc.array(place, { maxLength: 2 }),
    vehicles: fc.array(maybe(fc.constantFrom('AA-000-AA', 'AA 000 AA', 'BB-111-BB')), {
      maxLength: 2,
    }),
  }),
  { maxLength: 6 },
);
const homes: fc.Arbitrary<MaifHome[]> = fc.array(
  fc.record({
    memberNumber,
    place,
    nature: maybe(fc.constantFrom('Appartement', 'Maison', 'Péniche')),
    legalSituation: maybe(fc.constantFrom('Locataire', 'Propriétaire')),
    rooms: maybe(fc.nat({ max: 9 })),
    contentsValue: maybe(fc.constantFrom('10 000 € à 20 000 €', 'Plus de 80 000 €')),
  }),
  { maxLength: 4 },
);

test('no contract is laid over another, and none that differs is lost', () => {
  fc.assert(
    fc.property(contracts, homes, (some, their) => {
      const laid = insuranceContractsOf({ contracts: some, homes: their }, TODAY);

      const covering = some.filter(({ places, vehicles }) => places.length + vehicles.length > 0);
      const different = new Set(covering.map((one) => JSON.stringify(one)));
      expect(laid).toHaveLength(different.size);
      expect(new Set(laid.map((one) => insuranceContract.nameOf(one))).size).toBe(laid.length);
    }),
    { numRuns: 300 },
  );
});

test('the order in which MAIF sends, and what it sends twice, change nothing', () => {
  fc.assert(
    fc.property(contracts, homes, fc.func(fc.integer()), (some, their, weight) => {
      const shuffle = <T>(things: readonly T[]): T[] =>
        [...things, ...things].sort((a, b) => weight(a) - weight(b));

      const laid = insuranceContractsOf({ contracts: some, homes: their }, TODAY);
      const shuffled = { contracts: shuffle(some), homes: shuffle(their) };

      expect(insuranceContractsOf(shuffled, TODAY)).toEqual(laid);
    }),
    { numRuns: 300 },
  );
});

test('every sum of euros and cents is the same number of cents', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), (cents) => {
      const written = [cents / 100, (cents / 100).toFixed(2)];

      for (const montantTarifTtc of written) {
        const [only] = contractsOf({ contract: [contract({ montantTarifTtc })] });
        expect(only?.yearlyPremiumCents).toBe(cents);
      }
    }),
    { numRuns: 300 },
  );
});
