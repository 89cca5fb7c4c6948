import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type InsuranceClaim,
  insuranceClaim,
} from '../../shapes/insurance-claim/insurance-claim.ts';
import {
  type InsuranceContract,
  type InsuredThing,
  insuranceContract,
} from '../../shapes/insurance-contract/insurance-contract.ts';
import {
  type InsuredHousehold,
  insuredHousehold,
} from '../../shapes/insured-household/insured-household.ts';
import { addDays } from '../../shapes/kit/local-time.ts';
import type { Shape } from '../../shapes/kit/shape.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';

const documentUrl = 'https://pod.exemple.invalid/data/it.ttl';

const day = fc.integer({ min: 0, max: 20_000 }).map((count) => addDays('1990-01-01', count));
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const cents = fc.nat({ max: 5_000_000 });
const registrationNumber = fc.stringMatching(/^[0-9A-Z][0-9A-Z -]{0,14}$/);
const address = fc.record(
  { thoroughfare: words, postCode: fc.stringMatching(/^[0-9]{5}$/), postName: words },
  { requiredKeys: [] },
);

const home: fc.Arbitrary<InsuredThing> = fc.record(
  {
    kind: fc.constant('home' as const),
    dwellingKind: fc.constantFrom('apartment' as const, 'house' as const),
    address,
    roomCount: fc.integer({ min: 1, max: 100 }),
    occupancy: fc.constantFrom('owner' as const, 'tenant' as const),
    contentsFromCents: cents,
    contentsToCents: cents,
  },
  { requiredKeys: ['kind'] },
);
const vehicle: fc.Arbitrary<InsuredThing> = fc.record(
  { kind: fc.constant('vehicle' as const), registrationNumber },
  { requiredKeys: ['kind'] },
);

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

test('an insurance contract is read back as it was, however many things it covers', async () => {
  const contracts: fc.Arbitrary<InsuranceContract> = fc.record(
    {
      contractKey: fc.stringMatching(/^[0-9a-f]{16}$/),
      insurer: words,
      status: fc.constantFrom('pending' as const, 'active' as const, 'ended' as const),
      memberNumber: words,
      product: words,
      formula: words,
      start: day,
      yearlyPremiumCents: cents,
      covers: fc.array(fc.oneof(home, vehicle), { minLength: 1, maxLength: 12 }),
    },
    { requiredKeys: ['contractKey', 'insurer', 'status'] },
  );

  await readingUndoesWriting(insuranceContract, contracts);
});

test('an insured household is read back as it was', async () => {
  const count = fc.integer({ min: 1, max: 99 });
  const people = fc
    .record(
      { policyholder: count, partner: count, child: count, other: count },
      { requiredKeys: [] },
    )
    .filter((roles) => Object.keys(roles).length > 0);
  const households: fc.Arbitrary<InsuredHousehold> = fc.record({ insurer: words, people });

  await readingUndoesWriting(insuredHousehold, households);
});

test('an insurance claim is read back as it was', async () => {
  const claims: fc.Arbitrary<InsuranceClaim> = fc.record(
    {
      reference: fc.stringMatching(/^[0-9A-Za-z][\w.-]{0,39}$/),
      insurer: words,
      kind: fc.constantFrom('home' as const, 'vehicle' as const),
      day,
      placeKind: words,
      registrationNumber,
    },
    { requiredKeys: ['reference', 'insurer', 'kind', 'day'] },
  );

  await readingUndoesWriting(insuranceClaim, claims);
});
