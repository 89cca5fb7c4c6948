import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, localMonth } from '../../shapes/kit/local-time.ts';
import { centsOfText, euroText } from '../../shapes/kit/money.ts';
import type { Shape } from '../../shapes/kit/shape.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';
import {
  type IdentityProperty,
  type IdentitySource,
  type MobilityAccount,
  mobilityAccount,
} from '../../shapes/mobility-account/mobility-account.ts';
import { type MobilityPass, mobilityPass } from '../../shapes/mobility-pass/mobility-pass.ts';
import {
  type MobilityPurchaseMonth,
  mobilityPurchaseMonth,
} from '../../shapes/mobility-purchase/mobility-purchase.ts';
import {
  type EmissionFactor,
  type TravelMode,
  type Trip,
  type TripMonth,
  type TripRecord,
  tripMonth,
} from '../../shapes/trip-month/trip-month.ts';
import { identitySources, travelModes, tripRecords } from '../../vocab/terms.ts';

const documentUrl = 'https://pod.exemple.invalid/data/it.ttl';

const id = fc.stringMatching(/^[0-9a-f]{16}$/);
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const cents = fc.integer({ min: -99_999_99, max: 99_999_99 });
const keysOf = <Code extends string>(codes: Readonly<Record<Code, string>>): fc.Arbitrary<Code> =>
  fc.constantFrom(...(Object.keys(codes) as Code[]));
const names = fc.uniqueArray(words, { minLength: 1, maxLength: 3 }).map((list) => list.toSorted());

/** Whole seconds of March or October 2026, clock changes included. */
const instantsOf = (month: string) =>
  fc
    .integer({ min: 0, max: 31 * 86_400 })
    .map((seconds) => new Date(Date.parse(`${month}-01T00:00:00Z`) + seconds * 1_000))
    .filter((instant) => localMonth(instant) === month);
const someMonth = fc.constantFrom('2026-03', '2026-10');

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

test('a mobility account is read back as it was, each value with its own source', async () => {
  const property = fc.constantFrom<IdentityProperty>('birthDate', 'familyName', 'givenName');
  const value = fc.record({
    property,
    value: words,
    source: keysOf<IdentitySource>(identitySources),
    at: instantsOf('2026-10'),
  });
  const accounts: fc.Arbitrary<MobilityAccount> = fc.record({
    accountId: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/),
    values: fc
      .uniqueArray(value, { maxLength: 3, selector: (one) => one.property })
      .map((values) => values.toSorted((a, b) => (a.property < b.property ? -1 : 1))),
  });

  await readingUndoesWriting(mobilityAccount, accounts);
});

test('a mobility pass is read back as it was', async () => {
  const passes: fc.Arbitrary<MobilityPass> = fc
    .record(
      {
        id,
        orderNumber: words,
        label: words,
        operators: names,
        periodicity: words,
        zoneMin: fc.nat({ max: 99 }),
        zoneMax: fc.nat({ max: 99 }),
        firstDay: fc.nat({ max: 2_000 }).map((count) => addDays('2024-01-01', count)),
        priceCents: cents,
        days: fc.nat({ max: 400 }),
      },
      {
        requiredKeys: ['id', 'orderNumber', 'label', 'operators', 'firstDay', 'priceCents', 'days'],
      },
    )
    .map(({ days, ...pass }) => ({ ...pass, lastDay: addDays(pass.firstDay, days) }));

  await readingUndoesWriting(mobilityPass, passes);
});

test('a month of mobility purchases is read back as it was', async () => {
  const months: fc.Arbitrary<MobilityPurchaseMonth> = someMonth.chain((month) =>
    fc
      .uniqueArray(
        fc.record({
          id,
          orderNumber: words,
          at: instantsOf(month),
          operators: names,
          labels: names,
          priceCents: cents,
        }),
        { maxLength: 8, selector: (purchase) => purchase.id },
      )
      .map((purchases) => ({ month, purchases: byTime(purchases, ({ at }) => at) })),
  );

  await readingUndoesWriting(mobilityPurchaseMonth, months);
});

test('a month of trips is read back as it was', async () => {
  const months: fc.Arbitrary<TripMonth> = someMonth.chain((month) =>
    fc
      .uniqueArray(tripsOf(month), { maxLength: 6, selector: (trip) => trip.id })
      .map((trips) => ({ month, trips: byTime(trips, ({ start }) => start) })),
  );

  await readingUndoesWriting(tripMonth, months);
});

test('euros are the cents that they were made of, with two decimals', () => {
  fc.assert(
    fc.property(cents, (amount) => {
      const written = euroText(amount);

      expect(written).toMatch(/^-?\d+\.\d\d$/);
      expect(centsOfText(written)).toBe(amount);
    }),
  );
});

function tripsOf(month: string): fc.Arbitrary<Trip> {
  const area = fc
    .tuple(fc.integer({ min: -9_000, max: 9_000 }), fc.integer({ min: -18_000, max: 18_000 }))
    .map((degrees) => degrees.map((hundredths) => (hundredths / 100).toFixed(2)).join(' '));
  const record = keysOf<TripRecord>(tripRecords);
  const emission = fc.record({
    grams: fc.nat({ max: 100_000 }),
    factor: keysOf<TravelMode>(travelModes).map(factorOf),
  });
  return fc
    .record(
      {
        id,
        record,
        mode: keysOf<TravelMode>(travelModes),
        operator: words,
        start: instantsOf(month),
        minutes: fc.nat({ max: 600 }),
        startArea: area,
        endArea: area,
        distance: fc.record({ metres: fc.nat({ max: 2_000_000 }), record }),
        occupants: fc.integer({ min: 1, max: 9 }),
        priceCents: cents,
        emission,
      },
      { requiredKeys: ['id', 'record', 'mode', 'start'] },
    )
    .map(({ minutes, ...trip }) =>
      minutes === undefined
        ? trip
        : { ...trip, end: new Date(trip.start.getTime() + minutes * 60_000) },
    );
}

/** The same for all trips of a mode, as in any document. */
function factorOf(mode: TravelMode): EmissionFactor {
  const verified = mode.length % 2 === 0;
  return { mode, gramsPerKilometre: mode.length * 1.75, source: 'S', year: '2026', verified };
}

function byTime<Thing extends { readonly id: string }>(
  things: readonly Thing[],
  timeOf: (thing: Thing) => Date,
): Thing[] {
  return things.toSorted(
    (a, b) => timeOf(a).getTime() - timeOf(b).getTime() || (a.id < b.id ? -1 : 1),
  );
}
