import type { Quad } from 'n3';
import { qudt, rdf, unit, xsd } from '../../vocab/reused.ts';
import { energyVectors, flowDirections, trb } from '../../vocab/terms.ts';
import {
  decimal,
  describe,
  iri,
  linkedNodes,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { withLocalOffset } from '../kit/local-time.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import { type BlockValue, blocksOf, readingsOf } from './blocks.ts';
import { boundsOf } from './grid-day.ts';
import {
  byStart,
  type EnergyVector,
  type FlowDirection,
  isDaily,
  litresOf,
  type MeterMonth,
  type MeterReading,
  milliwattHoursOf,
  type ReadingQuality,
} from './reading.ts';
import { refuseWhatCannotBeKept } from './refusals.ts';
import {
  readValueList,
  readVolumeList,
  thousandthsText,
  VALUES_PER_BLOCK_MAX,
  writeValueList,
  writeVolumeList,
} from './value-list.ts';

export { gridDay, secondsOfGridDay, startOfGridDay } from './grid-day.ts';
export { mergeMonths, monthsOf } from './months.ts';
export type { EnergyVector, FlowDirection, MeterMonth, MeterReading, ReadingQuality };

/** The month document of a meter: `new Shelf({ fetch, container, shape: meterMonth })`. */
export const meterMonth: Shape<MeterMonth> = {
  name: 'meter-month',
  forClass: trb.MeterMonth,
  shapeFile: 'meter-reading/shape.ttl',
  fileNames: /^\d{4}-\d\d(?:-production)?\.ttl$/,
  nameOf: ({ month, flow }) => `${month}${flow === 'production' ? '-production' : ''}.ttl`,
  write: writeMonth,
  read: readMonth,
};

function writeMonth(thing: MeterMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  const readings = byStart(thing.readings);
  refuseWhatCannotBeKept({ ...thing, readings }, subject);
  const blocks = blocksOf(thing.energyVector, readings).map((block) => ({
    ...block,
    iri: `${documentUrl}#${block.name}`,
  }));

  return [
    ...describe(subject, [
      [rdf.type, iri(trb.MeterMonth)],
      [trb.deliveryPointId, text(thing.deliveryPointId)],
      [trb.energyVector, iri(energyVectors[thing.energyVector])],
      [trb.flowDirection, iri(flowDirections[thing.flow])],
      [trb.month, typed(thing.month, xsd.gYearMonth)],
      [qudt.hasUnit, iri(unit['W-HR'])],
      [trb.total, milli(sum(readings.map(milliwattHoursOf)))],
      [trb.totalGasVolume, milli(totalLitres(readings))],
      [trb.peakPower, milli(peakMilliwatts(readings))],
      [trb.coverage, decimal(coverageOf({ ...thing, readings }))],
    ]),
    ...blocks.flatMap((block) => describe(subject, [[trb.block, iri(block.iri)]])),
    ...blocks.flatMap((block) =>
      describe(block.iri, [
        [rdf.type, iri(trb.IntervalBlock)],
        [trb.start, typed(withLocalOffset(block.start), xsd.dateTime)],
        [trb.step, typed(block.step, xsd.duration)],
        [trb.values, typed(writeValueList(block.values), trb.numberList)],
        [trb.gasVolumes, typed(volumesOf(block.values), trb.numberList)],
      ]),
    ),
  ];
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** A decimal from thousandths, without a detour through binary fractions. */
function milli(thousandths: number | undefined): ReturnType<typeof typed> {
  if (thousandths === undefined) return undefined;
  const plain = thousandthsText(thousandths);
  return typed(plain.includes('.') ? plain : `${plain}.0`, xsd.decimal);
}

/** Undefined where no step has a volume: electricity has none. */
function volumesOf(values: readonly BlockValue[]): string | undefined {
  if (values.every((value) => value?.litres === undefined)) return undefined;
  return writeVolumeList(values.map((value) => value?.litres));
}

function totalLitres(readings: readonly MeterReading[]): number | undefined {
  const litres = readings.map(litresOf).filter((one) => one !== undefined);
  return litres.length === 0 ? undefined : sum(litres);
}

function peakMilliwatts(readings: readonly MeterReading[]): number | undefined {
  const slots = readings.filter((reading) => !isDaily(reading));
  if (slots.length === 0) return undefined;
  // Each slot divides an hour, so this is an integer.
  return slots.reduce(
    (peak, slot) => Math.max(peak, milliwattHoursOf(slot) * (3_600 / slot.durationSeconds)),
    0,
  );
}

/** Rounded down, so that 1 means that nothing is missing. */
function coverageOf({ energyVector, month, readings }: MeterMonth): number {
  const present = sum(readings.map(({ durationSeconds }) => durationSeconds));
  const { first, afterLast } = boundsOf(energyVector, month);
  return Math.floor((present * 10_000_000) / (afterLast - first)) / 10_000;
}

/** The totals are there for apps that do not decode; what counts here are the blocks. */
function readMonth(quads: readonly Quad[], documentUrl: string): MeterMonth {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.MeterMonth, documentUrl);
  const energyVector = node.requiredCode<EnergyVector>(trb.energyVector, {
    electricity: energyVectors.electricity,
    gas: energyVectors.gas,
  });
  if (node.requiredText(qudt.hasUnit) !== unit['W-HR']) {
    throw new ShapeError(node.iri, qudt.hasUnit, 'is not the watt-hour.');
  }
  const month = {
    deliveryPointId: node.requiredText(trb.deliveryPointId),
    energyVector,
    flow: node.requiredCode<FlowDirection>(trb.flowDirection, flowDirections),
    month: node.requiredText(trb.month),
    readings: byStart(
      linkedNodes(nodes, node, trb.block).flatMap((block) => readBlock(energyVector, block)),
    ),
  };
  refuseWhatCannotBeKept(month, node.iri);
  return month;
}

function readBlock(vector: EnergyVector, block: Node): MeterReading[] {
  const step = block.requiredText(trb.step);
  const start = startOf(block);
  const readings = readingsOf(vector, { start, step, values: valuesOf(block) });
  if (readings === undefined) {
    throw new ShapeError(block.iri, trb.step, `is "${step}", which no meter records.`);
  }
  return readings;
}

function startOf(block: Node): Date {
  const written = block.requiredText(trb.start);
  // Without an offset nobody could say which of the two hours of an autumn night is meant.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(written)) {
    throw new ShapeError(block.iri, trb.start, `is "${written}", not an instant with its offset.`);
  }
  return new Date(written);
}

function valuesOf(block: Node): readonly BlockValue[] {
  const values = readValueList(block.requiredText(trb.values));
  if (values === undefined) {
    throw new ShapeError(block.iri, trb.values, 'is not a list of numbers.');
  }
  if (values.length > VALUES_PER_BLOCK_MAX) {
    throw new ShapeError(block.iri, trb.values, `has more than ${VALUES_PER_BLOCK_MAX} values.`);
  }
  return withVolumes(block, values);
}

function withVolumes(block: Node, values: readonly BlockValue[]): readonly BlockValue[] {
  const written = block.text(trb.gasVolumes);
  if (written === undefined) return values;
  const litres = readVolumeList(written);
  if (litres === undefined || litres.length !== values.length) {
    throw new ShapeError(block.iri, trb.gasVolumes, 'is not a volume for each value.');
  }
  return values.map((value, index) => {
    const volume = litres[index];
    if (volume === undefined) return value;
    if (value !== undefined) return { ...value, litres: volume };
    throw new ShapeError(block.iri, trb.gasVolumes, 'has a volume where there is no energy.');
  });
}
