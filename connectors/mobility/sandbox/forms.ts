import { withLocalOffset } from '../../../shapes/kit/local-time.ts';
import type { Person } from '../../kit/sandbox/persons.ts';
import { metresBetween, type Place } from './places.ts';

/** Something of a day, in the form of its list. */
export interface Item {
  readonly list: ListName;
  readonly at: Date;
  /** When the account has it; operators send some receipts late. */
  readonly known: Date;
  readonly body: object;
}

export type ListName = 'invoices' | 'validations' | 'rentals' | 'journeys' | 'trips';

export interface ProductForm {
  readonly name: string;
  readonly cents: number;
  readonly details?: {
    readonly periodicity?: string;
    readonly zoneMin?: number;
    readonly zoneMax?: number;
    readonly validityStart: string;
    readonly validityEnd: string;
  };
}

const VAT_PERCENT = 10;
const withoutTaxes = (cents: number): number => Math.round(cents / (1 + VAT_PERCENT / 100));

export function invoice(
  person: Person,
  sale: {
    readonly operator: string;
    readonly order: string;
    readonly at: Date;
    readonly products: readonly ProductForm[];
    readonly known?: Date;
  },
): Item {
  const { operator, order, at, products, known = at } = sale;
  const total = products.reduce((sum, { cents }) => sum + cents, 0);
  return {
    list: 'invoices',
    at,
    known,
    body: {
      enterprise: {
        enterpriseName: operator,
        sirenNumber: '000000000',
        siretNumber: '00000000000000',
        apeCode: '4931Z',
      },
      customer: { customerName: person.lastName, customerSurname: person.firstName },
      transaction: {
        orderId: order,
        purchaseDate: withLocalOffset(at),
        amountInclTaxes: total,
        amountExclTaxes: withoutTaxes(total),
      },
      products: products.map(({ name, cents, details }) => ({
        productName: name,
        quantity: 1,
        amountInclTaxes: cents,
        amountExclTaxes: withoutTaxes(cents),
        percentTaxes: VAT_PERCENT,
        ...(details === undefined ? {} : { productDetails: details }),
      })),
    },
  };
}

export function validation(
  operator: string,
  { id, at, mode, stop }: { id: string; at: Date; mode: string; stop: Place },
): Item {
  return {
    list: 'validations',
    at,
    known: at,
    body: { validationId: id, enterpriseName: operator, date: withLocalOffset(at), mode, stop },
  };
}

export interface Ride {
  readonly id: string;
  readonly start: Date;
  readonly end: Date;
  readonly from: Place;
  readonly to: Place;
}

export function rental(system: string, { id, start, end, from, to }: Ride, cents: number): Item {
  return {
    list: 'rentals',
    at: start,
    known: end,
    body: {
      rental_id: id,
      system_name: system,
      started_at: withLocalOffset(start),
      ended_at: withLocalOffset(end),
      start_station: from,
      end_station: to,
      amount: (cents / 100).toFixed(2),
      currency: 'EUR',
    },
  };
}

/** The register keeps no name: only a pseudonym of each of the two. */
export function journey(
  { id, start, end, from, to }: Ride,
  shared: {
    readonly drive: string;
    readonly role: 'driver' | 'passenger';
    readonly status: string;
    readonly contributionCents: number;
  },
): Item {
  const identity = (word: string): object => ({
    identity_key: word.repeat(64),
    operator_user_id: `u-${word}`,
    over_18: true,
  });
  const incentiveCents = 150;
  return {
    list: 'journeys',
    at: start,
    known: end,
    body: {
      operator_journey_id: id,
      operator_trip_id: shared.drive,
      operator_name: 'Covoiturage Exemple',
      operator_class: 'C',
      status: shared.status,
      role: shared.role,
      incentives: [{ index: 0, amount: incentiveCents, siret: '00000000000000' }],
      start: { datetime: utc(start), ...from },
      end: { datetime: utc(end), ...to },
      distance: metresBetween(from, to),
      driver: { identity: identity('0'), revenue: shared.contributionCents + incentiveCents },
      passenger: { identity: identity('1'), contribution: shared.contributionCents, seats: 1 },
    },
  };
}

const utc = (instant: Date): string => instant.toISOString().replace('.000', '');

/** What a telephone recorded, as the citizens' trip recorder of La Rochelle keeps it. */
export function trace(
  { start, end, from, to }: Ride,
  mode: string,
  gramsPerKilometre: number,
): Item {
  const distance = metresBetween(from, to);
  const duration = (end.getTime() - start.getTime()) / 1_000;
  const kilograms = Math.round(distance * gramsPerKilometre) / 1_000_000;
  const properties = {
    start_fmt_time: withLocalOffset(start),
    end_fmt_time: withLocalOffset(end),
    distance,
    duration,
    manual_mode: mode,
  };
  const coordinates = [from, to].map(({ lat, lon }) => [lon, lat]);
  return {
    list: 'trips',
    at: start,
    known: end,
    body: {
      startDate: properties.start_fmt_time,
      endDate: properties.end_fmt_time,
      source: 'simulator',
      captureDevice: 'PHONE-A',
      series: [
        {
          type: 'FeatureCollection',
          properties,
          features: [
            { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } },
          ],
        },
      ],
      aggregation: {
        modes: [mode],
        sections: [{ mode, CO2: kilograms, distance, duration }],
        totalCO2: kilograms,
      },
    },
  };
}
