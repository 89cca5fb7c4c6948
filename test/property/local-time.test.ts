import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  daysBetween,
  daysOfMonth,
  LOCAL_TIME_ZONE,
  localDay,
  localMonth,
  secondsOfLocalDay,
  slotsOfDay,
  startOfLocalDay,
  withLocalOffset,
} from '../../shapes/kit/local-time.ts';

// Temporal stands for the truth: another code, with the same table of time zones.
const instant = fc
  .date({
    min: new Date('1996-01-01T00:00:00Z'),
    max: new Date('2045-12-31T00:00:00Z'),
    noInvalidDate: true,
  })
  .map((date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000));
const zoned = (date: Date): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO(LOCAL_TIME_ZONE);

test('local days, months and offsets are those of the zone', () => {
  fc.assert(
    fc.property(instant, (date) => {
      const local = zoned(date);
      const day = local.toPlainDate().toString();

      expect(localDay(date)).toBe(day);
      expect(localMonth(date)).toBe(day.slice(0, 7));
      expect(withLocalOffset(date)).toBe(local.toString({ timeZoneName: 'never' }));
      expect(startOfLocalDay(day).getTime()).toBe(local.startOfDay().epochMilliseconds);
      expect(secondsOfLocalDay(day)).toBe(local.hoursInDay * 3_600);
    }),
    { numRuns: 400 },
  );
});

test('days are counted by the calendar', () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: -800, max: 800 }), (date, count) => {
      const day = zoned(date).toPlainDate();
      const moved = day.add({ days: count }).toString();

      expect(addDays(day.toString(), count)).toBe(moved);
      expect(daysBetween(day.toString(), moved)).toBe(count);
      const months = day.toPlainYearMonth().add({ months: count });
      expect(addMonths(day.toString().slice(0, 7), count)).toBe(months.toString());
      expect(daysOfMonth(months.toString())).toHaveLength(months.daysInMonth);
    }),
    { numRuns: 400 },
  );
});

test('a day of the clock change has 46 or 50 half-hours, any other 48', () => {
  expect(slotsOfDay('2026-03-29', 1_800)).toHaveLength(46);
  expect(slotsOfDay('2026-10-25', 1_800)).toHaveLength(50);
  expect(slotsOfDay('2026-11-03', 1_800)).toHaveLength(48);
});

test('what is not a day is refused by name', () => {
  expect(() => startOfLocalDay('yesterday')).toThrow('"yesterday" is not a day');
});
