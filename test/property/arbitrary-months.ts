import fc from 'fast-check';
import {
  addMonths,
  daysOfMonth,
  secondsOfLocalDay,
  slotsOfDay,
  startOfLocalDay,
} from '../../shapes/kit/local-time.ts';
import type { MeterMonth, MeterReading } from '../../shapes/meter-reading/meter-reading.ts';

const quality = fc.constantFrom('measured', 'estimated', 'corrected');
const energyWattHours = fc.oneof(
  fc.integer({ min: 0, max: 9_000_000 }).map((thousandths) => thousandths / 1_000),
  fc.constantFrom(0, 0.001, 999_999_999.999, 1_278.5),
);

/** Any month of the years that a meter can tell of; those in which the clock changes come often. */
const month = fc.oneof(
  fc.constantFrom('2026-03', '2026-10', '2024-02'),
  fc.integer({ min: 0, max: 600 }).map((count) => addMonths('2000-01', count)),
);

/** The readings of one local day: none, one for the whole day, or slots with gaps, at one step or two. */
function dayReadings(day: string): fc.Arbitrary<MeterReading[]> {
  const whole: fc.Arbitrary<MeterReading[]> = fc
    .record({ energyWattHours, quality })
    .map((value) => [
      { start: startOfLocalDay(day), durationSeconds: secondsOfLocalDay(day), ...value },
    ]);
  const steps = fc.constantFrom(300, 600, 900, 1_800, 3_600);
  const slots = fc
    .tuple(steps, steps, fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 4 }))
    .chain(([before, after, changeHour, seldom]) => {
      const change = startOfLocalDay(day).getTime() + changeHour * 3_600_000;
      const starts = [
        ...slotsOfDay(day, before)
          .filter((start) => start.getTime() < change)
          .map((start) => ({ start, durationSeconds: before })),
        ...slotsOfDay(day, after)
          .filter((start) => start.getTime() >= change)
          .map((start) => ({ start, durationSeconds: after })),
      ];
      return fc
        .array(fc.record({ energyWattHours, quality, kept: fc.nat({ max: seldom }) }), {
          minLength: starts.length,
          maxLength: starts.length,
        })
        .map((values) =>
          starts.flatMap((slot, index) => {
            const value = values[index];
            if (value === undefined || value.kept > 0) return [];
            return [{ ...slot, energyWattHours: value.energyWattHours, quality: value.quality }];
          }),
        );
    });
  const none: fc.Arbitrary<MeterReading[]> = fc.constant([]);
  return fc.oneof(none, whole, slots);
}

function monthOf(point: Pick<MeterMonth, 'flow' | 'month'>): fc.Arbitrary<MeterMonth> {
  const days = daysOfMonth(point.month);
  return fc
    .uniqueArray(fc.nat({ max: days.length - 1 }), { maxLength: 6 })
    .chain((chosen) =>
      fc.tuple(...chosen.sort((a, b) => a - b).map((index) => dayReadings(days[index] ?? ''))),
    )
    .map((readings) => ({
      deliveryPointId: '01234567890123',
      energyVector: 'electricity' as const,
      ...point,
      readings: readings.flat(),
    }));
}

export const anyMonth: fc.Arbitrary<MeterMonth> = fc
  .record({ flow: fc.constantFrom('consumption', 'production'), month })
  .chain(monthOf);

/** Two months of the same meter: what is stored, and what comes. */
export const twoOfAMonth: fc.Arbitrary<readonly [MeterMonth, MeterMonth]> = month.chain((name) =>
  fc.tuple(
    monthOf({ flow: 'consumption', month: name }),
    monthOf({ flow: 'consumption', month: name }),
  ),
);
