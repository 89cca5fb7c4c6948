import { describe, expect, test } from 'vitest';
import { billedEnergy } from '../../shapes/billed-energy/billed-energy.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import {
  type MeterMonth,
  mergeMonths,
  meterMonth,
} from '../../shapes/meter-reading/meter-reading.ts';
import { documentUrl, monthWith, PRM, reading } from './meter-months.ts';

const day = (at: string, energyWattHours: number, more = {}) =>
  reading(at, energyWattHours, { durationSeconds: 86_400, ...more });
const first = day('2026-11-01T06:00:00+01:00', 46_000, { volumeCubicMetres: 4.1 });
const second = day('2026-11-02T06:00:00+01:00', 51_600, {
  quality: 'estimated',
  provisional: true,
});
const gas = (readings: MeterMonth['readings'], more: Partial<MeterMonth> = {}): MeterMonth =>
  monthWith(readings, { energyVector: 'gas', ...more });
const turtleOf = (month: MeterMonth): string =>
  writeTurtle(meterMonth.write(month, documentUrl), documentUrl);

test('a gas month is read by eye: energy and, word for word, the cubic metres', () => {
  const text = turtleOf(gas([first, second]));

  expect(text).toContain('trb:start "2026-11-01T06:00:00+01:00"');
  expect(text).toContain('trb:values "46000 51600ep"');
  expect(text).toContain('trb:gasVolumes "4.1 -"');
  expect(text).toContain('trb:totalGasVolume 4.1 ');
});

test('the gas of the first night of a month belongs to the month before', () => {
  const last = day('2026-11-30T06:00:00+01:00', 1);

  expect(() => turtleOf(gas([last]))).not.toThrow();
  expect(() => turtleOf(gas([last], { month: '2026-12' }))).toThrow('is not in 2026-12');
});

test('what settles a provisional day at another value is a correction, and is provisional no more', () => {
  const { provisional: _, ...settled } = { ...second, energyWattHours: 48_000 };
  const measured = { ...settled, quality: 'measured' as const };

  const merged = mergeMonths(gas([first, second]), gas([measured]));

  expect(merged.readings).toEqual([first, { ...measured, quality: 'corrected' }]);
});

describe('what cannot be kept is refused by name:', () => {
  test.each<[string, MeterMonth, RegExp]>([
    ['a gas day from midnight', gas([day('2026-11-03T00:00:00+01:00', 1)]), /one whole local day/],
    ['a civil day from six', monthWith([{ ...second }]), /one whole local day/],
    ['a number of 13 digits', gas([], { deliveryPointId: '1234567890123' }), /GI and 6 digits/],
    ['a gas number for electricity', monthWith([], { deliveryPointId: 'GI012345' }), /14 digits\./],
    [
      'cubic metres of electricity',
      monthWith([reading('2026-11-03T00:00:00+01:00', 1, { volumeCubicMetres: 1 })]),
      /what is no gas/,
    ],
    ['a negative volume', gas([{ ...first, volumeCubicMetres: -1 }]), /no meter of a home/],
    ['a drop of gas', gas([{ ...first, volumeCubicMetres: 1.0001 }]), /no multiple of 0.001/],
  ])('%s', (_, month, sentence) => {
    expect(() => turtleOf(month)).toThrow(sentence);
  });

  test.each<[string, string, string]>([
    ['a volume too few', '"4.1 -"', '"4.1"'],
    ['a volume that is estimated', '"4.1 -"', '"4.1e -"'],
    ['a volume where there is no energy', '"46000 51600ep"', '"- 51600ep"'],
  ])('%s', (_, from, to) => {
    const text = turtleOf(gas([first, second])).replace(from, to);

    expect(() => meterMonth.read(parseTurtle(text, documentUrl), documentUrl)).toThrow(
      /gasVolumes/,
    );
  });

  test('a billed period that ends before it begins', () => {
    const period = {
      deliveryPointId: PRM,
      energyVector: 'gas',
      flow: 'consumption',
      start: new Date('2026-11-01T05:00:00Z'),
      end: new Date('2026-10-01T04:00:00Z'),
      energyWattHours: 1,
      quality: 'measured',
    } as const;

    expect(() => billedEnergy.write(period, documentUrl)).toThrow('is not after the start');
  });
});
