import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GrdfAccess } from '../../../connectors/grdf/access.ts';
import { billedEnergy } from '../../../shapes/billed-energy/billed-energy.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { validate } from '../../../shapes/kit/validate.ts';
import { meterMonth } from '../../../shapes/meter-reading/meter-reading.ts';
import {
  homes,
  isDocument,
  NOW,
  namesIn,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
} from './stage.ts';

const whole = new Space();
let stage: Stage;
let access: GrdfAccess;
let first: Pull;
/** A home with a short history shows most of what a run does, sooner. */
const short = new Space();
let newcomer: GrdfAccess;
let firstOfNewcomer: Pull;
const ofHouse = new Space();
let firstOfHouse: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(homes.flat);
  first = await pullAll(stage.connector(), access, { space: whole });
  newcomer = await stage.agree(homes.newcomer);
  firstOfNewcomer = await pullAll(stage.connector(), newcomer, { space: short });
  firstOfHouse = await pullAll(stage.connector(), await stage.agree(homes.house), {
    space: ofHouse,
  });
});
afterAll(() => stage.close());

function monthIn(space: Space, name: string) {
  const url = `https://space.invalid/${name}`;
  return meterMonth.read(parseTurtle(space.documents.get(name) ?? '', url), url);
}

function billedIn(space: Space) {
  return [...space.documents]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([name]) => name.startsWith('billed-'))
    .map(([name, text]) => {
      const url = `https://space.invalid/${name}`;
      return billedEnergy.read(parseTurtle(text, url), url);
    });
}

const monthNames = (names: readonly string[]): string[] =>
  names.filter((name) => /^\d{4}-\d\d\.ttl$/.test(name));

describe('the first run', () => {
  test('brings contract and meter, what was billed, then the newest month, then back through time', () => {
    expect(first.error).toBeUndefined();
    const names = namesIn(first);
    expect(names.slice(0, 3)).toEqual([
      'contract.ttl',
      'delivery-point.ttl',
      'billed-2021-12-01.ttl',
    ]);
    expect(monthNames(names)[0]).toBe('2026-11.ttl');
    expect(monthNames(names).at(-1)).toBe('2023-11.ttl');
    expect(monthNames(names)).toHaveLength(37);
  });

  test('brings three years of gas days, up to the one that ended this morning', () => {
    const newest = monthIn(whole, '2026-11.ttl');
    const days = monthNames([...whole.documents.keys()]).flatMap(
      (name) => monthIn(whole, name).readings,
    );

    expect(days).toHaveLength(1_096);
    expect(newest.readings.at(-1)?.start).toEqual(new Date('2026-11-22T05:00:00Z'));
    expect(newest.readings.every(({ volumeCubicMetres }) => volumeCubicMetres !== undefined)).toBe(
      true,
    );
  });

  test('brings five years of billed months, each the sum of its gas days', () => {
    const billed = billedIn(whole);
    const october = billed.find(({ start }) => start.toISOString() === '2025-10-01T04:00:00.000Z');
    const days = monthIn(whole, '2025-10.ttl').readings;

    expect(billed).toHaveLength(59);
    const volume = days.reduce((sum, day) => sum + (day.volumeCubicMetres ?? 0), 0);
    expect(Math.abs(volume - (october?.volumeCubicMetres ?? 0))).toBeLessThan(0.51);
  });

  test('brings more gas in January than in July, and as much as the contract expects of a year', () => {
    const total = (name: string) =>
      monthIn(whole, name).readings.reduce((sum, day) => sum + day.energyWattHours, 0);
    const year = Array.from({ length: 12 }, (_, index) =>
      total(`2025-${String(index + 1).padStart(2, '0')}.ttl`),
    ).reduce((sum, month) => sum + month, 0);

    expect(total('2026-01.ttl')).toBeGreaterThan(5 * total('2026-07.ttl'));
    expect(year / 1_000).toBeGreaterThan(8_000);
    expect(year / 1_000).toBeLessThan(15_000);
  });

  test('tells how many days are done, and which are covered at the end', () => {
    const progress = first.pulled.filter((one) => one.kind === 'progress');

    expect(progress[0]).toMatchObject({ done: 0, unit: 'day' });
    expect(progress.at(-1)).toMatchObject({ done: 1_096, total: 1_096 });
    expect(first.pulled.findLast((one) => one.kind === 'coverage')).toEqual({
      kind: 'coverage',
      firstDay: '2021-12-01',
      lastDay: '2026-11-22',
    });
  });

  test('brings documents that all have the shape they claim', async () => {
    for (const { shape, thing } of [first, firstOfHouse].flatMap(({ pulled }) =>
      pulled.filter(isDocument),
    )) {
      const url = `https://space.invalid/${shape.nameOf(thing)}`;
      await validate(shape.write(thing, url), shape);
    }
  });

  test('of a meter that was read twice a year and then replaced brings half-years, then days', () => {
    const billed = billedIn(ofHouse);
    const lasts = (one: { start: Date; end: Date }) =>
      Math.round((one.end.getTime() - one.start.getTime()) / 86_400_000);

    expect(firstOfHouse.error).toBeUndefined();
    expect(billed.some((one) => lasts(one) > 175)).toBe(true);
    expect(billed.some(({ quality }) => quality === 'estimated')).toBe(true);
    expect(monthNames([...ofHouse.documents.keys()]).sort()[0]).toBe('2025-09.ttl');
    expect(ofHouse.documents.get('delivery-point.ttl')).toContain('"P1D"');
  });

  test('brings both days on which the clock changes, an hour shorter and an hour longer', () => {
    const lasts = (name: string, start: string) =>
      monthIn(whole, name).readings.find((day) => day.start.getTime() === Date.parse(start))
        ?.durationSeconds;

    expect(lasts('2026-03.ttl', '2026-03-28T06:00:00+01:00')).toBe(82_800);
    expect(lasts('2026-10.ttl', '2026-10-24T06:00:00+02:00')).toBe(90_000);
    expect(whole.documents.get('2026-03.ttl')).toContain('trb:coverage 1.0');
    expect(whole.documents.get('2026-10.ttl')).toContain('trb:coverage 1.0');
  });

  test('takes no energy from the index of a new meter, which begins at zero', () => {
    const restarted = billedIn(ofHouse).filter(
      ({ indexBefore = 0, indexAfter = 0 }) => indexAfter < indexBefore,
    );

    expect(restarted).toHaveLength(1);
    expect(restarted[0]?.start).toEqual(new Date('2025-09-18T04:00:00Z'));
    expect(restarted[0]?.energyWattHours).toBeGreaterThan(0);
  });

  test('takes no energy from an index that passes zero', () => {
    const rolled = billedIn(whole).filter(
      ({ indexBefore = 0, indexAfter = 0 }) => indexAfter < indexBefore,
    );

    expect(rolled).toHaveLength(1);
    expect(rolled[0]?.energyWattHours).toBeGreaterThan(0);
  });
});

