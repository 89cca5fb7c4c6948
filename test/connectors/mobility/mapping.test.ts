import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  areaOf,
  passesOf,
  purchasesOf,
  type TripSources,
  tripsOf,
} from '../../../connectors/mobility/mapping.ts';
import { type Invoice, parseInvoice } from '../../../connectors/mobility/payload.ts';
import {
  type Journey,
  parseJourney,
  parseRental,
  parseTimeline,
  parseValidation,
} from '../../../connectors/mobility/payload-trips.ts';
import { periodOf } from '../../../connectors/mobility/walk.ts';
import {
  invoiceWith,
  journeyWith,
  NOVEMBER,
  rentalWith,
  timelineWith,
  validationWith,
} from './samples.ts';

const nothing: TripSources = { validations: [], rentals: [], journeys: [], timelines: [] };
const trips = (sources: Partial<TripSources>) =>
  tripsOf({ ...nothing, ...sources }, NOVEMBER, 'area');
const invoice = parseInvoice(invoiceWith(), NOVEMBER);
const journey = parseJourney(journeyWith(), NOVEMBER);
const validation = parseValidation(validationWith(), NOVEMBER);
const timeline = parseTimeline(timelineWith(), NOVEMBER);

describe('purchases', () => {
  const elsewhere: Invoice = { ...invoice, operator: 'Train Exemple' };

  test('seen by two operators are one, and have one pass', () => {
    expect(purchasesOf([invoice, elsewhere])).toMatchObject([
      { operators: ['Train Exemple', 'Transports Exemple'], priceCents: 6_980 },
    ]);
    expect(passesOf([invoice, elsewhere])).toHaveLength(1);
  });

  test('keep their name whichever receipt came first, or alone', () => {
    expect(purchasesOf([elsewhere, invoice])).toEqual(purchasesOf([invoice, elsewhere]));
    expect(purchasesOf([invoice])[0]?.id).toBe(purchasesOf([elsewhere, invoice])[0]?.id);
  });

  test('that only share an order number are two', () => {
    const other = { ...elsewhere, priceCents: 500 };
    const later = { ...elsewhere, at: new Date(invoice.at.getTime() + 60_000) };

    expect(purchasesOf([invoice, other])).toHaveLength(2);
    expect(purchasesOf([invoice, later])).toHaveLength(2);
  });

  test('of a single ticket make no pass', () => {
    const products = invoice.products.map((product) => ({ ...product, validity: undefined }));

    expect(passesOf([{ ...invoice, products }])).toEqual([]);
    expect(purchasesOf([{ ...invoice, products }])).toHaveLength(1);
  });

  test('without a product are known by their order number', () => {
    expect(purchasesOf([{ ...invoice, products: [] }])[0]?.labels).toEqual(['O-66120']);
  });
});

describe('shared rides', () => {
  test('cost a passenger what he paid, and emit half of what the car does', () => {
    expect(trips({ journeys: [journey] })).toMatchObject([
      {
        record: 'car-pool-passenger',
        mode: 'car',
        priceCents: 200,
        occupants: 2,
        startArea: '45.76 4.84',
        endArea: '45.70 4.94',
        distance: { metres: 14_200, record: 'car-pool-passenger' },
        emission: { grams: 1_363, factor: { gramsPerKilometre: 192, verified: false } },
      },
    ]);
  });

  test('with two passengers are one drive, which brought both contributions', () => {
    const driver: Journey = { ...journey, role: 'driver', cents: 350 };
    const second: Journey = { ...driver, id: 'opj-2', metres: 9_000 };

    expect(trips({ journeys: [driver, second] })).toMatchObject([
      { priceCents: -700, occupants: 3, distance: { metres: 14_200 }, emission: { grams: 909 } },
    ]);
  });

  test('that the register did not accept are no trips', () => {
    expect(trips({ journeys: [{ ...journey, accepted: false }] })).toEqual([]);
  });

  test('for which a driver received nothing cost nothing', () => {
    const driver: Journey = { ...journey, role: 'driver', cents: 0 };

    expect(Object.is(trips({ journeys: [driver] })[0]?.priceCents, 0)).toBe(true);
  });
});

