import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';
import {
  type MeterMonth,
  type MeterReading,
  mergeMonths,
  meterMonth,
  monthsOf,
} from '../../shapes/meter-reading/meter-reading.ts';
import { anyMonth, twoOfAMonth } from './arbitrary-months.ts';

const documentUrl = 'https://pod.exemple.invalid/data/energy/electricity/it/month.ttl';
const written = (month: MeterMonth): string =>
  writeTurtle(meterMonth.write(month, documentUrl), documentUrl);
const isWholeDay = ({ durationSeconds }: MeterReading): boolean => durationSeconds > 3_600;
const overlap = (a: MeterReading, b: MeterReading): boolean =>
  a.start.getTime() < b.start.getTime() + b.durationSeconds * 1_000 &&
  b.start.getTime() < a.start.getTime() + a.durationSeconds * 1_000;

test('what is written is read back as it was, whatever the month', () => {
  fc.assert(
    fc.property(anyMonth, (month) => {
      expect(meterMonth.read(parseTurtle(written(month), documentUrl), documentUrl)).toEqual(month);
    }),
    { numRuns: 150 },
  );
});

test('whatever is written is what its shape asks for', async () => {
  await fc.assert(
    fc.asyncProperty(anyMonth, async (month) => {
      await validate(meterMonth.write(month, documentUrl), meterMonth);
    }),
    { numRuns: 60 },
  );
});

test('the same readings give the same bytes, in whatever order they came', () => {
  const shuffled = anyMonth.chain((month) =>
    fc.tuple(
      fc.constant(month),
      fc.shuffledSubarray([...month.readings], { minLength: month.readings.length }),
    ),
  );

  fc.assert(
    fc.property(shuffled, ([month, readings]) => {
      expect(written({ ...month, readings })).toBe(written(month));
      expect(monthsOf(month, readings)).toEqual(month.readings.length === 0 ? [] : [month]);
    }),
    { numRuns: 100 },
  );
});

test('the total that is written is the sum of the readings, to the milliwatt-hour', () => {
  fc.assert(
    fc.property(anyMonth, (month) => {
      const [, total] = /trb:total ([\d.]+) /.exec(written(month)) ?? [];
      const exact = month.readings.reduce(
        (sum, { energyWattHours }) => sum + BigInt(Math.round(energyWattHours * 1_000)),
        0n,
      );

      expect(Math.round(Number(total) * 1_000)).toBe(Number(exact));
    }),
    { numRuns: 100 },
  );
});

test('a second merge of the same readings changes nothing', () => {
  fc.assert(
    fc.property(twoOfAMonth, ([stored, fresh]) => {
      const once = mergeMonths(stored, fresh);

      expect(mergeMonths(once, fresh)).toEqual(once);
      expect(mergeMonths(undefined, fresh)).toEqual(fresh);
      expect(mergeMonths(fresh, fresh)).toEqual(fresh);
    }),
    { numRuns: 150 },
  );
});

test('fresh slots win, and what they do not touch stays', () => {
  fc.assert(
    fc.property(twoOfAMonth, ([stored, fresh]) => {
      const { readings } = mergeMonths(stored, fresh);

      const loser = (reading: MeterReading): boolean =>
        isWholeDay(reading) &&
        stored.readings.some((other) => !isWholeDay(other) && overlap(other, reading));
      for (const reading of fresh.readings.filter((one) => !loser(one))) {
        const { start, durationSeconds, energyWattHours } = reading;
        expect(readings).toContainEqual(
          expect.objectContaining({ start, durationSeconds, energyWattHours }),
        );
      }
      const untouched = stored.readings.filter(
        (reading) => !fresh.readings.some((other) => !loser(other) && overlap(other, reading)),
      );
      for (const reading of untouched) expect(readings).toContainEqual(reading);
    }),
    { numRuns: 60 },
  );
});

test('a merged month can always be written: no two of its readings overlap', () => {
  fc.assert(
    fc.property(twoOfAMonth, ([stored, fresh]) => {
      const merged = mergeMonths(stored, fresh);

      expect(meterMonth.read(meterMonth.write(merged, documentUrl), documentUrl)).toEqual(merged);
    }),
    { numRuns: 100 },
  );
});
