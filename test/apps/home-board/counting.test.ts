import { describe, expect, test } from 'vitest';
import { barsOf, isMissing } from '../../../apps/home-board/core/bars.ts';
import { baseLoadOf } from '../../../apps/home-board/core/base-load.ts';
import { billsByYear } from '../../../apps/home-board/core/bills.ts';
import { compareWithYearEarlier } from '../../../apps/home-board/core/comparison.ts';
import { csvOf } from '../../../apps/home-board/core/csv.ts';
import { daysOf } from '../../../apps/home-board/core/days.ts';
import { coverageOf, runsOf, spanOf } from '../../../apps/home-board/core/gaps.ts';
import { peaksOf } from '../../../apps/home-board/core/peaks.ts';
import {
  daysIn,
  monthsIn,
  monthsToRead,
  periodFrom,
} from '../../../apps/home-board/core/period.ts';
import { scaleFor } from '../../../apps/home-board/core/scale.ts';
import { daysPresent, totalOf } from '../../../apps/home-board/core/totals.ts';
import { daysOfMonth, slotsOfDay } from '../../../shapes/kit/local-time.ts';
import type { MeterReading } from '../../../shapes/meter-reading/meter-reading.ts';
import { monthWith, syntheticDay } from './synthetic-home.ts';

/** A day on which every slot has the same energy. */
function evenDay(day: string, energyWattHours: number): MeterReading[] {
  return slotsOfDay(day, 1_800).map((start) => ({
    start,
    durationSeconds: 1_800,
    energyWattHours,
    quality: 'measured',
  }));
}

function daysFrom(...readings: readonly MeterReading[][]) {
  const all = readings.flat();
  const months = new Set(all.map(({ start }) => start.toISOString().slice(0, 7)));
  months.add('2026-11');
  return daysOf([{ ...monthWith('', []), readings: all }]);
}

describe('days', () => {
  test('the day on which summer time ends has 50 half-hours and all of them count', () => {
    const days = daysFrom(evenDay('2026-10-25', 100.5));

    const [day] = daysPresent(['2026-10-25'], days);

    expect(day?.seconds).toBe(90_000);
    expect(day?.readings).toHaveLength(50);
    expect(day?.milliWattHours).toBe(50 * 100_500);
  });

  test('the day on which summer time begins has 46 bars', () => {
    const days = daysFrom(evenDay('2026-03-29', 100));

    const bars = barsOf({ kind: 'day', day: '2026-03-29' }, days);

    expect(bars).toHaveLength(46);
    expect(bars.every(({ covered }) => covered === 1)).toBe(true);
  });

  test('thousandths of a watt-hour add up exactly over a year', () => {
    const readings = daysIn({ kind: 'year', year: '2025' }).flatMap((day) => evenDay(day, 0.1));

    const days = daysOf([{ ...monthWith('', []), readings }]);

    expect(totalOf([...days.values()])).toBe(17_520 * 100);
  });

  test('a true zero is a value and a silent day is missing', () => {
    const days = daysFrom(
      evenDay('2026-11-02', 100),
      evenDay('2026-11-03', 0),
      evenDay('2026-11-05', 100),
    );
    const span = spanOf(days);

    const bars = barsOf({ kind: 'month', month: '2026-11' }, days);

    expect(span).toEqual({ first: '2026-11-02', last: '2026-11-05' });
    expect(bars[2]?.milliWattHours).toBe(0);
    expect(bars[3]?.milliWattHours).toBeUndefined();
    const missing = bars.filter((bar) => span && isMissing(bar, span)).map(({ key }) => key);
    expect(missing).toEqual(['2026-11-04']);
  });
});

describe('comparison with a year earlier', () => {
  test('29 February has no day to be compared with, the other 28 have', () => {
    const now = daysOfMonth('2024-02').flatMap((day) => evenDay(day, 90));
    const then = daysOfMonth('2023-02').flatMap((day) => evenDay(day, 100));
    const days = daysOf([{ ...monthWith('', []), readings: [...now, ...then] }]);

    const comparison = compareWithYearEarlier(daysOfMonth('2024-02'), days);

    expect(comparison?.days).toBe(28);
    expect(comparison?.change).toBeCloseTo(-0.1, 12);
  });

  test('a month that has only begun is compared with the same days, not with a whole month', () => {
    const days = daysFrom(
      evenDay('2026-11-01', 100),
      evenDay('2026-11-02', 100),
      ...daysOfMonth('2025-11').map((day) => evenDay(day, 100)),
    );

    const comparison = compareWithYearEarlier(daysOfMonth('2026-11'), days);

    expect(comparison).toMatchObject({ days: 2, change: 0 });
  });

  test('a day with a hole is not compared', () => {
    const days = daysFrom(evenDay('2026-11-01', 100).slice(1), evenDay('2025-11-01', 100));

    expect(compareWithYearEarlier(['2026-11-01'], days)).toBeUndefined();
  });
});

