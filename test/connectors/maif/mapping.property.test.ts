import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConnectorError } from '../../../connectors/kit/errors.ts';
import {
  insuranceClaimsOf,
  insuranceContractsOf,
  insuredHouseholdOf,
} from '../../../connectors/maif/mapping.ts';
import type { MaifContract, MaifHome, MaifPlace } from '../../../connectors/maif/payload.ts';
import { insuranceClaim } from '../../../shapes/insurance-claim/insurance-claim.ts';
import { insuranceContract } from '../../../shapes/insurance-contract/insurance-contract.ts';
import { insuredHousehold } from '../../../shapes/insured-household/insured-household.ts';
import type { Shape } from '../../../shapes/kit/shape.ts';
import { parseTurtle, writeTurtle } from '../../../shapes/kit/turtle.ts';
import { validate } from '../../../shapes/kit/validate.ts';
import { contract, contractsOf, TODAY, told } from './samples.ts';

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

/** Mostly what MAIF may say, at times what nobody should. */
const field = (...good: unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...good) },
    { weight: 2, arbitrary: fc.constantFrom(undefined, null, '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.oneof(fc.double(), fc.integer(), fc.constant({})) },
  );
const anyPlace = fc.record({
  address: fc.record({
    street: field('12 rue des Tanneurs', ' ', '\u0080\u0092'),
    postCode: field('69100'),
    city: field('LYON'),
  }),
});
const anyInformation = fc.record({
  contract: fc.array(
    fc.record({
      societaire: field('9990001'),
      name: field('RAQVAM', 'VAM'),
      formuleBase: field('Équilibre'),
      startDate: field('2021-06-01', '2021-06-01T00:00:00+02:00'),
      montantTarifTtc: field(214.3, '98.40', 0),
      objects: fc.record({
        lieu: fc.array(anyPlace, { maxLength: 2 }),
        vehicule: fc.array(fc.record({ immatriculationVehicule: field('AA-000-AA', 'a ') }), {
          maxLength: 2,
        }),
      }),
    }),
    { maxLength: 2 },
  ),
  home: fc.array(
    anyPlace.chain(({ address }) =>
      fc.record({
        societaire: fc.constant('9990001'),
        address: fc.constant(address),
        nombrePieces: field(0, 3, '4'),
        natureLieu: field('Appartement'),
        patrimoineMobilier: field('10 000 \u0080 à 20 000 \u0080', 'Plus de 99 999 999 999 €'),
      }),
    ),
    { maxLength: 1 },
  ),
  foyer: fc.record({
    membres: fc.array(fc.record({ quality: field('Sociétaire', 'Enfant', 'constructor') }), {
      maxLength: 3,
    }),
  }),
  insuranceClaim: fc.array(
    fc.record({
      referenceSinistre: field('SIN-1', 'SIN-2'),
      type: field('Vehicule', 'Habitation', 'constructor'),
      horodatage: field('2026-03-29T02:30:00', '2025-10-26T00:30:00Z'),
      libelleTypeLieuSurvenance: field('Parking'),
      immatriculationVehicule: field('BB-111-BB'),
    }),
    { maxLength: 2 },
  ),
});

test('whatever MAIF says is refused by its path, or becomes documents that keep their shapes', async () => {
  const understood = { count: 0 };
  await fc.assert(
    fc.asyncProperty(anyInformation, async (information) => {
      const documents = documentsOf(information);
      for (const [shape, thing] of documents) {
        const url = `https://space.invalid/${shape.nameOf(thing)}`;
        const quads = shape.write(thing, url);
        await validate(quads, shape);
        expect(shape.fileNames?.test(shape.nameOf(thing))).toBe(true);
        expect(shape.read(parseTurtle(writeTurtle(quads, url), url), url)).toEqual(thing);
        understood.count += 1;
      }
    }),
    { numRuns: 200 },
  );

  expect(understood.count).toBeGreaterThan(20);
});

function documentsOf(information: object): (readonly [Shape<unknown>, unknown])[] {
  try {
    const understood = told(information);
    const household = insuredHouseholdOf(understood.qualities);
    return [
      ...insuranceContractsOf(understood, TODAY).map((one) => [insuranceContract, one] as const),
      ...(household === undefined ? [] : [[insuredHousehold, household] as const]),
      ...insuranceClaimsOf(understood.claims).map((one) => [insuranceClaim, one] as const),
    ] as (readonly [Shape<unknown>, unknown])[];
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ code: 'PARTNER_ANSWER_INVALID' });
    return [];
  }
}
