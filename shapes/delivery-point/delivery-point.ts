import type { Quad } from 'n3';
import { locn, rdf, xsd } from '../../vocab/reused.ts';
import { energyVectors, trb } from '../../vocab/terms.ts';
import { type Address, readAddress, writeAddress } from '../address/address.ts';
import {
  describe,
  iri,
  linkedNode,
  linkedNodes,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { LOCAL_TIME, PCE } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import type { Shape } from '../kit/shape.ts';

export type { Address };

/** A range of the local clock that comes back every day and may cross midnight. */
interface DailyRange {
  /** '22:00' */
  readonly from: string;
  /** '06:00' */
  readonly to: string;
}

/** xsd:duration: a day, a month, half a year. */
type ReadingInterval = 'P1D' | 'P1M' | 'P6M';
const readingIntervals = { P1D: 'P1D', P1M: 'P1M', P6M: 'P6M' } as const;

/** The place where the grid delivers energy to a dwelling: a meter and its number. */
export interface DeliveryPoint {
  /** PRM of electricity or PCE of gas: 14 digits, or GI and 6 digits. */
  readonly deliveryPointId: string;
  readonly energyVector: 'electricity' | 'gas';
  /** How often the grid reads the meter. */
  readonly readingInterval?: ReadingInterval;
  /** The grid's own code of the point at which its gas comes in: 'GD0142'. */
  readonly gridEntryPoint?: string;
  readonly address?: Address;
  /** By start. */
  readonly offPeakHours?: readonly DailyRange[];
}

export const deliveryPoint: Shape<DeliveryPoint> = {
  name: 'delivery-point',
  forClass: trb.DeliveryPoint,
  shapeFile: 'delivery-point/shape.ttl',
  fileNames: /^delivery-point\.ttl$/,
  nameOf: () => 'delivery-point.ttl',
  write,
  read,
};

function write(point: DeliveryPoint, documentUrl: string): Quad[] {
  const address = `${documentUrl}#address`;
  const ranges = [...(point.offPeakHours ?? [])].sort(byStart);
  const rangeIri = (index: number): string => `${documentUrl}#off-peak-${index + 1}`;
  return [
    ...describe(`${documentUrl}#delivery-point`, [
      [rdf.type, iri(trb.DeliveryPoint)],
      [trb.deliveryPointId, text(point.deliveryPointId)],
      [trb.energyVector, iri(energyVectors[point.energyVector])],
      [trb.readingInterval, typed(point.readingInterval, xsd.duration)],
      [trb.gridEntryPoint, text(point.gridEntryPoint)],
      [locn.address, point.address && iri(address)],
      ...ranges.map((_, index) => [trb.offPeakHours, iri(rangeIri(index))] as const),
    ]),
    ...writeAddress(point.address, address),
    ...ranges.flatMap((range, index) =>
      describe(rangeIri(index), [
        [rdf.type, iri(trb.DailyRange)],
        [trb.fromTime, typed(`${range.from}:00`, xsd.time)],
        [trb.toTime, typed(`${range.to}:00`, xsd.time)],
      ]),
    ),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): DeliveryPoint {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.DeliveryPoint, documentUrl);
  const ranges = linkedNodes(nodes, node, trb.offPeakHours).map(readRange).sort(byStart);
  return present({
    deliveryPointId: node.requiredText(trb.deliveryPointId, PCE),
    energyVector: node.requiredCode(trb.energyVector, {
      electricity: energyVectors.electricity,
      gas: energyVectors.gas,
    }),
    readingInterval: node.code(trb.readingInterval, readingIntervals),
    gridEntryPoint: node.text(trb.gridEntryPoint),
    address: readAddress(linkedNode(nodes, node, locn.address)),
    offPeakHours: ranges.length === 0 ? undefined : ranges,
  });
}

function readRange(node: Node): DailyRange {
  return {
    from: node.requiredText(trb.fromTime, LOCAL_TIME).slice(0, 5),
    to: node.requiredText(trb.toTime, LOCAL_TIME).slice(0, 5),
  };
}

function byStart(a: DailyRange, b: DailyRange): number {
  return a.from < b.from ? -1 : Number(a.from > b.from);
}
