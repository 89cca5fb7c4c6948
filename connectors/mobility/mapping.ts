import { createHash } from 'node:crypto';
import { present } from '../../shapes/kit/present.ts';
import type {
  CertifiedValue,
  MobilityAccount,
} from '../../shapes/mobility-account/mobility-account.ts';
import type { MobilityPass } from '../../shapes/mobility-pass/mobility-pass.ts';
import type { MobilityPurchase } from '../../shapes/mobility-purchase/mobility-purchase.ts';
import type { Trip, TripRecord } from '../../shapes/trip-month/trip-month.ts';
import { factorOf } from './emission-factors.ts';
import type { Citizen, Invoice, Period, Product } from './payload.ts';
import type { Journey, Point, Rental, Timeline, Validation } from './payload-trips.ts';

/**
 * How exactly places come into a space. By default the square of a hundredth of a degree, some 1.1 km by 0.8 km in Lyon: it tells one
 * part of town from another, and thousands live in it. Start and end of every day, to the metre, would be the addresses of a home, a
 * work place, a doctor; and what is not in a space cannot be shared by mistake. A city may bring less, and none can bring more.
 */
export type PlacePrecision = 'area' | 'none';

/** What all sources know of a month. */
export interface TripSources {
  readonly validations: readonly Validation[];
  readonly rentals: readonly Rental[];
  readonly journeys: readonly Journey[];
  readonly timelines: readonly Timeline[];
}

/** Each value keeps the source that answers for it. */
export function accountOf(accountId: string, citizen: Citizen): MobilityAccount {
  const properties = ['birthDate', 'familyName', 'givenName'] as const;
  const values = properties.flatMap((property): CertifiedValue[] => {
    const sourced = citizen[property];
    if (sourced === undefined) return [];
    const { value, source, at } = sourced;
    const known = source === 'franceconnect.gouv.fr' ? 'franceconnect' : 'account';
    return [{ property, value, source: known, at }];
  });
  return { accountId, values };
}

/** Same order, instant and price at two operators: one purchase of a combined product. Order numbers alone are not unique among operators. */
export function purchasesOf(invoices: readonly Invoice[]): MobilityPurchase[] {
  return groupsOf(invoices).map((group) => {
    const [first] = group;
    return {
      id: idOf('order', keyOf(first)),
      orderNumber: first.orderNumber,
      at: first.at,
      operators: sortedOnce(group.map(({ operator }) => operator)),
      labels: sortedOnce(
        group.flatMap(({ products }) => products.map((product) => product.label)),
        first.orderNumber,
      ),
      priceCents: first.priceCents,
    };
  });
}

/** A product with a time in which it is valid is a pass. */
export function passesOf(invoices: readonly Invoice[]): MobilityPass[] {
  return groupsOf(invoices).flatMap((group) => {
    const [first] = group;
    const operators = sortedOnce(group.map(({ operator }) => operator));
    const passes = new Map<string, MobilityPass>();
    for (const product of group.flatMap(({ products }) => products)) {
      const pass = passOf(first, product, operators);
      if (pass !== undefined) passes.set(pass.id, pass);
    }
    return [...passes.values()];
  });
}

function passOf(
  invoice: Invoice,
  { label, validity, periodicity, zoneMin, zoneMax, priceCents }: Product,
  operators: readonly string[],
): MobilityPass | undefined {
  if (validity === undefined) return undefined;
  const { firstDay, lastDay } = validity;
  return present({
    id: idOf('pass', keyOf(invoice), label, firstDay, lastDay),
    orderNumber: invoice.orderNumber,
    label,
    operators,
    periodicity,
    zoneMin,
    zoneMax,
    firstDay,
    lastDay,
    priceCents,
  });
}

/** Receipts that tell of the same purchase, in the order in which the first of each came. */
function groupsOf(invoices: readonly Invoice[]): [Invoice, ...Invoice[]][] {
  const groups = new Map<string, [Invoice, ...Invoice[]]>();
  for (const invoice of invoices) {
    const group = groups.get(keyOf(invoice));
    if (group === undefined) groups.set(keyOf(invoice), [invoice]);
    else group.push(invoice);
  }
  return [...groups.values()];
}

const keyOf = ({ orderNumber, at, priceCents }: Invoice): string =>
  JSON.stringify([orderNumber, at.getTime(), priceCents]);

/** A leg as one source knows it, with exact places. */
interface Sighting extends Omit<Trip, 'startArea' | 'endArea' | 'emission'> {
  readonly from?: Point | undefined;
  readonly to?: Point | undefined;
}

/** Every leg once, whoever saw it, with coarse places and what it emitted. */
export function tripsOf(sources: TripSources, period: Period, places: PlacePrecision): Trip[] {
  const registered = [
    ...sources.validations.map(sightingOfValidation),
    ...sources.rentals.map(sightingOfRental),
    ...sightingsOfJourneys(sources.journeys),
  ];
  // A trip of the last evening may have legs after midnight, which belong to the next month.
  const traced = sources.timelines
    .flatMap(sightingsOfTimeline)
    .filter(({ start }) => start >= period.from && start < period.to);
  return joined(once(registered), once(traced)).map((sighting) => tripOf(sighting, places));
}

const sightingOfValidation = ({ id, operator, at, mode, place }: Validation): Sighting => ({
  id: idOf('validation', operator, id),
  record: 'validation',
  mode,
  operator,
  start: at,
  from: place,
});

const sightingOfRental = (rental: Rental): Sighting => ({
  id: idOf('hire', rental.operator, rental.id),
  record: 'hire',
  mode: 'bicycle',
  operator: rental.operator,
  start: rental.start,
  end: rental.end,
  from: rental.from,
  to: rental.to,
  priceCents: rental.priceCents,
});

