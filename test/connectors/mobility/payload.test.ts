import { describe, expect, test } from 'vitest';
import type { Field } from '../../../connectors/kit/partner/field.ts';
import { Field as AnyField } from '../../../connectors/kit/partner/field.ts';
import {
  modeOf,
  parseAccount,
  parseCitizen,
  parseGrant,
  parseInvoice,
  parsePage,
} from '../../../connectors/mobility/payload.ts';
import {
  parseJourney,
  parseRental,
  parseTimeline,
  parseValidation,
} from '../../../connectors/mobility/payload-trips.ts';
import {
  citizenWith,
  invoiceWith,
  journeyWith,
  NOVEMBER,
  rentalWith,
  timelineWith,
  validationWith,
} from './samples.ts';

const field = (thing: unknown): Field => AnyField.of(thing, 'The mobility account');
const refusal = (path: string) => ({
  code: 'PARTNER_ANSWER_INVALID',
  message: expect.stringContaining(`The mobility account sent data in which ${path}`),
});
const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('a receipt of the account', () => {
  test('is read as it is: whole cents, an instant, and the days of its pass', () => {
    expect(parseInvoice(invoiceWith(), NOVEMBER)).toEqual({
      operator: 'Transports Exemple',
      orderNumber: 'O-66120',
      at: new Date('2026-11-01T07:12:00Z'),
      priceCents: 6_980,
      products: [
        {
          label: 'Abonnement mensuel',
          quantity: 1,
          priceCents: 6_980,
          periodicity: 'Mensuel',
          zoneMin: 1,
          zoneMax: 2,
          validity: { firstDay: '2026-11-01', lastDay: '2026-11-30' },
        },
      ],
    });
  });

  test.each<[string, unknown, string]>([
    ['transaction.amountInclTaxes', 69.8, 'transaction.amountInclTaxes is not a whole number'],
    ['transaction.amountInclTaxes', '69,80', 'transaction.amountInclTaxes is not a number'],
    ['transaction.amountInclTaxes', 5_000_000, 'transaction.amountInclTaxes is above'],
    ['transaction.orderId', '', 'transaction.orderId is missing'],
    [
      'transaction.purchaseDate',
      '2026-11-01T08:12:00',
      'transaction.purchaseDate is not an instant',
    ],
    [
      'transaction.purchaseDate',
      '2026-12-01T00:00:00+01:00',
      'transaction.purchaseDate lies outside',
    ],
    ['enterprise', 'Transports', 'enterprise is not an object'],
    ['products', {}, 'products is not a list'],
    [
      'products.0.productDetails.validityEnd',
      '2026-02-30',
      'products[0].productDetails.validityEnd is not a day',
    ],
    [
      'products.0.productDetails.validityEnd',
      '2026-10-30',
      'products[0].productDetails.validityEnd lies before',
    ],
    [
      'products.0.productDetails.zoneMax',
      'centre',
      'products[0].productDetails.zoneMax is not a number',
    ],
    ['products.0.productName', 'x'.repeat(201), 'products[0].productName is not a text'],
  ])('with %s = %j is refused by its path', (path, value, sentence) => {
    const invoice = invoiceWith([path, value]);

    expect(thrownBy(() => parseInvoice(invoice, NOVEMBER))).toMatchObject(refusal(sentence));
  });

  test('may give money back', () => {
    const invoice = invoiceWith(['transaction.amountInclTaxes', -6_980]);

    expect(parseInvoice(invoice, NOVEMBER).priceCents).toBe(-6_980);
  });

  test('bought half an hour before midnight UTC on the last of October belongs to November in Paris', () => {
    const invoice = invoiceWith(['transaction.purchaseDate', '2026-10-31T23:30:00Z']);

    expect(parseInvoice(invoice, NOVEMBER).at).toEqual(new Date('2026-10-31T23:30:00Z'));
  });
});

