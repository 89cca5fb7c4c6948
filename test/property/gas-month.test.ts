import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BilledEnergy, billedEnergy } from '../../shapes/billed-energy/billed-energy.ts';
import { addMonths, daysOfMonth, withLocalOffset } from '../../shapes/kit/local-time.ts';
import type { Shape } from '../../shapes/kit/shape.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';
import {
  gridDay,
  type MeterMonth,
  type MeterReading,
  mergeMonths,
  meterMonth,
  monthsOf,
  secondsOfGridDay,
  startOfGridDay,
} from '../../shapes/meter-reading/meter-reading.ts';

const documentUrl = 'https://pod.exemple.invalid/data/energy/gas/it/month.ttl';
const thousandths = (max: number) => fc.integer({ min: 0, max }).map((one) => one / 1_000);
const pce = fc.oneof(fc.stringMatching(/^[0-9]{14}$/), fc.stringMatching(/^GI[0-9]{6}$/));
const quality = fc.constantFrom('measured' as const, 'estimated' as const, 'corrected' as const);
const yes = fc.constant(true as const);

/** Months in which the clock changes come often; in some the change falls on the last gas day. */
const month = fc.oneof(
  fc.constantFrom('2026-03', '2026-10', '2024-03', '2027-10'),
  fc.integer({ min: 0, max: 600 }).map((count) => addMonths('2000-01', count)),
);

function readingOf(day: string): fc.Arbitrary<MeterReading> {
  const common = {
    start: fc.constant(startOfGridDay('gas', day)),
    durationSeconds: fc.constant(secondsOfGridDay('gas', day)),
    energyWattHours: thousandths(900_000_000),
    quality,
  };
  return fc.record(
    { ...common, provisional: yes, volumeCubicMetres: thousandths(90_000) },
    { requiredKeys: ['start', 'durationSeconds', 'energyWattHours', 'quality'] },
  );
}

function monthOf(name: string, deliveryPointId: string): fc.Arbitrary<MeterMonth> {
  return fc
    .subarray(daysOfMonth(name))
    .chain((days) => fc.tuple(...days.map(readingOf)))
    .map((readings) => ({
      deliveryPointId,
      energyVector: 'gas' as const,
      flow: 'consumption' as const,
      month: name,
      readings,
    }));
}

const gasMonth = fc.tuple(month, pce).chain(([name, id]) => monthOf(name, id));
const twoOfAMonth = fc
  .tuple(month, pce)
  .chain(([name, id]) => fc.tuple(monthOf(name, id), monthOf(name, id)));

async function readingUndoesWriting<T>(shape: Shape<T>, things: fc.Arbitrary<T>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(things, async (thing) => {
      const quads = shape.write(thing, documentUrl);
      const text = writeTurtle(quads, documentUrl);

      expect(shape.read(parseTurtle(text, documentUrl), documentUrl)).toEqual(thing);
      await validate(quads, shape);
      expect(shape.fileNames?.test(shape.nameOf(thing))).toBe(true);
    }),
    { numRuns: 60 },
  );
}

test('a month of gas days is read back as it was, and is what its shape asks for', async () => {
  await readingUndoesWriting(meterMonth, gasMonth);
});

test('billed energy is read back as it was, and is what its shape asks for', async () => {
  const seconds = { min: 0, max: 60_000_000 };
  const periods: fc.Arbitrary<BilledEnergy> = fc
    .record(
      {
        deliveryPointId: pce,
        energyVector: fc.constantFrom('gas' as const, 'electricity' as const),
        flow: fc.constantFrom('consumption' as const, 'production' as const),
        start: fc.integer({ min: 500_000_000, max: 2_000_000_000 }).map((s) => new Date(s * 1_000)),
        lasts: fc.integer({ ...seconds, min: 1 }),
        energyWattHours: thousandths(1_000_000_000),
        volumeCubicMetres: thousandths(1_000_000),
        kiloWattHoursPerCubicMetre: fc.integer({ min: 1, max: 2_000 }).map((one) => one / 100),
        indexBefore: fc.nat({ max: 99_999 }),
        indexAfter: fc.nat({ max: 99_999 }),
        quality,
        provisional: yes,
      },
      {
        requiredKeys: [
          'deliveryPointId',
          'energyVector',
          'flow',
          'start',
          'lasts',
          'energyWattHours',
          'quality',
        ],
      },
    )
    .map(({ lasts, ...period }) => ({
      ...period,
      end: new Date(period.start.getTime() + lasts * 1_000),
    }));

  await readingUndoesWriting(billedEnergy, periods);
});

test('gas days begin at six on any date, follow each other without a gap, and fill their month', () => {
  fc.assert(
    fc.property(month, (name) => {
      const days = daysOfMonth(name);
      const readings = days.map((day) => ({
        start: startOfGridDay('gas', day),
        durationSeconds: secondsOfGridDay('gas', day),
        energyWattHours: 1,
        quality: 'measured' as const,
      }));

      for (const [index, { start, durationSeconds }] of readings.entries()) {
        expect(withLocalOffset(start).slice(0, 19)).toBe(`${days[index]}T06:00:00`);
        expect(gridDay('gas', start)).toBe(days[index]);
        expect(gridDay('gas', new Date(start.getTime() - 1))).not.toBe(days[index]);
        const next = readings[index + 1]?.start.getTime();
        if (next !== undefined) expect(start.getTime() + durationSeconds * 1_000).toBe(next);
      }
      const point = {
        deliveryPointId: 'GI012345',
        energyVector: 'gas',
        flow: 'consumption',
      } as const;
      const [whole, ...more] = monthsOf(point, readings);
      expect(more).toEqual([]);
      const text = writeTurtle(meterMonth.write(whole as MeterMonth, documentUrl), documentUrl);
      expect(text).toContain('trb:coverage 1.0');
    }),
    { numRuns: 60 },
  );
});

test('a second merge of the same gas days changes nothing', () => {
  fc.assert(
    fc.property(twoOfAMonth, ([stored, fresh]) => {
      const once = mergeMonths(stored, fresh);

      expect(mergeMonths(once, fresh)).toEqual(once);
      expect(meterMonth.read(meterMonth.write(once, documentUrl), documentUrl)).toEqual(once);
    }),
    { numRuns: 60 },
  );
});