describe('base load and peaks', () => {
  test('a home that always draws 80 W and cooks in the evening has a base load of 80 W', () => {
    const readings = daysOfMonth('2026-11').flatMap((day) =>
      evenDay(day, 40).map((reading, slot) =>
        slot === 38 ? { ...reading, energyWattHours: 1_250 } : reading,
      ),
    );
    const days = daysOf([{ ...monthWith('', []), readings }]);

    const baseLoad = baseLoadOf(days.values());

    expect(baseLoad).toEqual({ watts: 80, wattHoursPerYear: 80 * 8_760, days: 30 });
    expect(peaksOf(days.values(), 2)).toMatchObject([
      { watts: 2_500, start: new Date('2026-11-01T18:00:00Z') },
      { watts: 2_500 },
    ]);
  });

  test('six days are too few to speak of a habit', () => {
    const days = daysOf([
      monthWith(
        '2026-11',
        daysOfMonth('2026-11')
          .slice(0, 6)
          .flatMap((day) => syntheticDay(day)),
      ),
    ]);

    expect(baseLoadOf(days.values())).toBeUndefined();
  });

  test('one daily total says nothing about the night or about peaks', () => {
    const start = new Date('2026-11-02T23:00:00Z');
    const days = daysFrom([
      { start, durationSeconds: 86_400, energyWattHours: 9_000, quality: 'measured' },
    ]);

    expect(peaksOf(days.values(), 3)).toEqual([]);
    expect(barsOf({ kind: 'month', month: '2026-11' }, days)[2]?.milliWattHours).toBe(9_000_000);
  });
});

describe('what is missing', () => {
  test('a week of silence is one gap, and what lies before the first reading is not a gap', () => {
    const days = daysFrom(evenDay('2026-11-05', 1), evenDay('2026-11-13', 1));

    const coverage = coverageOf(daysOfMonth('2026-11'), days, {
      first: '2026-11-05',
      last: '2026-11-13',
    });

    expect(runsOf(coverage.holes)).toEqual([{ first: '2026-11-06', last: '2026-11-12' }]);
    expect(coverage.covered).toBeCloseTo(2 / 9, 12);
    expect([coverage.beginsBefore, coverage.endsAfter]).toEqual([true, true]);
  });
});

describe('periods', () => {
  test('twelve months that end in November begin in December of the year before', () => {
    const months = monthsIn(periodFrom('', '2026-11-22'));

    expect([months[0], months.at(-1), months.length]).toEqual(['2025-12', '2026-11', 12]);
    expect(monthsToRead({ kind: 'month', month: '2024-02' })).toEqual(['2024-02', '2023-02']);
  });

  test.each([
    ['/2026', { kind: 'year', year: '2026' }],
    ['/2026/11', { kind: 'month', month: '2026-11' }],
    ['/2026/11/23', { kind: 'day', day: '2026-11-23' }],
    ['/2026/02/30', { kind: 'rolling', lastMonth: '2026-11' }],
    ['/nonsense', { kind: 'rolling', lastMonth: '2026-11' }],
  ])('the address %s shows %o', (path, period) => {
    expect(periodFrom(path, '2026-11-22')).toEqual(period);
  });
});

test('a scale begins at zero, ends above the highest bar and has round steps', () => {
  expect(scaleFor(437_000_000).ticks).toEqual([0, 200, 400, 600]);
  expect(scaleFor(950_000)).toMatchObject({ unit: 'Wh', ticks: [0, 500, 1_000] });
  expect(scaleFor(0).ticks.at(-1)).toBeGreaterThan(0);
});

test('the CSV holds the exact watt-hours of each bar, and says which are missing', () => {
  const days = daysFrom(evenDay('2026-11-01', 0.125));

  const lines = csvOf(barsOf({ kind: 'month', month: '2026-11' }, days)).split('\r\n');

  expect(lines[1]).toBe('2026-11-01,6,,1,measured');
  expect(lines[2]).toBe('2026-11-02,,,0,missing');
});

test('bills stand newest first, under the year of their issue, and a credit note is taken off its sum', () => {
  const laid = (issued: string, amountCents: number) => ({
    bill: {
      partner: 'eau',
      kind: amountCents < 0 ? ('credit-note' as const) : ('bill' as const),
      billNumber: issued,
      issued,
      amountCents,
    },
  });

  const years = billsByYear([
    laid('2025-12-31', 1_001),
    laid('2026-02-01', -250),
    laid('2026-11-01', 7_525),
  ]);

  expect(years.map(({ year, totalCents }) => [year, totalCents])).toEqual([
    ['2026', 7_275],
    ['2025', 1_001],
  ]);
  expect(years[0]?.bills.map(({ bill }) => bill.issued)).toEqual(['2026-11-01', '2026-02-01']);
});