describe('the holder of an account', () => {
  test('is known value by value, each with who says so and since when', () => {
    expect(parseCitizen(citizenWith(), 'cit-0001')).toEqual({
      familyName: {
        value: 'FABRE',
        source: 'franceconnect.gouv.fr',
        at: new Date('2026-09-14T10:00:00Z'),
      },
      givenName: {
        value: 'Odile',
        source: 'franceconnect.gouv.fr',
        at: new Date('2026-09-14T10:00:00Z'),
      },
      birthDate: {
        value: '1984-02-11',
        source: 'moncomptemobilite.fr',
        at: new Date('2026-09-14T10:05:00Z'),
      },
    });
  });

  test('may have values that nobody gave', () => {
    const citizen = citizenWith(['identity.birthDate', null]);

    expect(parseCitizen(citizen, 'cit-0001').birthDate).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['id', 'cit-0002', 'id is not the one that was asked for'],
    ['identity.lastName.source', 'a neighbour', 'identity.lastName.source is not franceconnect'],
    ['identity.birthDate.value', '11/02/1984', 'identity.birthDate.value is not a day'],
    ['identity.firstName.certificationDate', '', 'identity.firstName.certificationDate is missing'],
  ])('with %s = %j is refused by its path', (path, value, sentence) => {
    const citizen = citizenWith([path, value]);

    expect(thrownBy(() => parseCitizen(citizen, 'cit-0001'))).toMatchObject(refusal(sentence));
  });
});

describe('a ride of the register', () => {
  test('gives a passenger what she paid, in cents, at UTC instants', () => {
    expect(parseJourney(journeyWith(), NOVEMBER)).toMatchObject({
      role: 'passenger',
      accepted: true,
      start: new Date('2026-11-10T07:02:00Z'),
      metres: 14_200,
      cents: 200,
      seats: 1,
    });
  });

  test('gives a driver what he received, in which the incentives are already', () => {
    expect(parseJourney(journeyWith(['role', 'driver']), NOVEMBER).cents).toBe(350);
  });

  test.each([
    ['pending', false],
    ['fraud_error', false],
    ['canceled', false],
    ['unknown', false],
    ['ok', true],
  ])('that is %s is accepted: %s', (status, accepted) => {
    expect(parseJourney(journeyWith(['status', status]), NOVEMBER).accepted).toBe(accepted);
  });

  test.each<[string, unknown, string]>([
    ['status', 'validated', 'status is no state of the register'],
    ['role', 'pilot', 'role is not driver or passenger'],
    ['passenger.contribution', 2.5, 'passenger.contribution is not a whole number'],
    ['distance', -1, 'distance is negative'],
    ['start.lat', 95, 'start.lat is above 90'],
    ['end.datetime', '2026-11-10T06:00:00Z', 'end.datetime lies before start.datetime'],
    ['passenger.seats', 0, 'passenger.seats is below 1'],
  ])('with %s = %j is refused by its path', (path, value, sentence) => {
    const journey = journeyWith([path, value]);

    expect(thrownBy(() => parseJourney(journey, NOVEMBER))).toMatchObject(refusal(sentence));
  });
});

describe('a hire', () => {
  test('has its price in euros with a point, which become cents', () => {
    expect(parseRental(rentalWith(), NOVEMBER)).toMatchObject({ priceCents: 100, to: undefined });
    expect(parseRental(rentalWith(['amount', 1.1]), NOVEMBER).priceCents).toBe(110);
  });

  test.each<[string, unknown, string]>([
    ['amount', '1.005', 'amount is not a sum of money'],
    ['currency', 'GBP', 'currency is not EUR'],
    ['ended_at', '2026-11-10T07:59:00+01:00', 'ended_at lies before started_at'],
    ['start_station.lon', 'east', 'start_station.lon is not a number'],
  ])('with %s = %j is refused by its path', (path, value, sentence) => {
    const rental = rentalWith([path, value]);

    expect(thrownBy(() => parseRental(rental, NOVEMBER))).toMatchObject(refusal(sentence));
  });
});