describe('legs that two sources saw', () => {
  test('are one, with the operator of the one and the length of the other', () => {
    const [trip, ...others] = trips({ validations: [validation], timelines: [timeline] });

    expect(others).toEqual([]);
    expect(trip).toMatchObject({
      record: 'validation',
      operator: 'TCL',
      start: validation.at,
      end: timeline.end,
      distance: { metres: 8_410, record: 'trace' },
      endArea: '45.75 4.89',
    });
    // 8.41 km at 129 g/km; coachCO2 itself says 1.0849 kg in the sample.
    expect(trip?.emission?.grams).toBe(1_085);
  });

  test('are two where the modes cannot be the same', () => {
    const rental = parseRental(rentalWith(['started_at', '2026-11-10T07:00:00+01:00']), NOVEMBER);

    expect(trips({ rentals: [rental], timelines: [timeline] })).toHaveLength(2);
  });

  test('are counted once for one of two validations: the change of lines stays', () => {
    const change = { ...validation, id: 'v-2', at: new Date(validation.at.getTime() + 600_000) };

    const both = trips({ validations: [change, validation], timelines: [timeline] });

    expect(both).toHaveLength(2);
    expect(both.filter(({ distance }) => distance !== undefined)).toHaveLength(1);
  });

  test('by two telephones are one, of the greater length, whichever came first', () => {
    const [leg] = timeline.legs;
    if (leg === undefined) throw new Error('The sample has no leg.');
    const other = { ...timeline, legs: [{ ...leg, metres: 8_000 }] };

    const one = trips({ timelines: [timeline, other] });

    expect(one).toEqual(trips({ timelines: [other, timeline] }));
    expect(one).toMatchObject([{ distance: { metres: 8_410 } }]);
  });
});

test('legs follow each other, and the end of the trip has the last word', () => {
  const leg = { from: undefined, to: undefined, metres: 500 };
  const legs = [
    { ...leg, mode: 'walk' as const, seconds: 300 },
    { ...leg, mode: 'tram' as const, seconds: 9_000 },
  ];

  const [walk, tram] = trips({ timelines: [{ ...timeline, legs }] });

  expect(walk?.end).toEqual(new Date('2026-11-10T06:00:10Z'));
  expect(tram).toMatchObject({ start: walk?.end, end: timeline.end, emission: { grams: 2 } });
});

test('a trip of New Year’s Eve has its legs after midnight in January, and in no other month', () => {
  const leg = { mode: 'walk' as const, metres: 900, seconds: 900, from: undefined, to: undefined };
  const start = new Date('2026-12-31T22:50:00Z');
  const end = new Date('2026-12-31T23:20:00Z');
  const sources = { ...nothing, timelines: [{ start, end, legs: [leg, leg] }] };
  const inMonth = (month: string) => tripsOf(sources, periodOf(month), 'area');

  expect(inMonth('2026-12').map((trip) => trip.start)).toEqual([start]);
  expect(inMonth('2027-01').map((trip) => trip.end)).toEqual([end]);
});

test('what has no known length emits nothing that we could say', () => {
  expect(trips({ validations: [validation] })[0]?.emission).toBeUndefined();
  expect(trips({ rentals: [parseRental(rentalWith(), NOVEMBER)] })[0]?.emission).toBeUndefined();
});

test('a place is told no finer than a hundredth of a degree', () => {
  const degrees = (max: number) => fc.double({ min: -max, max, noNaN: true });

  fc.assert(
    fc.property(degrees(90), degrees(180), (latitude, longitude) => {
      const area = areaOf({ latitude, longitude });
      const [north = Number.NaN, east = Number.NaN] = area.split(' ').map(Number);

      expect(area).toMatch(/^-?\d{1,2}\.\d\d -?\d{1,3}\.\d\d$/);
      expect(area).not.toContain('-0.00');
      expect(Math.abs(north - latitude)).toBeLessThan(0.00501);
      expect(Math.abs(east - longitude)).toBeLessThan(0.00501);
    }),
  );
});

test('the order in which a month arrives changes nothing in it', () => {
  const minutes = fc.uniqueArray(fc.nat({ max: 900 }), { minLength: 1, maxLength: 8 });
  const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 10, 5, minute));

  fc.assert(
    fc.property(minutes, minutes, (boarded, recorded) => {
      const validations = boarded.map((minute) => ({
        ...validation,
        id: `v-${minute}`,
        at: at(minute),
      }));
      const timelines = recorded.map((minute) => ({
        ...timeline,
        start: at(minute),
        end: at(minute + 20),
        legs: timeline.legs.map((leg) => ({ ...leg, seconds: 1_200 })),
      }));
      const byId = (list: ReturnType<typeof trips>) =>
        list.toSorted((a, b) => (a.id < b.id ? -1 : 1));

      const straight = trips({ validations, timelines });
      const turned = trips({
        validations: validations.toReversed(),
        timelines: timelines.toReversed(),
      });

      expect(byId(turned)).toEqual(byId(straight));
      // Nothing is lost and nothing is counted twice.
      expect(straight.filter(({ record }) => record === 'validation')).toHaveLength(boarded.length);
      const lengths = straight.filter(({ distance }) => distance !== undefined);
      expect(lengths).toHaveLength(recorded.length);
    }),
  );
});
