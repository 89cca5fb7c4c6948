import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { costOf, yearlyCentsOf } from '../../../apps/home-board/core/cost.ts';
import { daysOf } from '../../../apps/home-board/core/days.ts';
import { parseTariff, priceOn, withHours } from '../../../apps/home-board/core/tariff.ts';
import { slotsOfDay } from '../../../shapes/kit/local-time.ts';
import { monthWith } from './synthetic-home.ts';

const folder = join('apps', 'home-board', 'tariffs');
const flat = tariffWith([{ from: '2026-01-01', flat: 200_000 }], []);
const offPeak = tariffWith(
  [{ from: '2026-01-01', peak: 200_000, offPeak: 100_000 }],
  ['22:00-06:00'],
);

function tariffWith(prices: readonly object[], offPeakHours: readonly string[]) {
  const words = { fr: 'exemple', en: 'example' };
  return parseTariff({
    id: 'x',
    title: words,
    source: words,
    standing: 'example',
    offPeakHours,
    prices,
  });
}

/** 1 kWh in each half-hour. */
function daysWith(...names: readonly string[]) {
  const readings = names.flatMap((name) =>
    slotsOfDay(name, 1_800).map((start) => ({
      start,
      durationSeconds: 1_800,
      energyWattHours: 1_000,
      quality: 'measured' as const,
    })),
  );
  return [...daysOf([{ ...monthWith('', []), readings }]).values()];
}

describe('cost', () => {
  test('48 kWh at 20 cents cost 9.60 €', () => {
    expect(costOf(daysWith('2026-11-03'), flat)).toEqual({ cents: 960, daysWithoutPrice: 0 });
  });

  test('off-peak hours follow the clock on the wall: the night of 25 October has two more half-hours of them', () => {
    const plain = costOf(daysWith('2026-11-03'), offPeak);
    const autumn = costOf(daysWith('2026-10-25'), offPeak);
    const spring = costOf(daysWith('2026-03-29'), offPeak);

    expect(plain.cents).toBe(32 * 20 + 16 * 10);
    expect(autumn.cents).toBe(32 * 20 + 18 * 10);
    expect(spring.cents).toBe(32 * 20 + 14 * 10);
  });

  test('a price applies from its first day, and a day before the first price is counted as unknown', () => {
    const changing = tariffWith(
      [
        { from: '2026-11-02', flat: 100_000 },
        { from: '2026-11-03', flat: 200_000 },
      ],
      [],
    );

    const cost = costOf(daysWith('2026-11-01', '2026-11-02', '2026-11-03'), changing);

    expect(cost).toEqual({ cents: 48 * 10 + 48 * 20, daysWithoutPrice: 1 });
  });

  test("the meter's own off-peak hours win over the tariff's", () => {
    const own = withHours(offPeak, ['12:30-14:30', '23:00-05:00']);

    expect(costOf(daysWith('2026-11-03'), own).cents).toBe(32 * 20 + 16 * 10);
    expect(withHours(flat, ['12:30-14:30'])).toBe(flat);
  });

  test('80 W all year cost 140.16 € at 20 cents, and less when a third of the day is off-peak', () => {
    expect(yearlyCentsOf(80, flat, '2026-11-03')).toBe(14_016);
    expect(yearlyCentsOf(80, offPeak, '2026-11-03')).toBe(11_680);
    expect(yearlyCentsOf(80, flat, '2025-11-03')).toBeUndefined();
  });
});

describe('tariff files', () => {
  test.each(readdirSync(folder))('%s says its prices, their dates and their source', (name) => {
    const tariff = parseTariff(JSON.parse(readFileSync(join(folder, name), 'utf8')));

    expect(priceOn(tariff, '2026-11-22')).toBeDefined();
    expect(tariff.source.fr).not.toBe('');
  });

  test.each([
    [{ flat: 0.2 }, 'prices[0].flat is not a whole number of micro-euros'],
    [{ from: '1 mai 2026', flat: 1 }, 'prices[0].from is not written like'],
    [{ peak: 200_000 }, 'prices[0].offPeak is not a whole number'],
  ])('a price such as %o is refused by its path', (price, message) => {
    expect(() => tariffWith([{ from: '2026-01-01', ...price }], [])).toThrow(message);
  });
});