describe('a recorded trip', () => {
  test('has its longitude before its latitude, and only its ends are read', () => {
    expect(parseTimeline(timelineWith(), NOVEMBER)).toEqual({
      start: new Date('2026-11-10T05:55:10Z'),
      end: new Date('2026-11-10T06:21:40Z'),
      legs: [
        {
          mode: 'bus',
          metres: 8_410,
          seconds: 1_590,
          from: { latitude: 45.764, longitude: 4.8357 },
          to: { latitude: 45.7491, longitude: 4.887 },
        },
      ],
    });
  });

  test('is of the mode that she herself said', () => {
    const timeline = timelineWith(['series.0.properties.manual_mode', 'CAR']);

    expect(parseTimeline(timeline, NOVEMBER).legs[0]?.mode).toBe('car');
  });

  test('of several sections without a track for each has no places', () => {
    const section = { mode: 'WALKING', distance: 300, duration: 240 };
    const bus = { mode: 'BUS', distance: 8_410, duration: 1_350 };
    const timeline = timelineWith(['aggregation.sections', [section, bus]]);

    const { legs } = parseTimeline(timeline, NOVEMBER);

    expect(legs.map(({ mode, from }) => [mode, from])).toEqual([
      ['walk', undefined],
      ['bus', undefined],
    ]);
  });

  test.each<[string, unknown, string]>([
    ['endDate', '2026-11-10T06:00:00+01:00', 'endDate lies before startDate'],
    ['startDate', '2026-11-10 06:55:10', 'startDate is not an instant'],
    ['series', [], 'series does not hold exactly one trip'],
    ['aggregation.sections.0.distance', 'far', 'aggregation.sections[0].distance is not a number'],
    [
      'series.0.features.0.geometry.coordinates.0',
      [4.8],
      'series[0].features[0].geometry.coordinates[0] is no position',
    ],
    [
      'series.0.features.0.geometry.coordinates.0',
      [4.8, 145],
      'series[0].features[0].geometry.coordinates[0][1] is above 90',
    ],
  ])('with %s = %j is refused by its path', (path, value, sentence) => {
    const timeline = timelineWith([path, value]);

    expect(thrownBy(() => parseTimeline(timeline, NOVEMBER))).toMatchObject(refusal(sentence));
  });
});

test('a validation without a stop has no place', () => {
  expect(parseValidation(validationWith(['stop', null]), NOVEMBER).place).toBeUndefined();
});

test('a mode that could be a plane or a fast train is neither', () => {
  expect(modeOf('AIR_OR_HSR')).toBe('other');
  expect(modeOf(undefined)).toBe('other');
  expect(modeOf('Subway')).toBe('metro');
});

describe('what the sign-in answers', () => {
  const grant = { access_token: 'a', expires_in: '300', refresh_token: 'r' };

  test('is a grant, whose end may be unsaid', () => {
    expect(parseGrant(field({ ...grant, refresh_expires_in: 0 })).refreshSeconds).toBeUndefined();
    expect(parseGrant(field(grant))).toMatchObject({ expiresInSeconds: 300, refreshToken: 'r' });
  });

  test('without a refresh token is no grant', () => {
    const answer = field({ ...grant, refresh_token: undefined });

    expect(thrownBy(() => parseGrant(answer))).toMatchObject(refusal('refresh_token is missing'));
  });

  test.each(['../other', 'a/b', '', '-'.repeat(3)])(
    'names an account that cannot be a folder, "%s", and is refused',
    (sub) => {
      expect(thrownBy(() => parseAccount(field({ sub })))).toMatchObject(refusal('sub'));
    },
  );
});

test('a page says how long its list is', () => {
  const page = field({ words: ['a', 'b'], totalElements: 7 });

  expect(parsePage(page, 'words', (word) => word.text())).toEqual({ items: ['a', 'b'], total: 7 });
  expect(
    thrownBy(() => parsePage(field({ words: [] }), 'words', (word) => word.text())),
  ).toMatchObject(refusal('totalElements is missing'));
});
