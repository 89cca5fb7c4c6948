import type { Quad } from 'n3';
import { rdf, xsd } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import {
  describe,
  iri,
  linkedNodes,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import {
  dayWords,
  inOrder,
  type Missing,
  type Moment,
  mergeSeconds,
  readDayWords,
  refuseOutsideMonth,
  type Wording,
} from '../kit/moments.ts';
import { DAY, MONTH } from '../kit/patterns.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import { LINE_ID } from '../telecom-line/telecom-line.ts';

/** Where a telephone was at a second, as its network saw it. WGS 84. */
interface Position extends Moment {
  readonly kind: 'position';
  /** Five decimals, about a metre. */
  readonly latitudeDegrees: number;
  readonly longitudeDegrees: number;
  readonly radiusMetres: number;
}

export type LocationRecord = Position | Missing;

/** Where a telephone was during one local month; it exists only if its holder asked for that. */
export interface LocationMonth {
  readonly lineId: string;
  readonly month: string;
  readonly records: readonly LocationRecord[];
}

export const locationMonth: Shape<LocationMonth> = {
  name: 'location-month',
  forClass: trb.LocationMonth,
  shapeFile: 'location-month/shape.ttl',
  fileNames: /^\d{4}-\d\d-positions\.ttl$/,
  nameOf: ({ month }) => `${month}-positions.ttl`,
  write,
  read,
};

/** What a month holds after fresh positions came, second by second. */
export function mergeLocationMonths(
  stored: LocationMonth | undefined,
  fresh: LocationMonth,
): LocationMonth {
  const records = mergeSeconds(stored?.records ?? [], fresh.records);
  return { ...fresh, records: inOrder(records, wording) };
}

const WORD = /^:(-?\d{1,2}\.\d{5}),(-?\d{1,3}\.\d{5})~(0|[1-9]\d{0,5})$/;

/** `64800:45.76400,4.83570~350`: latitude first, as in a geo URI (RFC 5870). */
const wording: Wording<LocationRecord> = {
  say: (record) => {
    if (record.kind === 'missing') return '';
    const { latitudeDegrees, longitudeDegrees, radiusMetres } = record;
    return `:${latitudeDegrees.toFixed(5)},${longitudeDegrees.toFixed(5)}~${radiusMetres}`;
  },
  hear: (at, word) => {
    const [, latitude, longitude, radius] = WORD.exec(word) ?? [];
    const position = {
      at,
      kind: 'position' as const,
      latitudeDegrees: Number(latitude),
      longitudeDegrees: Number(longitude),
      radiusMetres: Number(radius),
    };
    const onEarth =
      Math.abs(position.latitudeDegrees) <= 90 && Math.abs(position.longitudeDegrees) <= 180;
    return onEarth ? position : undefined;
  },
};

function write(thing: LocationMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  refuseOutsideMonth(thing.month, thing.records, subject);
  const days = dayWords(thing.records, wording);
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.LocationMonth)],
      [trb.telecomLineId, text(thing.lineId)],
      [trb.month, typed(thing.month, xsd.gYearMonth)],
    ]),
    ...days.flatMap(({ day }) => describe(subject, [[trb.dayBlock, iri(`${documentUrl}#${day}`)]])),
    ...days.flatMap(({ day, words }) =>
      describe(`${documentUrl}#${day}`, [
        [rdf.type, iri(trb.LocationDay)],
        [trb.day, typed(day, xsd.date)],
        [trb.positions, typed(words, trb.positionList)],
      ]),
    ),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): LocationMonth {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.LocationMonth, documentUrl);
  const month = node.requiredText(trb.month, MONTH);
  const records = linkedNodes(nodes, node, trb.dayBlock).flatMap(readDay);
  refuseOutsideMonth(month, records, node.iri);
  return {
    lineId: node.requiredText(trb.telecomLineId, LINE_ID),
    month,
    records: inOrder(records, wording),
  };
}

function readDay(node: Node): LocationRecord[] {
  const day = node.requiredText(trb.day, DAY);
  const records = readDayWords({ day, words: node.requiredText(trb.positions) }, wording);
  if (records === undefined) {
    throw new ShapeError(node.iri, trb.positions, 'is not a list of positions.');
  }
  return records;
}