describe('a later run', () => {
  test('on the same day reads what may change again and writes nothing', async () => {
    const space = whole.copy();

    const second = await pullAll(stage.connector(), access, {
      space,
      checkpoint: first.checkpoint,
    });

    expect(second.error).toBeUndefined();
    expect(monthNames(namesIn(second))).toEqual(['2026-11.ttl', '2026-10.ttl']);
    expect(space.writes).toBe(0);
    expect(second.checkpoint).toEqual(first.checkpoint);
  });

  test('two weeks later brings the new days, and settles what was provisional', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grdf-sandbox-'));
    const space = new Space();
    const before = await openStage(NOW, folder);
    const right = await before.agree(homes.newcomer);
    const { checkpoint } = await pullAll(before.connector(), right, { space });
    await before.close();
    const fresh = monthIn(space, '2026-11.ttl').readings;

    const now = new Date(NOW.getTime() + 14 * 86_400_000);
    const after = await openStage(now, folder);
    const second = await pullAll(after.connector(), right, { space, checkpoint, now });
    await after.close();
    await rm(folder, { recursive: true });
    const settled = monthIn(space, '2026-11.ttl').readings;

    expect(second.error).toBeUndefined();
    expect(fresh.filter(({ provisional }) => provisional)).toHaveLength(10);
    expect(settled.filter(({ provisional }) => provisional)).toHaveLength(4);
    expect(settled).toHaveLength(30);
    expect(monthIn(space, '2026-12.ttl').readings).toHaveLength(6);
    const estimate = fresh.findIndex(({ quality }) => quality === 'estimated');
    expect(settled[estimate]).toMatchObject({
      start: fresh[estimate]?.start,
      quality: 'corrected',
    });
    expect(settled[estimate]?.energyWattHours).toBeLessThan(fresh[estimate]?.energyWattHours ?? 0);
  });

  test('after a death at any step ends with the same space', async () => {
    for (let steps = 1; steps <= firstOfNewcomer.pulled.length; steps += 1) {
      const space = new Space();

      const killed = await pullAll(stage.connector(), newcomer, { space, steps });
      const resumed = await pullAll(stage.connector(), newcomer, {
        space,
        checkpoint: killed.checkpoint,
      });

      expect(resumed.error, `after a death at step ${steps}`).toBeUndefined();
      expect(resumed.checkpoint, `after a death at step ${steps}`).toEqual(
        firstOfNewcomer.checkpoint,
      );
      expect(space.sorted()).toEqual(short.sorted());
    }
  });
});
