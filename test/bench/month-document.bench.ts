import { afterAll, bench, describe } from 'vitest';
import { daysOfMonth, slotsOfDay } from '../../shapes/kit/local-time.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';
import {
  type MeterMonth,
  mergeMonths,
  meterMonth,
} from '../../shapes/meter-reading/meter-reading.ts';

// A month document against JSON of the same values: JSON is what a developer would compare it with.

const documentUrl = 'https://pod.exemple.invalid/data/energy/electricity/01234567890123/month.ttl';

function monthOfHalfHours(month: string): MeterMonth {
  const starts = daysOfMonth(month).flatMap((day) => slotsOfDay(day, 1_800));
  return {
    deliveryPointId: '01234567890123',
    energyVector: 'electricity',
    flow: 'consumption',
    month,
    readings: starts.map((start, index) => ({
      start,
      durationSeconds: 1_800,
      energyWattHours: ((index * 7_919) % 4_000) / 2,
      quality: 'measured',
    })),
  };
}

const year = Array.from({ length: 12 }, (_, index) =>
  monthOfHalfHours(`2026-${String(index + 1).padStart(2, '0')}`),
);
const [january = monthOfHalfHours('2026-01')] = year;
const triples = meterMonth.write(january, documentUrl);
const turtle = writeTurtle(triples, documentUrl);
const json = JSON.stringify(january);
const turtleOfYear = year.map((month) =>
  writeTurtle(meterMonth.write(month, documentUrl), documentUrl),
);
const jsonOfYear = year.map((month) => JSON.stringify(month));

const write = (month: MeterMonth): string =>
  writeTurtle(meterMonth.write(month, documentUrl), documentUrl);
const read = (text: string): MeterMonth =>
  meterMonth.read(parseTurtle(text, documentUrl), documentUrl);

/** Medians of this very run, so that a slow machine slows both sides. */
const medians = new Map<string, number>();

function timed(name: string, run: () => unknown): void {
  const samples: number[] = [];
  bench(
    name,
    async () => {
      const start = performance.now();
      await run();
      samples.push(performance.now() - start);
      medians.set(name, samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? Number.NaN);
    },
    { time: 400 },
  );
}

describe('a month of half-hours', () => {
  timed('JSON.parse', () => JSON.parse(json));
  timed('parse and read', () => read(turtle));
  timed('write', () => write(january));
  timed('merge with itself', () => mergeMonths(january, january));
  timed('validate with SHACL', () => validate(triples, meterMonth));
});

describe('a year of half-hours', () => {
  timed('JSON.parse of the year', () => jsonOfYear.map((text) => JSON.parse(text)));
  timed('parse and read the year', () => turtleOfYear.map(read));
  timed('write the year', () => year.map(write));
});

afterAll(() => {
  const line = (name: string, base: string): string => {
    const median = medians.get(name) ?? Number.NaN;
    const ratio = median / (medians.get(base) ?? Number.NaN);
    return `${name}: ${median.toFixed(2)} ms, ${ratio.toFixed(1)} × ${base}`;
  };
  const bytes = new TextEncoder().encode(turtle).length;
  process.stdout.write(
    [
      `a month of half-hours: ${bytes} bytes of Turtle, ${json.length} of JSON`,
      line('parse and read', 'JSON.parse'),
      line('write', 'JSON.parse'),
      line('validate with SHACL', 'JSON.parse'),
      line('parse and read the year', 'JSON.parse of the year'),
      line('write the year', 'JSON.parse of the year'),
      '',
    ].join('\n'),
  );
});
