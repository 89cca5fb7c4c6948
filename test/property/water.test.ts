import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, daysOfMonth } from '../../shapes/kit/local-time.ts';
import { parseTurtle, writeTurtle } from '../../shapes/kit/turtle.ts';
import { validate } from '../../shapes/kit/validate.ts';
import { type WaterContract, waterContract } from '../../shapes/water-contract/water-contract.ts';
import {
  mergeWaterMonths,
  type WaterMonth,
  waterMonth,
} from '../../shapes/water-month/water-month.ts';

const documentUrl = 'https://pod.exemple.invalid/data/water/00-4411-072/it.ttl';

const litres = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(0, 999_999_999));
const quality = fc.constantFrom('measured' as const, 'estimated' as const, 'corrected' as const);
/** Months in which the clock changes come often. */
const month = fc.oneof(
  fc.constantFrom('2026-03', '2026-10', '2024-02'),
  fc.integer({ min: 0, max: 600 }).map((count) => addMonths('2000-01', count)),
);

function monthNamed(name: string): fc.Arbitrary<WaterMonth> {
  const days = daysOfMonth(name);
  const values = fc.record(
    { litres, quality, leakLitres: litres },
    { requiredKeys: ['litres', 'quality'] },
  );
  return fc
    .tuple(
      fc.subarray(days),
      fc.array(values, { minLength: days.length, maxLength: days.length }),
      fc.option(litres, { nil: undefined }),
    )
    .map(([chosen, given, statedLitres]) => ({
      contractNumber: '00-4411-072',
      month: name,
      days: chosen.map((day, index) => ({
        day,
        ...(given[index] ?? { litres: 0, quality: 'measured' as const }),
      })),
      ...(statedLitres === undefined ? {} : { statedLitres }),
    }));
}

const anyMonth = month.chain(monthNamed);
const twoOfAMonth = month.chain((name) => fc.tuple(monthNamed(name), monthNamed(name)));

test('a water month is read back as it was, whatever the month', async () => {
  await fc.assert(
    fc.asyncProperty(anyMonth, async (thing) => {
      const quads = waterMonth.write(thing, documentUrl);
      const text = writeTurtle(quads, documentUrl);

      expect(waterMonth.read(parseTurtle(text, documentUrl), documentUrl)).toEqual(thing);
      await validate(quads, waterMonth);
      expect(waterMonth.fileNames?.test(waterMonth.nameOf(thing))).toBe(true);
    }),
    { numRuns: 80 },
  );
});

test('a second merge of the same days changes nothing, and fresh days win', () => {
  fc.assert(
    fc.property(twoOfAMonth, ([stored, fresh]) => {
      const once = mergeWaterMonths(stored, fresh);

      expect(mergeWaterMonths(once, fresh)).toEqual(once);
      expect(mergeWaterMonths(undefined, fresh)).toEqual(fresh);
      expect(waterMonth.read(waterMonth.write(once, documentUrl), documentUrl)).toEqual(once);
      for (const { day, litres: came } of fresh.days) {
        expect(once.days.find((one) => one.day === day)?.litres).toBe(came);
      }
      const named = new Set(fresh.days.map(({ day }) => day));
      for (const day of stored.days.filter((one) => !named.has(one.day))) {
        expect(once.days).toContainEqual(day);
      }
    }),
    { numRuns: 150 },
  );
});

test('a water contract is read back as it was', async () => {
  const day = fc.integer({ min: 0, max: 20_000 }).map((count) => addDays('1990-01-01', count));
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const bands = fc
    .uniqueArray(
      fc.record(
        {
          fromLitres: fc.nat({ max: 1_000_000 }),
          toLitres: fc.integer({ min: 1, max: 2_000_000 }),
          tenThousandthsPerCubicMetre: fc.nat({ max: 99_999_999 }),
        },
        { requiredKeys: ['fromLitres', 'tenThousandthsPerCubicMetre'] },
      ),
      { minLength: 1, maxLength: 5, selector: ({ fromLitres }) => fromLitres },
    )
    .map((list) => list.toSorted((a, b) => a.fromLitres - b.fromLitres));
  const tariffs = fc
    .uniqueArray(
      fc.record(
        { validFrom: day, validThrough: day, bands },
        { requiredKeys: ['validFrom', 'bands'] },
      ),
      { minLength: 1, maxLength: 3, selector: ({ validFrom }) => validFrom },
    )
    .map((list) => list.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1)));
  const contracts: fc.Arbitrary<WaterContract> = fc.record(
    {
      contractNumber: fc.stringMatching(/^[0-9]{2}-[0-9]{4}-[0-9]{3}$/),
      supplier: words,
      usageLabel: words,
      meterDiameterMillimetres: fc.integer({ min: 1, max: 200 }),
      residentCount: fc.nat({ max: 12 }),
      start: day,
      end: day,
      status: fc.constantFrom('pending' as const, 'active' as const, 'ended' as const),
      mandateReference: fc.stringMatching(/^[A-Z0-9+-]{1,35}$/),
      creditorIdentifier: fc.stringMatching(/^FR[0-9]{2}ZZZ[0-9A-F]{6}$/),
      tariffs,
    },
    { requiredKeys: ['contractNumber'] },
  );

  await fc.assert(
    fc.asyncProperty(contracts, async (thing) => {
      const quads = waterContract.write(thing, documentUrl);
      const text = writeTurtle(quads, documentUrl);

      expect(waterContract.read(parseTurtle(text, documentUrl), documentUrl)).toEqual(thing);
      await validate(quads, waterContract);
    }),
    { numRuns: 60 },
  );
});

describe('a water month', () => {
  const thing: WaterMonth = { contractNumber: 'C1', month: '2026-11', days: [] };
  const write = (change: Partial<WaterMonth>) =>
    waterMonth.write({ ...thing, ...change }, documentUrl);
  const on = (day: string, amount: number) => ({
    day,
    litres: amount,
    quality: 'measured' as const,
  });

  test('keeps a day of another month out', () => {
    expect(() => write({ days: [on('2026-10-31', 1)] })).toThrow('2026-10-31 is not in 2026-11');
  });

  test('keeps each day once, in order', () => {
    expect(() => write({ days: [on('2026-11-02', 1), on('2026-11-02', 1)] })).toThrow('its order');
  });

  test('keeps whole litres only', () => {
    expect(() => write({ days: [on('2026-11-02', 0.5)] })).toThrow('no whole number of litres');
    expect(() => write({ statedLitres: -1 })).toThrow('no whole number of litres');
  });

  test('tells a correction from a value that came late', () => {
    const before: WaterMonth = { ...thing, days: [on('2026-11-02', 90)] };
    const after: WaterMonth = { ...thing, days: [on('2026-11-02', 100), on('2026-11-03', 80)] };

    expect(mergeWaterMonths(before, after).days).toEqual([
      { ...on('2026-11-02', 100), quality: 'corrected' },
      on('2026-11-03', 80),
    ]);
    expect(() => mergeWaterMonths({ ...thing, month: '2026-10' }, thing)).toThrow('same');
  });
});
