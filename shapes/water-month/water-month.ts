import type { Quad } from 'n3';
import { qudt, rdf, schema, unit, xsd } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import {
  decimal,
  describe,
  iri,
  linkedNode,
  mainNode,
  type Node,
  type Nodes,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import {
  addDays,
  daysOfMonth,
  localDay,
  startOfLocalDay,
  withLocalOffset,
} from '../kit/local-time.ts';
import { MONTH } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import type { ReadingQuality } from '../meter-reading/meter-reading.ts';
import { type ListedValue, readValueList, writeValueList } from '../meter-reading/value-list.ts';

/** What the meter counted on one local day. */
export interface WaterDay {
  /** '2026-11-19' */
  readonly day: string;
  readonly litres: number;
  readonly quality: ReadingQuality;
  /** What the partner estimates to be lost through a leak. */
  readonly leakLitres?: number;
}

/** The water of one contract during one local month. */
export interface WaterMonth {
  readonly contractNumber: string;
  /** '2026-11' */
  readonly month: string;
  /** In order; a missing day is absent, which is not the same as a day without water. */
  readonly days: readonly WaterDay[];
  /** The partner's own total of the month. */
  readonly statedLitres?: number;
}

const DAILY_STEP = 'P1D';
const LITRES_MAX = 999_999_999;

/** `new Shelf({ fetch, container, shape: waterMonth })`, with `data/water/<contract>/` as container. */
export const waterMonth: Shape<WaterMonth> = {
  name: 'water-month',
  forClass: trb.WaterMonth,
  shapeFile: 'water-month/shape.ttl',
  fileNames: /^\d{4}-\d\d\.ttl$/,
  nameOf: ({ month }) => `${month}.ttl`,
  write,
  read,
};

/**
 * What a month holds after fresh days came: `mergeWaterMonths(stored, fresh)`. Fresh days win, days that they do not name
 * stay. A value that differs from the one kept so far becomes a corrected one.
 */
export function mergeWaterMonths(stored: WaterMonth | undefined, fresh: WaterMonth): WaterMonth {
  if (stored === undefined) return fresh;
  if (stored.month !== fresh.month || stored.contractNumber !== fresh.contractNumber) {
    throw new RangeError('Two months can merge only if contract and month are the same.');
  }
  const kept = new Map(stored.days.map((day) => [day.day, day]));
  const came = fresh.days.map((day) => settle(kept.get(day.day), day));
  const days = new Map([...kept, ...came.map((day) => [day.day, day] as const)]);
  return present({
    ...fresh,
    days: [...days.values()].sort(byDay),
    statedLitres: fresh.statedLitres ?? stored.statedLitres,
  });
}

/** A correction stays one when the partner repeats the corrected value in a later run. */
function settle(stored: WaterDay | undefined, fresh: WaterDay): WaterDay {
  if (stored === undefined || fresh.quality === 'estimated') return fresh;
  const corrected = stored.litres !== fresh.litres || stored.quality === 'corrected';
  return corrected ? { ...fresh, quality: 'corrected' } : fresh;
}

const byDay = (a: WaterDay, b: WaterDay): number => (a.day < b.day ? -1 : 1);

function write(thing: WaterMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  refuseWhatCannotBeKept(thing, subject);
  const days = `${documentUrl}#days`;
  const leaks = `${documentUrl}#leaks`;
  const { contractNumber, month, statedLitres } = thing;
  const leaking = thing.days.filter(({ leakLitres }) => leakLitres !== undefined);
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.WaterMonth)],
      [schema.identifier, text(contractNumber)],
      [trb.month, typed(month, xsd.gYearMonth)],
      [qudt.hasUnit, iri(unit.L)],
      [trb.total, decimal(thing.days.reduce((total, { litres }) => total + litres, 0))],
      [trb.coverage, decimal(coverageOf(thing))],
      [trb.statedTotal, decimal(statedLitres)],
      [trb.block, thing.days.length === 0 ? undefined : iri(days)],
      [trb.leakBlock, leaking.length === 0 ? undefined : iri(leaks)],
    ]),
    ...blockQuads(
      days,
      thing.days.map(({ day, litres, quality }) => ({ day, litres, quality })),
    ),
    ...blockQuads(
      leaks,
      leaking.map(({ day, leakLitres = 0 }) => ({ day, litres: leakLitres, quality: 'measured' })),
    ),
  ];
}

