import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, slotsOfDay, withLocalOffset } from '../../../shapes/kit/local-time.ts';
import { curveAnswer, readingsOf } from './samples.ts';

/** Any day, and often one on which the clock changes. */
const day = fc.oneof(
  fc.integer({ min: 0, max: 5_000 }).map((count) => addDays('2018-01-01', count)),
  fc.constantFrom(
    '2023-03-26',
    '2024-03-31',
    '2026-03-29',
    '2023-10-29',
    '2025-10-26',
    '2026-10-25',
  ),
);
const minutes = fc.constantFrom(5, 10, 15, 30, 60);

/** The day as Enedis would send it: local labels of ends, values as texts. */
const sent = fc.tuple(day, minutes).chain(([theDay, step]) => {
  const starts = slotsOfDay(theDay, step * 60);
  return fc
    .array(fc.integer({ min: 0, max: 36_000 }), {
      minLength: starts.length,
      maxLength: starts.length,
    })
    .map((watts) => ({ theDay, step, starts, watts }));
});

const labelOf = (instant: Date): string => withLocalOffset(instant).slice(0, 19).replace('T', ' ');

test('on any date of Paris, energy is conserved and slots follow each other without overlap', () => {
  fc.assert(
    fc.property(sent, ({ theDay, step, starts, watts }) => {
      const points = starts.map((start, index) => ({
        d: labelOf(new Date(start.getTime() + step * 60_000)),
        v: String(watts[index]),
        p: `PT${step}M`,
      }));

      const readings = readingsOf(curveAnswer(points), theDay, addDays(theDay, 1));

      expect(readings.map(({ start }) => start)).toEqual(starts);
      const energy = readings.reduce((sum, { energyWattHours }) => sum + energyWattHours, 0);
      const expected = watts.reduce((sum, power) => sum + (power * step) / 60, 0);
      // Each slot is kept to a thousandth of a watt-hour.
      expect(Math.abs(energy - expected)).toBeLessThanOrEqual(readings.length * 0.000_51);
    }),
    { numRuns: 200 },
  );
});

test('with any half-hours missing, what is left of a day keeps its instant, save alone in the repeated hour', () => {
  fc.assert(
    fc.property(sent, fc.infiniteStream(fc.boolean()), ({ theDay, step, starts, watts }, keep) => {
      const twice = new Set(
        starts
          .map((start) => labelOf(new Date(start.getTime() + step * 60_000)))
          .filter((label, index, all) => all.indexOf(label) !== index),
      );
      const kept = starts
        .map((start, index) => ({ start, v: String(watts[index]) }))
        .filter(({ start }) => {
          const isTwice = twice.has(labelOf(new Date(start.getTime() + step * 60_000)));
          return isTwice || keep.next().value === true;
        });
      const points = kept.map(({ start, v }) => ({
        d: labelOf(new Date(start.getTime() + step * 60_000)),
        v,
        p: `PT${step}M`,
      }));

      const readings = readingsOf(curveAnswer(points), theDay, addDays(theDay, 1));

      expect(readings.map(({ start }) => start)).toEqual(kept.map(({ start }) => start));
    }),
    { numRuns: 100 },
  );
});
