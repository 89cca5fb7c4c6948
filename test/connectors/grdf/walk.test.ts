import { describe, expect, test } from 'vitest';
import { firstCheckpoint, type GrdfCheckpoint } from '../../../connectors/grdf/checkpoint.ts';
import { billedOpenFrom, billedPeriodOf, daysIn, stepsOf } from '../../../connectors/grdf/walk.ts';

const today = '2026-11-23';
const lastDay = '2026-11-22';
const plan = {
  checkpoint: firstCheckpoint,
  today,
  notBefore: '2021-11-23',
  correctionDays: 45,
} as const;

/** A walk that has read everything on the given day. */
function walkedOn(readOn: string, open: readonly string[] = []): GrdfCheckpoint {
  const months = stepsOf(plan).map(({ month }) => [month, { readOn, open: open.includes(month) }]);
  return { ...firstCheckpoint, months: Object.fromEntries(months) };
}

const monthsOf = (change: Partial<Parameters<typeof stepsOf>[0]>): string[] =>
  stepsOf({ ...plan, ...change }).map(({ month }) => month);

describe('what a run asks for', () => {
  test('goes back 36 months, newest month first, up to this morning', () => {
    const steps = stepsOf(plan);

    expect(steps).toHaveLength(37);
    expect(steps[0]).toEqual({ month: '2026-11', from: '2026-11-01', to: today });
    expect(steps.at(-1)).toEqual({ month: '2023-11', from: '2023-11-23', to: '2023-12-01' });
    expect(steps.reduce((sum, step) => sum + daysIn(step), 0)).toBe(1_096);
  });

  test('begins no earlier than the contract or the right', () => {
    expect(monthsOf({ notBefore: '2026-10-15' })).toEqual(['2026-11', '2026-10']);
    expect(monthsOf({ notBefore: '2026-12-01' })).toEqual([]);
  });

  test('on the first of a month still reads the month before', () => {
    expect(stepsOf({ ...plan, today: '2026-12-01' })[0]).toMatchObject({
      month: '2026-11',
      to: '2026-12-01',
    });
  });

  test('next time is the months that may have changed: recent ones, and those left open for a year', () => {
    const checkpoint = walkedOn(lastDay, ['2026-03', '2025-09']);

    expect(monthsOf({ checkpoint })).toEqual(['2026-11', '2026-10', '2026-03']);
  });

  test('after a long silence is every month that was not complete when it was read', () => {
    expect(monthsOf({ checkpoint: walkedOn(lastDay), today: '2027-03-10' })).toEqual([
      '2027-03',
      '2027-02',
      '2027-01',
      '2026-12',
      '2026-11',
    ]);
  });

  test('after an interruption is what the same walk has not read', () => {
    const checkpoint = { ...walkedOn(lastDay, ['2026-03']), walking: lastDay };

    expect(monthsOf({ checkpoint })).toEqual([]);
  });
});

describe('billed periods', () => {
  test('are read for five years at first, then from where they may still change', () => {
    const billed = { readOn: lastDay, openFrom: '2025-08-01' };
    const read = { ...firstCheckpoint, billed };

    expect(billedPeriodOf(plan)).toEqual({ from: '2021-11-23', to: today });
    expect(billedPeriodOf({ ...plan, checkpoint: read })).toEqual({
      from: '2025-08-01',
      to: today,
    });
    expect(billedPeriodOf({ ...plan, checkpoint: { ...read, walking: lastDay } })).toBeUndefined();
  });

  test('may change for a year, or as far back as one is provisional', () => {
    expect(billedOpenFrom(today, [])).toBe('2025-10-23');
    expect(billedOpenFrom(today, ['2025-01-01', '2026-10-01'])).toBe('2025-01-01');
  });
});
