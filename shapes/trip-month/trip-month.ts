import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { travelModes, trb, tripRecords } from '../../vocab/terms.ts';
import {
  decimal,
  describe,
  integer,
  iri,
  linkedNode,
  linkedNodes,
  mainNode,
  type Node,
  type Nodes,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { localMonth, withLocalOffset } from '../kit/local-time.ts';
import { money, requiredCents } from '../kit/money.ts';
import { MONTH } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import {
  type EmissionFactor,
  inOrder,
  type TravelMode,
  type Trip,
  type TripMonth,
  type TripRecord,
} from './trip.ts';

export type { EmissionFactor, TravelMode, Trip, TripMonth, TripRecord };

/** The trips of a month: `new Shelf({ fetch, container, shape: tripMonth })`. */
export const tripMonth: Shape<TripMonth> = {
  name: 'trip-month',
  forClass: trb.TripMonth,
  shapeFile: 'trip-month/shape.ttl',
  fileNames: /^trips-\d{4}-\d\d\.ttl$/,
  nameOf: ({ month }) => `trips-${month}.ttl`,
  write,
  read,
};

const TRIP = '#trip-';
const AREA = /^-?\d{1,2}\.\d\d -?\d{1,3}\.\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;

/** A month has some hundred trips of which each says something else: a node each, and no list in a literal. */
function write({ month, trips }: TripMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  const ordered = inOrder(trips);
  refuseDisorder(month, ordered, subject);
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.TripMonth)],
      [schema.temporalCoverage, typed(month, xsd.gYearMonth)],
      [schema.priceCurrency, text('EUR')],
    ]),
    ...ordered.flatMap(({ id }) =>
      describe(subject, [[schema.hasPart, iri(documentUrl + TRIP + id)]]),
    ),
    ...factorsOf(ordered, subject).flatMap((factor) => writeFactor(factor, documentUrl)),
    ...ordered.flatMap((trip) => writeTrip(trip, documentUrl)),
  ];
}

function writeTrip(trip: Trip, documentUrl: string): Quad[] {
  const { operator, end, distance, emission } = trip;
  return describe(documentUrl + TRIP + trip.id, [
    [rdf.type, iri(trb.Trip)],
    [trb.tripRecord, iri(tripRecords[trip.record])],
    [trb.travelMode, iri(travelModes[trip.mode])],
    [trb.operatorName, text(operator)],
    [schema.departureTime, typed(withLocalOffset(trip.start), xsd.dateTime)],
    [schema.arrivalTime, typed(end && withLocalOffset(end), xsd.dateTime)],
    [trb.startArea, text(trip.startArea)],
    [trb.endArea, text(trip.endArea)],
    [trb.tripDistance, integer(distance?.metres)],
    [trb.distanceRecord, distance && iri(tripRecords[distance.record])],
    [trb.occupants, integer(trip.occupants)],
    [schema.price, money(trip.priceCents)],
    [trb.emittedGrams, integer(emission?.grams)],
    [trb.emissionFactor, emission && iri(factorIri(emission.factor, documentUrl))],
  ]);
}

const factorIri = ({ mode }: EmissionFactor, documentUrl: string): string =>
  `${documentUrl}#factor-${mode}`;

function writeFactor(factor: EmissionFactor, documentUrl: string): Quad[] {
  return describe(factorIri(factor, documentUrl), [
    [rdf.type, iri(trb.EmissionFactor)],
    [trb.travelMode, iri(travelModes[factor.mode])],
    [trb.gramsPerKilometre, decimal(factor.gramsPerKilometre)],
    [trb.factorSource, text(factor.source)],
    [trb.factorYear, typed(factor.year, xsd.gYear)],
    [trb.factorVerified, typed(String(factor.verified), xsd.boolean)],
  ]);
}

/** One factor a mode: a document counts all its trips of a mode alike. */
function factorsOf(trips: readonly Trip[], subject: string): EmissionFactor[] {
  const factors = new Map<TravelMode, EmissionFactor>();
  for (const { emission } of trips) {
    if (emission === undefined) continue;
    const { factor } = emission;
    const known = factors.get(factor.mode) ?? factor;
    if (JSON.stringify(known) !== JSON.stringify(factor)) {
      throw new ShapeError(subject, trb.emissionFactor, `differs among trips by ${factor.mode}.`);
    }
    factors.set(factor.mode, factor);
  }
  return [...factors.values()].sort((a, b) => (a.mode < b.mode ? -1 : 1));
}

function read(quads: readonly Quad[], documentUrl: string): TripMonth {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.TripMonth, documentUrl);
  const month = node.requiredText(schema.temporalCoverage, MONTH);
  const trips = inOrder(
    linkedNodes(nodes, node, schema.hasPart).map((trip) => readTrip(nodes, trip)),
  );
  refuseDisorder(month, trips, node.iri);
  return { month, trips };
}

function readTrip(nodes: Nodes, node: Node): Trip {
  const end = node.text(schema.arrivalTime, INSTANT);
  return present({
    id: node.iri.slice(node.iri.lastIndexOf(TRIP) + TRIP.length),
    record: node.requiredCode<TripRecord>(trb.tripRecord, tripRecords),
    mode: node.requiredCode<TravelMode>(trb.travelMode, travelModes),
    operator: node.text(trb.operatorName),
    start: new Date(node.requiredText(schema.departureTime, INSTANT)),
    end: end === undefined ? undefined : new Date(end),
    startArea: node.text(trb.startArea, AREA),
    endArea: node.text(trb.endArea, AREA),
    distance: distanceOf(node),
    occupants: node.number(trb.occupants),
    priceCents: priceOf(node),
    emission: emissionOf(nodes, node),
  });
}

function distanceOf(node: Node): Trip['distance'] {
  const metres = node.number(trb.tripDistance);
  if (metres === undefined) return undefined;
  return { metres, record: node.requiredCode<TripRecord>(trb.distanceRecord, tripRecords) };
}

const priceOf = (node: Node): number | undefined =>
  node.text(schema.price) === undefined ? undefined : requiredCents(node, schema.price);

function emissionOf(nodes: Nodes, node: Node): Trip['emission'] {
  const grams = node.number(trb.emittedGrams);
  if (grams === undefined) return undefined;
  const factor = linkedNode(nodes, node, trb.emissionFactor);
  if (factor === undefined) {
    throw new ShapeError(node.iri, trb.emissionFactor, 'is missing, though grams were counted.');
  }
  return { grams, factor: readFactor(factor) };
}

function readFactor(node: Node): EmissionFactor {
  return {
    mode: node.requiredCode<TravelMode>(trb.travelMode, travelModes),
    gramsPerKilometre: node.number(trb.gramsPerKilometre) ?? 0,
    source: node.requiredText(trb.factorSource),
    year: node.requiredText(trb.factorYear),
    verified: node.requiredText(trb.factorVerified) === 'true',
  };
}

/** Throws a ShapeError for what SHACL cannot see. */
function refuseDisorder(month: string, trips: readonly Trip[], subject: string): void {
  for (const { start, end } of trips) {
    if (localMonth(start) !== month) {
      throw new ShapeError(
        subject,
        schema.departureTime,
        `${start.toISOString()} is not in ${month}.`,
      );
    }
    if (end !== undefined && end < start) {
      throw new ShapeError(
        subject,
        schema.arrivalTime,
        `of ${start.toISOString()} lies before it.`,
      );
    }
  }
  if (new Set(trips.map(({ id }) => id)).size !== trips.length) {
    throw new ShapeError(subject, schema.hasPart, 'names one trip twice.');
  }
}
