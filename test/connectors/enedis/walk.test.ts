import { describe, expect, test } from 'vitest';
import { firstCheckpoint } from '../../../connectors/enedis/checkpoint.ts';
import { curveWindowsOf, daysIn, stepsOf } from '../../../connectors/enedis/walk.ts';

const today = '2026-11-23';
const plan = {
  checkpoint: firstCheckpoint,
  flows: ['consumption'],
  today,
  correctionDays: 30,
} as const;

/** A walk that has read everything on the given day. */
function walkedOn(lastDay: string, walking?: string) {
  const months = Object.fromEntries(stepsOf(plan).map(({ month }) => [month, lastDay]));
  return {
    ...firstCheckpoint,
    ...(walking === undefined ? {} : { walking }),
    flows: { ...firstCheckpoint.flows, consumption: { months } },
  };
}

describe('what a run asks for', () => {
  test('goes back 36 months and 15 days, newest month first, up to the day before', () => {
    const steps = stepsOf(plan);

    expect(steps).toHaveLength(37);
    expect(steps[0]).toMatchObject({ month: '2026-11', from: '2026-11-01', to: today });
    expect(steps.at(-1)).toMatchObject({ month: '2023-11', from: '2023-11-08', to: '2023-12-01' });
  });

  test('is a curve in windows of at most seven days that stay within their month', () => {
    const windows = stepsOf(plan).flatMap((step) =>
      curveWindowsOf(step, today).map((window) => ({ ...window, step })),
    );

    expect(windows.every((window) => daysIn(window) >= 1 && daysIn(window) <= 7)).toBe(true);
    expect(windows.every(({ from, to, step }) => from >= step.from && to <= step.to)).toBe(true);
    expect(windows.at(-1)?.from).toBe('2024-11-08');
    // 24 months and 15 days without a hole.
    expect(windows.reduce((sum, window) => sum + daysIn(window), 0)).toBe(745);
  });

  test('from the 31st of a month goes back to the last day of a shorter one', () => {
    const [step] = stepsOf({ ...plan, today: '2026-03-01' }).slice(-1);
    const leap = stepsOf({ ...plan, today: '2027-03-31' }).at(-1);

    expect(step?.from).toBe('2023-02-14');
    expect(leap?.from).toBe('2024-03-16');
  });

  test('on the first of a month still reads the month before', () => {
    const [first] = stepsOf({ ...plan, today: '2026-12-01' });

    expect(first).toMatchObject({ month: '2026-11', to: '2026-12-01' });
  });

  test('next time is the whole months in which Enedis may still correct', () => {
    const steps = stepsOf({ ...plan, checkpoint: walkedOn('2026-11-22') });

    expect(steps.map(({ month }) => month)).toEqual(['2026-11', '2026-10']);
  });

  test('after a long silence is every month that was not complete when it was read', () => {
    const steps = stepsOf({ ...plan, today: '2027-02-10', checkpoint: walkedOn('2026-11-22') });

    expect(steps.map(({ month }) => month)).toEqual(['2027-02', '2027-01', '2026-12', '2026-11']);
  });

  test('after an interruption is what the same walk has not read', () => {
    const checkpoint = walkedOn('2026-11-22', '2026-11-22');

    expect(stepsOf({ ...plan, checkpoint })).toEqual([]);
  });
});
