import { describe, expect, test } from 'vitest';
import { firstCheckpoint } from '../../../connectors/eau-du-grand-lyon/checkpoint.ts';
import { daysIn, stepsOf } from '../../../connectors/eau-du-grand-lyon/walk.ts';

const plan = {
  checkpoint: firstCheckpoint,
  lastDay: '2026-11-22',
  historyMonths: 24,
  correctionDays: 90,
};

/** A walk that has read everything on the given day. */
function walkedOn(lastDay: string, walking?: string) {
  const months = Object.fromEntries(stepsOf(plan).map(({ month }) => [month, lastDay]));
  return { ...firstCheckpoint, months, ...(walking === undefined ? {} : { walking }) };
}

describe('what a run asks for', () => {
  test('goes back 24 months, newest first, never more than a month at once', () => {
    const steps = stepsOf(plan);

    expect(steps).toHaveLength(25);
    expect(steps[0]).toEqual({ month: '2026-11', from: '2026-11-01', to: '2026-11-22' });
    expect(steps.at(-1)).toEqual({ month: '2024-11', from: '2024-11-01', to: '2024-11-30' });
    expect(Math.max(...steps.map(daysIn))).toBe(31);
  });

  test('begins with the contract and ends with it', () => {
    const steps = stepsOf({ ...plan, start: '2026-09-10', end: '2026-10-13' });

    expect(steps).toEqual([
      { month: '2026-10', from: '2026-10-01', to: '2026-10-13' },
      { month: '2026-09', from: '2026-09-10', to: '2026-09-30' },
    ]);
  });

  test('is nothing yet of a contract that begins next month', () => {
    expect(stepsOf({ ...plan, start: '2026-12-01' })).toEqual([]);
  });

  test('next time is every month of which a day can still be corrected', () => {
    const steps = stepsOf({ ...plan, checkpoint: walkedOn('2026-11-22') });

    expect(steps.map(({ month }) => month)).toEqual(['2026-11', '2026-10', '2026-09', '2026-08']);
  });

  test('is a month for the last time on the first walk 90 days after its end', () => {
    const months = (readOn: string, lastDay: string) =>
      stepsOf({ ...plan, lastDay, checkpoint: walkedOn(readOn) }).map(({ month }) => month);

    // 31 August and 90 days is 29 November.
    expect(months('2026-11-28', '2026-11-29')).toContain('2026-08');
    expect(months('2026-11-29', '2026-11-30')).not.toContain('2026-08');
    expect(months('2026-11-28', '2027-02-10')).toContain('2026-08');
  });

  test('after an interruption is what the same walk has not read', () => {
    expect(stepsOf({ ...plan, checkpoint: walkedOn('2026-11-22', '2026-11-22') })).toEqual([]);
  });
});
