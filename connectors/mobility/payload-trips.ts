import type { TravelMode } from '../../shapes/trip-month/trip-month.ts';
import type { Field } from '../kit/partner/field.ts';
import {
  CENTS_MAX,
  instantWithin,
  label,
  modeOf,
  type Period,
  wholeCents,
  wholeSecond,
} from './payload.ts';

/** WGS 84, degrees, as exact as the source has it; only the mapping sees it. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** A pass held to a reader. */
export interface Validation {
  readonly id: string;
  readonly operator: string;
  readonly at: Date;
  readonly mode: TravelMode;
  readonly place: Point | undefined;
}

export interface Rental {
  readonly id: string;
  readonly operator: string;
  readonly start: Date;
  readonly end: Date;
  readonly from: Point | undefined;
  readonly to: Point | undefined;
  readonly priceCents: number;
}

/** A shared ride as its register knows it: one passenger with one driver. */
export interface Journey {
  readonly id: string;
  /** Equal for all journeys of one drive. */
  readonly driveId: string;
  readonly operator: string;
  readonly role: 'driver' | 'passenger';
  /** Only what the register accepted counts. */
  readonly accepted: boolean;
  readonly start: Date;
  readonly end: Date;
  readonly from: Point;
  readonly to: Point;
  readonly metres: number;
  readonly seats: number;
  /** What a driver received, or a passenger paid. */
  readonly cents: number;
}

/** A trip that a telephone recorded, cut into legs of one mode. */
export interface Timeline {
  readonly start: Date;
  readonly end: Date;
  readonly legs: readonly Leg[];
}

interface Leg {
  readonly mode: TravelMode;
  readonly metres: number;
  readonly seconds: number;
  readonly from: Point | undefined;
  readonly to: Point | undefined;
}

const METRES_MAX = 2_000_000;
const SECONDS_MAX = 7 * 86_400;
const LEGS_MAX = 50;
const POINTS_MAX = 20_000;
const SEATS_MAX = 8;

/** assumed: validations are in no published contract; the words are those of the account where it has them. */
export function parseValidation(validation: Field, period: Period): Validation {
  return {
    id: label(validation.at('validationId')),
    operator: label(validation.at('enterpriseName')),
    at: instantWithin(validation.at('date'), period),
    mode: modeOf(validation.at('mode').optionalText()),
    place: optionalPoint(validation.at('stop')),
  };
}

/** assumed: hires are in no published contract; the words are those of GBFS 3, and like its prices they are euros. */
export function parseRental(rental: Field, period: Period): Rental {
  const end = rental.at('ended_at');
  const parsed = {
    id: label(rental.at('rental_id')),
    operator: label(rental.at('system_name')),
    start: instantWithin(rental.at('started_at'), period),
    end: wholeSecond(end.instant()),
    from: optionalPoint(rental.at('start_station')),
    to: optionalPoint(rental.at('end_station')),
    priceCents: rental.at('amount').cents(CENTS_MAX),
  };
  rental.at('currency').oneOf('EUR');
  if (parsed.end < parsed.start) throw end.refusal('lies before started_at');
  return parsed;
}

const FINAL_STATES = new Set([
  'validation_error',
  'normalization_error',
  'anomaly_error',
  'fraud_error',
  'terms_violation_error',
  'canceled',
  'acquisition_error',
]);

/** The register's version 3.3. Its times are UTC, its money cents, and what others gave to the ride is in revenue already. */
export function parseJourney(journey: Field, period: Period): Journey {
  const role = journey.at('role').oneOf('driver', 'passenger');
  const [start, end] = [journey.at('start'), journey.at('end')];
  const passenger = journey.at('passenger');
  const arrived = end.at('datetime');
  const parsed = {
    id: label(journey.at('operator_journey_id')),
    driveId:
      journey.at('operator_trip_id').optionalText() ?? label(journey.at('operator_journey_id')),
    operator: label(journey.at('operator_name')),
    role,
    accepted: isAccepted(journey.at('status')),
    start: instantWithin(start.at('datetime'), period),
    end: wholeSecond(arrived.instant()),
    from: point(start),
    to: point(end),
    metres: Math.round(journey.at('distance').amount(METRES_MAX)),
    seats: passenger.at('seats').integer({ min: 1, max: SEATS_MAX }),
    cents:
      role === 'driver'
        ? wholeCents(journey.at('driver').at('revenue'))
        : wholeCents(passenger.at('contribution')),
  };
  if (parsed.end < parsed.start) throw arrived.refusal('lies before start.datetime');
  return parsed;
}

/** Pending and unknown ones are settled after 48 hours: a later run brings them. */
function isAccepted(field: Field): boolean {
  const status = field.text();
  if (status === 'ok') return true;
  if (status === 'pending' || status === 'unknown' || FINAL_STATES.has(status)) return false;
  throw field.refusal('is no state of the register');
}

export function parseTimeline(timeline: Field, period: Period): Timeline {
  const end = timeline.at('endDate');
  const parsed = {
    start: instantWithin(timeline.at('startDate'), period),
    end: wholeSecond(end.instant()),
    legs: legsOf(timeline),
  };
  if (parsed.end < parsed.start) throw end.refusal('lies before startDate');
  return parsed;
}

/** Sections say mode and length; features, one a section, say where. */
function legsOf(timeline: Field): Leg[] {
  const [series, another] = timeline.at('series').items(LEGS_MAX);
  if (series === undefined || another !== undefined) {
    throw timeline.at('series').refusal('does not hold exactly one trip');
  }
  const sections = timeline.at('aggregation').at('sections').items(LEGS_MAX);
  const features = series.at('features').items(LEGS_MAX);
  const placed = features.length === sections.length;
  // What she herself said of the trip is better than what the telephone guessed.
  const manual = series.at('properties').at('manual_mode').optionalText();
  const said = sections.length === 1 ? manual : undefined;
  return sections.map((section, index) => ({
    mode: modeOf(said ?? section.at('mode').optionalText()),
    metres: Math.round(section.at('distance').amount(METRES_MAX)),
    seconds: Math.round(section.at('duration').amount(SECONDS_MAX)),
    ...endsOf(placed ? features[index] : undefined),
  }));
}

/** GeoJSON puts the longitude first (RFC 7946, §3.1.1). Of a track only its ends are read. */
function endsOf(feature: Field | undefined): Pick<Leg, 'from' | 'to'> {
  if (feature === undefined) return { from: undefined, to: undefined };
  const line = feature.at('geometry').at('coordinates').items(POINTS_MAX);
  const pointAt = (position: Field | undefined): Point | undefined => {
    if (position === undefined) return undefined;
    const [longitude, latitude] = position.items(3);
    if (longitude === undefined || latitude === undefined) {
      throw position.refusal('is no position');
    }
    return { latitude: degrees(latitude, 90), longitude: degrees(longitude, 180) };
  };
  return { from: pointAt(line[0]), to: pointAt(line.at(-1)) };
}

const point = (field: Field): Point => ({
  latitude: degrees(field.at('lat'), 90),
  longitude: degrees(field.at('lon'), 180),
});

const optionalPoint = (field: Field): Point | undefined =>
  field.absent ? undefined : point(field);

const degrees = (field: Field, max: number): number => field.number({ min: -max, max });