/** Rounded down, so that 1 means that nothing is missing. */
function coverageOf({ month, days }: WaterMonth): number {
  return Math.floor((days.length * 10_000) / daysOfMonth(month).length) / 10_000;
}

/** What is missing between two days is a gap. */
function blockQuads(
  subject: string,
  days: readonly Pick<WaterDay, 'day' | 'litres' | 'quality'>[],
): Quad[] {
  const [first] = days;
  if (first === undefined) return [];
  const values: (ListedValue | undefined)[] = [];
  let next = first.day;
  for (const { day, litres, quality } of days) {
    for (; next < day; next = addDays(next, 1)) values.push(undefined);
    values.push(listed(litres, quality));
    next = addDays(next, 1);
  }
  return describe(subject, [
    [rdf.type, iri(trb.IntervalBlock)],
    [trb.start, typed(withLocalOffset(startOfLocalDay(first.day)), xsd.dateTime)],
    [trb.step, typed(DAILY_STEP, xsd.duration)],
    [trb.values, typed(writeValueList(values), trb.numberList)],
  ]);
}

/** The list counts in thousandths of its document's unit, whichever that is. */
const listed = (litres: number, quality: ReadingQuality): ListedValue => ({
  milliwattHours: litres * 1_000,
  quality,
});

const litresOf = ({ milliwattHours }: ListedValue): number => milliwattHours / 1_000;

/** The totals are there for apps that do not decode; what counts here are the blocks. */
function read(quads: readonly Quad[], documentUrl: string): WaterMonth {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.WaterMonth, documentUrl);
  if (node.requiredText(qudt.hasUnit) !== unit.L) {
    throw new ShapeError(node.iri, qudt.hasUnit, 'is not the litre.');
  }
  const leaks = readBlock(nodes, node, trb.leakBlock);
  const days = [...readBlock(nodes, node, trb.block)].map(([day, value]) => {
    const leak = leaks.get(day);
    const { quality } = value;
    const leakLitres = leak === undefined ? undefined : litresOf(leak);
    return present({ day, litres: litresOf(value), quality, leakLitres });
  });
  const month = present({
    contractNumber: node.requiredText(schema.identifier),
    month: node.requiredText(trb.month),
    days,
    statedLitres: node.number(trb.statedTotal),
  });
  refuseWhatCannotBeKept(month, node.iri);
  return month;
}

function readBlock(nodes: Nodes, from: Node, property: string): Map<string, ListedValue> {
  const block = linkedNode(nodes, from, property);
  if (block === undefined) return new Map();
  if (block.requiredText(trb.step) !== DAILY_STEP) {
    throw new ShapeError(block.iri, trb.step, 'is not a day.');
  }
  const start = new Date(block.requiredText(trb.start, INSTANT));
  const values = readValueList(block.requiredText(trb.values));
  if (values === undefined || Number.isNaN(start.getTime())) {
    throw new ShapeError(block.iri, trb.values, 'is not a list of numbers from a day on.');
  }
  const first = localDay(start);
  return new Map(
    values.flatMap((value, index) =>
      value === undefined ? [] : [[addDays(first, index), value] as const],
    ),
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;

/** Throws a ShapeError for what SHACL cannot see: order, days of the month, whole litres. */
function refuseWhatCannotBeKept({ month, days, statedLitres }: WaterMonth, subject: string): void {
  if (!MONTH.test(month)) throw new ShapeError(subject, trb.month, 'is not a month.');
  if (statedLitres !== undefined && !isVolume(statedLitres)) {
    throw new ShapeError(subject, trb.statedTotal, 'is no whole number of litres.');
  }
  const known = new Set(daysOfMonth(month));
  let last = '';
  for (const { day, litres, leakLitres = 0 } of days) {
    if (!known.has(day)) throw new ShapeError(subject, trb.start, `${day} is not in ${month}.`);
    if (day <= last) throw new ShapeError(subject, trb.start, `${day} is not in its order.`);
    if (!isVolume(litres) || !isVolume(leakLitres)) {
      throw new ShapeError(subject, trb.values, `of ${day} is no whole number of litres.`);
    }
    last = day;
  }
}

const isVolume = (litres: number): boolean =>
  Number.isInteger(litres) && litres >= 0 && litres <= LITRES_MAX;
