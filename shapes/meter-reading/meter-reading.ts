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
import {
  addDays,
  addMonths,
  localDay,
  secondsOfLocalDay,
  startOfLocalDay,
  withLocalOffset,
} from '../kit/local-time.ts';
import { MONTH, PRM } from '../kit/patterns.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import {
  byStart,
  endOf,
  type FlowDirection,
  isDaily,
  type MeterMonth,
  type MeterReading,
  type ReadingQuality,
  SLOT_SECONDS,
} from './reading.ts';
import {
  type ListedValue,
  MILLIWATT_HOURS_MAX,
  readValueList,
  VALUES_PER_BLOCK_MAX,
  wattHourText,
  writeValueList,
} from './value-list.ts';

export { mergeMonths, monthsOf } from './months.ts';
export type { FlowDirection, MeterMonth, MeterReading, ReadingQuality };

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

const DAILY_STEP = 'P1D';

const stepOfSeconds: ReadonlyMap<number, string> = new Map(
  SLOT_SECONDS.map((seconds) => [seconds, seconds === 3_600 ? 'PT1H' : `PT${seconds / 60}M`]),
);
const secondsOfStep: ReadonlyMap<string, number> = new Map([
  ...[...stepOfSeconds].map(([seconds, step]) => [step, seconds] as const),
  // Some writers count an hour as sixty minutes.
  ['PT60M', 3_600],
]);

// --- Write ---

/** Readings that follow each other at one step, with the gaps between them. */
interface Block {
  readonly name: string;
  readonly start: Date;
  readonly step: string;
  readonly values: readonly (ListedValue | undefined)[];
}

function writeMonth(thing: MeterMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  const readings = byStart(thing.readings);
  refuseWhatCannotBeKept({ ...thing, readings }, subject);
  const blocks = blocksOf(readings).map((block) => ({
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
      [trb.peakPower, milli(peakMilliwatts(readings))],
      [trb.coverage, decimal(coverageOf(thing.month, readings))],
    ]),
    ...blocks.flatMap((block) => describe(subject, [[trb.block, iri(block.iri)]])),
    ...blocks.flatMap((block) =>
      describe(block.iri, [
        [rdf.type, iri(trb.IntervalBlock)],
        [trb.start, typed(withLocalOffset(block.start), xsd.dateTime)],
        [trb.step, typed(block.step, xsd.duration)],
        [trb.values, typed(writeValueList(block.values), trb.numberList)],
      ]),
    ),
  ];
}

function blocksOf(readings: readonly MeterReading[]): Block[] {
  const daily = readings.filter(isDaily);
  return [...dailyBlock(daily), ...slotBlocks(readings.filter((reading) => !isDaily(reading)))];
}

/** The daily readings of a month are one block; what is missing between two of them is a gap. */
function dailyBlock(daily: readonly MeterReading[]): Block[] {
  const [first] = daily;
  if (first === undefined) return [];
  const values: (ListedValue | undefined)[] = [];
  let day = localDay(first.start);
  for (const reading of daily) {
    for (; startOfLocalDay(day) < reading.start; day = addDays(day, 1)) values.push(undefined);
    values.push(listed(reading));
    day = addDays(day, 1);
  }
  return [{ name: 'days', start: first.start, step: DAILY_STEP, values }];
}

/** One block a local day; a second one where the step changes within the day. */
function slotBlocks(slots: readonly MeterReading[]): Block[] {
  const blocks: (Block & { readonly values: (ListedValue | undefined)[] })[] = [];
  let day = '';
  let dayEnd = Number.NEGATIVE_INFINITY;
  let ofThisDay = 0;
  for (const slot of slots) {
    const step = stepOfSeconds.get(slot.durationSeconds) ?? '';
    const current = blocks.at(-1);
    const sameDay = slot.start.getTime() < dayEnd;
    const steps = current === undefined ? 0 : stepsBetween(current.start, slot);
    if (current !== undefined && sameDay && current.step === step && Number.isInteger(steps)) {
      while (current.values.length < steps) current.values.push(undefined);
      current.values.push(listed(slot));
      continue;
    }
    if (!sameDay) {
      day = localDay(slot.start);
      dayEnd = startOfLocalDay(addDays(day, 1)).getTime();
      ofThisDay = 0;
    }
    ofThisDay += 1;
    const name = ofThisDay === 1 ? day : `${day}-${ofThisDay}`;
    blocks.push({ name, start: slot.start, step, values: [listed(slot)] });
  }
  return blocks;
}

const stepsBetween = (start: Date, slot: MeterReading): number =>
  (slot.start.getTime() - start.getTime()) / (slot.durationSeconds * 1_000);

const listed = (reading: MeterReading): ListedValue => ({
  milliwattHours: milliwattHoursOf(reading),
  quality: reading.quality,
});

