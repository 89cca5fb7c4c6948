import { expect, test } from 'vitest';
import { mergeMonths, monthsOf } from '../../shapes/meter-reading/meter-reading.ts';
import { monthWith, PRM, reading } from './meter-months.ts';

test('a half-hour at 23:30 UTC on 30 November belongs to December in Paris', () => {
  const point = { deliveryPointId: PRM, energyVector: 'electricity', flow: 'consumption' } as const;

  const months = monthsOf(point, [
    reading('2026-11-30T23:30:00Z', 2),
    reading('2026-11-30T22:30:00Z', 1),
  ]);

  expect(months.map(({ month, readings }) => [month, readings.length])).toEqual([
    ['2026-11', 1],
    ['2026-12', 1],
  ]);
});

test('a measure that comes after an estimate of another value is a correction', () => {
  const stored = monthWith([reading('2026-11-02T23:00:00Z', 210, { quality: 'estimated' })]);
  const fresh = monthWith([reading('2026-11-02T23:00:00Z', 180)]);

  expect(mergeMonths(stored, fresh).readings).toEqual([
    reading('2026-11-02T23:00:00Z', 180, { quality: 'corrected' }),
  ]);
});

test('a measure that confirms an estimate is a measure', () => {
  const stored = monthWith([reading('2026-11-02T23:00:00Z', 210, { quality: 'estimated' })]);
  const fresh = monthWith([reading('2026-11-02T23:00:00Z', 210)]);

  expect(mergeMonths(stored, fresh).readings).toEqual(fresh.readings);
});

test('a corrected value stays one when the next run brings it again', () => {
  const corrected = monthWith([reading('2026-11-02T23:00:00Z', 180, { quality: 'corrected' })]);
  const fresh = monthWith([reading('2026-11-02T23:00:00Z', 180)]);

  expect(mergeMonths(corrected, fresh).readings).toEqual(corrected.readings);
});

test('half-hours take the place of the daily reading of their day, and of no other', () => {
  const day = { durationSeconds: 86_400 };
  const stored = monthWith([
    reading('2026-11-02T23:00:00Z', 9_000, day),
    reading('2026-11-03T23:00:00Z', 8_000, day),
  ]);
  const fresh = monthWith([reading('2026-11-03T05:00:00Z', 150)]);

  expect(mergeMonths(stored, fresh).readings).toEqual([
    reading('2026-11-03T05:00:00Z', 150),
    reading('2026-11-03T23:00:00Z', 8_000, day),
  ]);
});

test('a daily reading does not wipe out the half-hours that are known', () => {
  const stored = monthWith([reading('2026-11-03T05:00:00Z', 150)]);
  const fresh = monthWith([reading('2026-11-02T23:00:00Z', 9_000, { durationSeconds: 86_400 })]);

  expect(mergeMonths(stored, fresh).readings).toEqual(stored.readings);
});

test('a meter that went from half-hours to ten minutes loses nothing around the change', () => {
  const stored = monthWith([
    reading('2026-11-03T05:00:00Z', 150),
    reading('2026-11-03T05:30:00Z', 160),
  ]);
  const fresh = monthWith([reading('2026-11-03T05:30:00Z', 50, { durationSeconds: 600 })]);

  expect(mergeMonths(stored, fresh).readings).toEqual([stored.readings[0], fresh.readings[0]]);
});

test('two different meters do not merge', () => {
  const stored = monthWith([], { deliveryPointId: '99999999999999' });

  expect(() => mergeMonths(stored, monthWith([]))).toThrow('same deliveryPointId');
});
