import { addDays, localDay, startOfLocalDay } from '../kit/local-time.ts';
import { gridDay, secondsOfGridDay, startOfGridDay } from './grid-day.ts';
import {
  type EnergyVector,
  isDaily,
  litresOf,
  type MeterReading,
  milliwattHoursOf,
  SLOT_SECONDS,
} from './reading.ts';
import type { ListedValue } from './value-list.ts';

/** Readings that follow each other at one step, with the gaps between them. */
export interface Block {
  readonly start: Date;
  /** An xsd:duration; P1D is a day of the grid, however long it lasts. */
  readonly step: string;
  readonly values: readonly BlockValue[];
}

/** What a block holds for one step; a missing one is undefined. */
export type BlockValue = (ListedValue & { readonly litres?: number }) | undefined;

/** A block and the fragment under which its document knows it. */
export interface NamedBlock extends Block {
  readonly name: string;
}

const DAILY_STEP = 'P1D';

const stepOfSeconds: ReadonlyMap<number, string> = new Map(
  SLOT_SECONDS.map((seconds) => [seconds, seconds === 3_600 ? 'PT1H' : `PT${seconds / 60}M`]),
);
const secondsOfStep: ReadonlyMap<string, number> = new Map([
  ...[...stepOfSeconds].map(([seconds, step]) => [step, seconds] as const),
  // Some writers count an hour as sixty minutes.
  ['PT60M', 3_600],
]);

/** The blocks of sorted readings: one for the daily readings, one a local day for the others. */
export function blocksOf(vector: EnergyVector, readings: readonly MeterReading[]): NamedBlock[] {
  const slots = readings.filter((reading) => !isDaily(reading));
  return [...dailyBlock(vector, readings.filter(isDaily)), ...slotBlocks(slots)];
}

/** The readings of a block, or undefined when no meter records at its step. */
export function readingsOf(
  vector: EnergyVector,
  { start, step, values }: Block,
): MeterReading[] | undefined {
  if (step === DAILY_STEP) return dailyReadings(vector, gridDay(vector, start), values);
  const durationSeconds = secondsOfStep.get(step);
  if (durationSeconds === undefined) return undefined;
  return values.flatMap((value, index) => {
    const slot = new Date(start.getTime() + index * durationSeconds * 1_000);
    return value === undefined ? [] : [readingOf(slot, durationSeconds, value)];
  });
}

/** What is missing between two daily readings is a gap. */
function dailyBlock(vector: EnergyVector, daily: readonly MeterReading[]): NamedBlock[] {
  const [first] = daily;
  if (first === undefined) return [];
  const values: BlockValue[] = [];
  let day = gridDay(vector, first.start);
  for (const reading of daily) {
    for (; startOfGridDay(vector, day) < reading.start; day = addDays(day, 1))
      values.push(undefined);
    values.push(listed(reading));
    day = addDays(day, 1);
  }
  return [{ name: 'days', start: first.start, step: DAILY_STEP, values }];
}

/** A day in which the step changes has a second block. */
function slotBlocks(slots: readonly MeterReading[]): NamedBlock[] {
  const blocks: (NamedBlock & { readonly values: BlockValue[] })[] = [];
  let day = '';
  let dayEnd = Number.NEGATIVE_INFINITY;
  let ofThisDay = 0;
  for (const slot of slots) {
    const step = stepOfSeconds.get(slot.durationSeconds) ?? '';
    const current = blocks.at(-1);
    const sameDay = slot.start.getTime() < dayEnd;
    if (current !== undefined && sameDay && current.step === step && isInStep(current, slot)) {
      while (current.values.length < stepsBetween(current, slot)) current.values.push(undefined);
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

const isInStep = (block: Block, slot: MeterReading): boolean =>
  Number.isInteger(stepsBetween(block, slot));

const stepsBetween = (block: Block, slot: MeterReading): number =>
  (slot.start.getTime() - block.start.getTime()) / (slot.durationSeconds * 1_000);

function dailyReadings(
  vector: EnergyVector,
  firstDay: string,
  values: Block['values'],
): MeterReading[] {
  return values.flatMap((value, index) => {
    const day = addDays(firstDay, index);
    return value === undefined
      ? []
      : [readingOf(startOfGridDay(vector, day), secondsOfGridDay(vector, day), value)];
  });
}

function listed(reading: MeterReading): BlockValue {
  const { quality, provisional } = reading;
  const value: ListedValue = { milliwattHours: milliwattHoursOf(reading), quality };
  const litres = litresOf(reading);
  if (provisional === undefined && litres === undefined) return value;
  return {
    ...value,
    ...(provisional === undefined ? {} : { provisional }),
    ...(litres === undefined ? {} : { litres }),
  };
}

function readingOf(
  start: Date,
  durationSeconds: number,
  value: NonNullable<BlockValue>,
): MeterReading {
  const { milliwattHours, quality, provisional, litres } = value;
  const reading = { start, durationSeconds, energyWattHours: milliwattHours / 1_000, quality };
  if (provisional === undefined && litres === undefined) return reading;
  return {
    ...reading,
    ...(provisional === undefined ? {} : { provisional }),
    ...(litres === undefined ? {} : { volumeCubicMetres: litres / 1_000 }),
  };
}