const milliwattHoursOf = ({ energyWattHours }: MeterReading): number =>
  Math.round(energyWattHours * 1_000);

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** A decimal from thousandths, without a detour through binary fractions. */
function milli(thousandths: number | undefined): ReturnType<typeof typed> {
  if (thousandths === undefined) return undefined;
  const plain = wattHourText(thousandths);
  return typed(plain.includes('.') ? plain : `${plain}.0`, xsd.decimal);
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
function coverageOf(month: string, readings: readonly MeterReading[]): number {
  const present = sum(readings.map(({ durationSeconds }) => durationSeconds));
  const { first, afterLast } = boundsOf(month);
  return Math.floor((present * 10_000_000) / (afterLast - first)) / 10_000;
}

function boundsOf(month: string): { readonly first: number; readonly afterLast: number } {
  return {
    first: startOfLocalDay(`${month}-01`).getTime(),
    afterLast: startOfLocalDay(`${addMonths(month, 1)}-01`).getTime(),
  };
}

function refuseWhatCannotBeKept(thing: MeterMonth, subject: string): void {
  if (!PRM.test(thing.deliveryPointId)) {
    throw new ShapeError(subject, trb.deliveryPointId, 'must be 14 digits.');
  }
  if (!MONTH.test(thing.month)) {
    throw new ShapeError(subject, trb.month, `is "${thing.month}", not a month such as 2026-11.`);
  }
  for (const reading of thing.readings) refuseReading(reading, subject);
  refuseDisorder(thing.month, thing.readings, subject);
}

function refuseReading(reading: MeterReading, subject: string): void {
  const fault = faultOf(reading);
  if (fault === undefined) return;
  const [property, problem] = fault;
  const at = Number.isNaN(reading.start.getTime()) ? 'no date' : reading.start.toISOString();
  throw new ShapeError(subject, property, `in the reading of ${at} ${problem}`);
}

function faultOf(reading: MeterReading): readonly [property: string, problem: string] | undefined {
  const { start, durationSeconds, energyWattHours } = reading;
  if (Number.isNaN(start.getTime())) return [trb.start, 'is not a date.'];
  if (start.getTime() % 1_000 !== 0) return [trb.start, 'is not a whole second.'];

  const milliwattHours = milliwattHoursOf(reading);
  if (!(milliwattHours >= 0 && milliwattHours < MILLIWATT_HOURS_MAX)) {
    return [trb.values, `is ${energyWattHours} Wh, which no meter of a home counts.`];
  }
  if (milliwattHours / 1_000 !== energyWattHours) {
    return [trb.values, `is ${energyWattHours} Wh, which is no multiple of 0.001.`];
  }
  if (!isDaily(reading)) {
    if (stepOfSeconds.has(durationSeconds)) return undefined;
    return [trb.step, `is ${durationSeconds} s, which no meter records.`];
  }
  const day = localDay(start);
  const whole = startOfLocalDay(day).getTime() === start.getTime();
  if (whole && secondsOfLocalDay(day) === durationSeconds) return undefined;
  return [trb.step, 'is longer than an hour but not one whole local day.'];
}

function refuseDisorder(month: string, readings: readonly MeterReading[], subject: string): void {
  const { first, afterLast } = boundsOf(month);
  let lastEnd = first;
  for (const reading of readings) {
    const start = reading.start.getTime();
    if (start < first || start >= afterLast) {
      throw new ShapeError(
        subject,
        trb.start,
        `${reading.start.toISOString()} is not in ${month}.`,
      );
    }
    if (start < lastEnd) {
      throw new ShapeError(
        subject,
        trb.start,
        `${reading.start.toISOString()} lies in the reading before it.`,
      );
    }
    lastEnd = endOf(reading);
  }
}

// --- Read ---

/** The totals are there for apps that do not decode; what counts here are the blocks. */
function readMonth(quads: readonly Quad[], documentUrl: string): MeterMonth {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.MeterMonth, documentUrl);
  const energyVector = node.requiredCode(trb.energyVector, {
    electricity: energyVectors.electricity,
  });
  if (node.requiredText(qudt.hasUnit) !== unit['W-HR']) {
    throw new ShapeError(node.iri, qudt.hasUnit, 'is not the watt-hour.');
  }
  const month = {
    deliveryPointId: node.requiredText(trb.deliveryPointId),
    energyVector,
    flow: node.requiredCode<FlowDirection>(trb.flowDirection, flowDirections),
    month: node.requiredText(trb.month),
    readings: byStart(linkedNodes(nodes, node, trb.block).flatMap(readBlock)),
  };
  refuseWhatCannotBeKept(month, node.iri);
  return month;
}

function readBlock(block: Node): MeterReading[] {
  const start = startOf(block);
  const step = block.requiredText(trb.step);
  const values = valuesOf(block);
  if (step === DAILY_STEP) return dailyReadings(localDay(start), values);

  const durationSeconds = secondsOfStep.get(step);
  if (durationSeconds === undefined) {
    throw new ShapeError(block.iri, trb.step, `is "${step}", which no meter records.`);
  }
  return values.flatMap((value, index) =>
    value === undefined
      ? []
      : [
          readingOf(
            new Date(start.getTime() + index * durationSeconds * 1_000),
            durationSeconds,
            value,
          ),
        ],
  );
}

function dailyReadings(
  firstDay: string,
  values: readonly (ListedValue | undefined)[],
): MeterReading[] {
  return values.flatMap((value, index) => {
    const day = addDays(firstDay, index);
    return value === undefined
      ? []
      : [readingOf(startOfLocalDay(day), secondsOfLocalDay(day), value)];
  });
}

function readingOf(start: Date, durationSeconds: number, value: ListedValue): MeterReading {
  const { milliwattHours, quality } = value;
  return { start, durationSeconds, energyWattHours: milliwattHours / 1_000, quality };
}

function startOf(block: Node): Date {
  const written = block.requiredText(trb.start);
  // Without an offset nobody could say which of the two hours of an autumn night is meant.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(written)) {
    throw new ShapeError(block.iri, trb.start, `is "${written}", not an instant with its offset.`);
  }
  return new Date(written);
}

function valuesOf(block: Node): (ListedValue | undefined)[] {
  const values = readValueList(block.requiredText(trb.values));
  if (values === undefined) {
    throw new ShapeError(block.iri, trb.values, 'is not a list of numbers.');
  }
  if (values.length > VALUES_PER_BLOCK_MAX) {
    throw new ShapeError(block.iri, trb.values, `has more than ${VALUES_PER_BLOCK_MAX} values.`);
  }
  return values;
}
