import type { Quad } from 'n3';
import { qudt, rdf, schema, unit, xsd } from '../../vocab/reused.ts';
import { energyVectors, flowDirections, readingQualities, trb } from '../../vocab/terms.ts';
import {
  decimal,
  describe,
  iri,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { withLocalOffset } from '../kit/local-time.ts';
import { PCE } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import {
  type EnergyVector,
  type FlowDirection,
  gridDay,
  type ReadingQuality,
} from '../meter-reading/meter-reading.ts';

/** What a meter counted between two readings that a bill is made from. */
export interface BilledEnergy {
  /** PRM of electricity or PCE of gas. */
  readonly deliveryPointId: string;
  readonly energyVector: EnergyVector;
  readonly flow: FlowDirection;
  readonly start: Date;
  readonly end: Date;
  readonly energyWattHours: number;
  /** Gas as the meter sees it. */
  readonly volumeCubicMetres?: number;
  readonly kiloWattHoursPerCubicMetre?: number;
  /** What the meter showed. It begins anew at zero when it is full or replaced: energy never comes from this. */
  readonly indexBefore?: number;
  readonly indexAfter?: number;
  readonly quality: ReadingQuality;
  /** The grid may still change the value. */
  readonly provisional?: true;
}

/** `billed-2026-10-01.ttl`, by the first day of the period. */
export const billedEnergy: Shape<BilledEnergy> = {
  name: 'billed-energy',
  forClass: trb.BilledEnergy,
  shapeFile: 'billed-energy/shape.ttl',
  fileNames: /^billed-\d{4}-\d\d-\d\d(?:-production)?\.ttl$/,
  nameOf: ({ energyVector, start, flow }) =>
    `billed-${gridDay(energyVector, start)}${flow === 'production' ? '-production' : ''}.ttl`,
  write,
  read,
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;

function write(period: BilledEnergy, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#period`;
  refuseBackwards(period, subject);
  return describe(subject, [
    [rdf.type, iri(trb.BilledEnergy)],
    [trb.deliveryPointId, text(period.deliveryPointId)],
    [trb.energyVector, iri(energyVectors[period.energyVector])],
    [trb.flowDirection, iri(flowDirections[period.flow])],
    [schema.startTime, typed(withLocalOffset(period.start), xsd.dateTime)],
    [schema.endTime, typed(withLocalOffset(period.end), xsd.dateTime)],
    [qudt.hasUnit, iri(unit['W-HR'])],
    [trb.billedEnergy, decimal(period.energyWattHours)],
    [trb.billedGasVolume, decimal(period.volumeCubicMetres)],
    [trb.conversionFactor, decimal(period.kiloWattHoursPerCubicMetre)],
    [trb.indexBefore, decimal(period.indexBefore)],
    [trb.indexAfter, decimal(period.indexAfter)],
    [trb.billedQuality, iri(readingQualities[period.quality])],
    [trb.provisional, typed(period.provisional && 'true', xsd.boolean)],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): BilledEnergy {
  const node = mainNode(nodesOf(quads), trb.BilledEnergy, documentUrl);
  if (node.requiredText(qudt.hasUnit) !== unit['W-HR'])
    throw new ShapeError(node.iri, qudt.hasUnit, 'is not the watt-hour.');
  const period = present({
    deliveryPointId: node.requiredText(trb.deliveryPointId, PCE),
    energyVector: node.requiredCode<EnergyVector>(trb.energyVector, {
      electricity: energyVectors.electricity,
      gas: energyVectors.gas,
    }),
    flow: node.requiredCode<FlowDirection>(trb.flowDirection, flowDirections),
    start: new Date(node.requiredText(schema.startTime, INSTANT)),
    end: new Date(node.requiredText(schema.endTime, INSTANT)),
    energyWattHours: energyOf(node),
    volumeCubicMetres: node.number(trb.billedGasVolume),
    kiloWattHoursPerCubicMetre: node.number(trb.conversionFactor),
    indexBefore: node.number(trb.indexBefore),
    indexAfter: node.number(trb.indexAfter),
    quality: node.requiredCode<ReadingQuality>(trb.billedQuality, readingQualities),
    provisional: node.text(trb.provisional) === 'true' ? (true as const) : undefined,
  });
  refuseBackwards(period, node.iri);
  return period;
}

function energyOf(node: Node): number {
  const energy = node.number(trb.billedEnergy);
  if (energy === undefined) throw new ShapeError(node.iri, trb.billedEnergy, 'is missing.');
  return energy;
}

function refuseBackwards({ start, end }: BilledEnergy, subject: string): void {
  if (start < end) return;
  throw new ShapeError(subject, schema.endTime, 'is not after the start of the period.');
}