/** A driver with two passengers has two journeys in the register and drove once. */
function sightingsOfJourneys(journeys: readonly Journey[]): Sighting[] {
  const drives = new Map<string, Journey[]>();
  const seen = new Set<string>();
  for (const journey of journeys) {
    const key = JSON.stringify([journey.operator, journey.id]);
    if (!journey.accepted || seen.has(key)) continue;
    seen.add(key);
    const own = journey.role === 'driver' ? journey.driveId : journey.id;
    const drive = JSON.stringify([journey.operator, journey.role, own]);
    drives.set(drive, [...(drives.get(drive) ?? []), journey]);
  }
  return [...drives].map(([drive, group]) => sightingOfDrive(drive, group));
}

function sightingOfDrive(drive: string, group: readonly Journey[]): Sighting {
  const longest = group.reduce((a, b) => (b.metres > a.metres ? b : a));
  const record: TripRecord = `car-pool-${longest.role}`;
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const cents = sum(group.map((journey) => journey.cents));
  return {
    id: idOf('car-pool', drive),
    record,
    mode: 'car',
    operator: longest.operator,
    start: new Date(Math.min(...group.map(({ start }) => start.getTime()))),
    end: new Date(Math.max(...group.map(({ end }) => end.getTime()))),
    from: longest.from,
    to: longest.to,
    distance: { metres: longest.metres, record },
    occupants: 1 + sum(group.map(({ seats }) => seats)),
    priceCents: longest.role === 'driver' ? 0 - cents : cents,
  };
}

/** A leg begins when the one before it ends; the trip's own end is the last word. */
function sightingsOfTimeline({ start, end, legs }: Timeline): Sighting[] {
  let begun = start.getTime();
  return legs.map((leg) => {
    const from = Math.min(begun, end.getTime());
    begun = Math.min(from + leg.seconds * 1_000, end.getTime());
    return {
      id: idOf('trace', leg.mode, String(from), String(begun)),
      record: 'trace',
      mode: leg.mode,
      start: new Date(from),
      end: new Date(begun),
      from: leg.from,
      to: leg.to,
      distance: { metres: leg.metres, record: 'trace' },
    };
  });
}

/** The same leg seen by two telephones is one; of two lengths the longer, whichever came first. */
function once(sightings: readonly Sighting[]): Sighting[] {
  const longest = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const known = longest.get(sighting.id);
    const metres = sighting.distance?.metres ?? 0;
    if (known === undefined || metres > (known.distance?.metres ?? 0)) {
      longest.set(sighting.id, sighting);
    }
  }
  return [...longest.values()];
}

const BOARDING_MILLISECONDS = 10 * 60_000;

/**
 * What an operator registered and a telephone recorded is one leg: it keeps the operator's mode, time and price, and takes from the
 * recording what it lacks. A leg is taken once: who changes lines validates again within one recorded leg.
 */
function joined(registered: readonly Sighting[], traced: readonly Sighting[]): Sighting[] {
  const free = new Set(traced.toSorted((a, b) => a.start.getTime() - b.start.getTime()));
  const completed = registered
    .toSorted((a, b) => a.start.getTime() - b.start.getTime() || (a.id < b.id ? -1 : 1))
    .map((sighting) => {
      const trace = [...free].find((candidate) => isSameLeg(sighting, candidate));
      if (trace === undefined) return sighting;
      free.delete(trace);
      return withTrace(sighting, trace);
    });
  return [...completed, ...free];
}

const PUBLIC_TRANSPORT = new Set(['bus', 'tram', 'metro', 'train', 'boat']);

function isSameLeg(sighting: Sighting, trace: Sighting): boolean {
  const alike =
    sighting.mode === trace.mode ||
    (PUBLIC_TRANSPORT.has(sighting.mode) && PUBLIC_TRANSPORT.has(trace.mode));
  const start = sighting.start.getTime();
  const end = (trace.end ?? trace.start).getTime();
  return alike && start >= trace.start.getTime() - BOARDING_MILLISECONDS && start <= end;
}

function withTrace(sighting: Sighting, trace: Sighting): Sighting {
  return present({
    ...sighting,
    end: sighting.end ?? trace.end,
    to: sighting.to ?? trace.to,
    from: sighting.from ?? trace.from,
    distance: sighting.distance ?? trace.distance,
  });
}

function tripOf({ from, to, ...sighting }: Sighting, places: PlacePrecision): Trip {
  const shown = places === 'area';
  return present({
    ...sighting,
    startArea: shown && from ? areaOf(from) : undefined,
    endArea: shown && to ? areaOf(to) : undefined,
    emission: emissionOf(sighting),
  });
}

/** No distance, no grams: nothing is guessed. The factor of a car is the whole car's. */
function emissionOf({ mode, distance, occupants = 1 }: Sighting): Trip['emission'] {
  const factor = factorOf(mode);
  if (factor === undefined || distance === undefined) return undefined;
  const grams = (distance.metres * factor.gramsPerKilometre) / 1_000 / occupants;
  return { grams: Math.round(grams), factor };
}

/** 'latitude longitude' of the middle of the square in which a place lies. */
export function areaOf({ latitude, longitude }: Point): string {
  return [latitude, longitude].map(hundredths).join(' ');
}

const hundredths = (degrees: number): string => ((Math.round(degrees * 100) || 0) / 100).toFixed(2);

/** Sixteen hexadecimal digits that depend on nothing but what they stand for. */
function idOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Each name once, in the order of the characters; `fallback` where there is none. */
function sortedOnce(names: readonly string[], fallback = ''): string[] {
  const sorted = [...new Set(names)].sort();
  return sorted.length === 0 ? [fallback] : sorted;
}
