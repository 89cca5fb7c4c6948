import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnedisAccess } from '../../../connectors/enedis/access.ts';
import type { LaidDocument } from '../../../connectors/kit/contract.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { validate } from '../../../shapes/kit/validate.ts';
import { meterMonth } from '../../../shapes/meter-reading/meter-reading.ts';
import {
  CUSTOMER_CALLS,
  copyOf,
  homes,
  isDocument,
  months,
  NOW,
  namesIn,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
  sorted,
} from './stage.ts';

const whole = new Space();
let stage: Stage;
let access: EnedisAccess;
let first: Pull;
/** A home with a short history shows most of what a run does, sooner. */
const short = new Space();
let newcomer: EnedisAccess;
let firstOfNewcomer: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(homes.flat);
  first = await pullAll(stage.connector(), access, { space: whole });
  newcomer = await stage.agree(homes.newcomer);
  firstOfNewcomer = await pullAll(stage.connector(), newcomer, { space: short });
});
afterAll(() => stage.close());

function monthIn(space: Space, name: string) {
  const url = `https://space.invalid/${name}`;
  return meterMonth.read(parseTurtle(space.documents.get(name) ?? '', url), url);
}

describe('the first run', () => {
  test('brings who and where, then the newest month, then back through time', () => {
    expect(first.error).toBeUndefined();
    expect(namesIn(first).slice(0, 5)).toEqual([
      'contract.ttl',
      'delivery-point.ttl',
      'dwelling.ttl',
      '2026-11.ttl',
      '2026-10.ttl',
    ]);
    expect(namesIn(first).at(-1)).toBe('2023-11.ttl');
  });

  test('brings 24 months and 15 days of half-hours, and days for a year before', () => {
    const days = (name: string) =>
      monthIn(whole, name).readings.filter(({ durationSeconds }) => durationSeconds > 3_600);

    expect(days('2026-10.ttl')).toEqual([]);
    // The half-hours begin on 8 November 2024: seven days of that month are known by the day only.
    expect(days('2024-11.ttl')).toHaveLength(7);
    expect(days('2024-09.ttl').length).toBeGreaterThan(27);
    expect(monthIn(whole, '2023-11.ttl').readings[0]?.start).toEqual(
      new Date('2023-11-07T23:00:00Z'),
    );
  });

  test('brings the energy that the home really used, to the half watt-hour', () => {
    const from = new Date('2026-11-15T23:00:00Z');
    const readings = monthIn(whole, '2026-11.ttl').readings.filter(({ start }) => start >= from);

    const energy = readings.reduce((sum, { energyWattHours }) => sum + energyWattHours, 0);

    // Monday to Sunday: the file's last such week runs from 18 to 24 June 2007.
    const rows = fileRows().filter(([day]) => day >= '2007-06-18' && day <= '2007-06-24');
    expect(rows).toHaveLength(336);
    expect(energy).toBe(rows.reduce((sum, [, watts]) => sum + watts / 2, 0));
  });

  test('tells how many days are done, and which are covered at the end', () => {
    const progress = first.pulled.filter((one) => one.kind === 'progress');

    expect(progress[0]).toEqual({ kind: 'progress', done: 0, total: 1_111, unit: 'day' });
    expect(progress.at(-1)).toEqual({ kind: 'progress', done: 1_111, total: 1_111, unit: 'day' });
    expect(first.pulled.findLast((one) => one.kind === 'coverage')).toEqual({
      kind: 'coverage',
      firstDay: '2023-11-08',
      lastDay: '2026-11-22',
    });
  });

  test('brings documents that all have the shape they claim', async () => {
    for (const { shape, thing } of first.pulled.filter(isDocument)) {
      const url = `https://space.invalid/${shape.nameOf(thing)}`;
      await validate(shape.write(thing, url), shape);
    }
  });

  test('gives the same months whichever generation of the API is asked', async () => {
    const space = new Space();

    const v5 = await pullAll(stage.connector('v5'), await stage.agree(homes.flat, 'v5'), { space });

    expect(v5.error).toBeUndefined();
    expect(months(space)).toHaveLength(37);
    // v5 knows no floor and no supplier, so only contract and address differ.
    expect(months(space)).toEqual(months(whole));
  });
});

describe('a later run', () => {
  test('on the same day reads the recent months again and writes nothing', async () => {
    const space = copyOf(whole);

    const second = await pullAll(stage.connector(), access, {
      space,
      checkpoint: first.checkpoint,
    });

    expect(second.error).toBeUndefined();
    expect(namesIn(second).slice(CUSTOMER_CALLS)).toEqual(['2026-11.ttl', '2026-10.ttl']);
    expect(space.writes).toBe(0);
    expect(second.checkpoint).toEqual(first.checkpoint);
  });

  test('takes a correction of Enedis as a correction, and keeps what it no longer sends', async () => {
    const space = copyOf(whole);
    const november = monthIn(space, '2026-11.ttl');
    const [slot, ...others] = november.readings;
    if (slot === undefined) throw new Error('November is empty.');
    const extra = new Space();
    const before = { ...november, readings: [{ ...slot, energyWattHours: 1 }, ...others] };
    extra.lay({ kind: 'document', shape: meterMonth, thing: before } as LaidDocument);

    await pullAll(stage.connector(), access, { space: extra, checkpoint: first.checkpoint });

    expect(monthIn(extra, '2026-11.ttl').readings).toEqual([
      { ...slot, quality: 'corrected' },
      ...others,
    ]);
  });

  test.each(['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'])(
    'after a death at any step ends with the same space (%s)',
    async () => {
      const space = new Space();
      const steps = 1 + Math.floor(Math.random() * firstOfNewcomer.pulled.length);

      const killed = await pullAll(stage.connector(), newcomer, { space, steps });
      const resumed = await pullAll(stage.connector(), newcomer, {
        space,
        checkpoint: killed.checkpoint,
      });

      expect(resumed.error, `after a death at step ${steps}`).toBeUndefined();
      expect(resumed.checkpoint).toEqual(firstOfNewcomer.checkpoint);
      expect(sorted(space)).toEqual(sorted(short));
    },
  );

  test('does not read again what it had laid before it died', async () => {
    const space = new Space();
    const steps = firstOfNewcomer.pulled.findIndex(({ kind }) => kind === 'checkpoint') + 1;
    const killed = await pullAll(stage.connector(), newcomer, { space, steps });

    const resumed = await pullAll(stage.connector(), newcomer, {
      space,
      checkpoint: killed.checkpoint,
    });

    expect(namesIn(resumed)[CUSTOMER_CALLS]).toBe('2026-10.ttl');
  });

  test('begins again when its checkpoint cannot be read', () => {
    const { checkpoint } = stage.connector();

    expect(checkpoint.parse({ version: 1, flows: { consumption: { months: { x: 1 } } } })).toEqual(
      checkpoint.first,
    );
    expect(checkpoint.parse(undefined)).toEqual(checkpoint.first);
    expect(checkpoint.parse(first.checkpoint)).toEqual(first.checkpoint);
  });
});

describe('each home is as it is', () => {
  test('one with panels gets its production beside its consumption', async () => {
    const space = new Space();

    const pull = await pullAll(stage.connector(), await stage.agree(homes.withPanels), { space });

    expect(pull.error).toBeUndefined();
    expect([...space.documents.keys()]).toEqual(
      expect.arrayContaining(['contract-production.ttl', '2026-06-production.ttl', '2026-06.ttl']),
    );
    const june = monthIn(space, '2026-06-production.ttl');
    expect(june.flow).toBe('production');
    // The panels came on 15 March 2024; nobody asks for what was before.
    expect(space.documents.has('2024-02-production.ttl')).toBe(false);
    expect(monthIn(space, '2024-03-production.ttl').readings[0]?.start).toEqual(
      new Date('2024-03-14T23:00:00Z'),
    );
  });

  test('somebody who moved in recently has a short history, whose first day is found and remembered', async () => {
    const pull = firstOfNewcomer;

    expect(pull.error).toBeUndefined();
    expect(pull.checkpoint.covered).toEqual({ firstDay: '2026-06-25', lastDay: '2026-11-22' });
    expect(pull.checkpoint.flows.consumption).toMatchObject({
      oldestCurveDay: '2026-06-25',
      oldestDay: '2026-06-25',
    });
    const last = pull.pulled.findLast((one) => one.kind === 'progress');
    expect(last).toEqual({ kind: 'progress', done: 175, total: 175, unit: 'day' });
    const again = await pullAll(stage.connector(), newcomer, {
      space: copyOf(short),
      checkpoint: pull.checkpoint,
    });
    expect(namesIn(again).slice(CUSTOMER_CALLS)).toEqual(['2026-11.ttl', '2026-10.ttl']);
  });

  test('one whose curve is not recorded gets its days, and is told what to do', async () => {
    const space = new Space();
    await stage.setFault(homes.newcomer, 'curve-not-activated');

    const pull = await pullAll(stage.connector(), newcomer, { space });
    await stage.setFault(homes.newcomer, 'none');

    expect(pull.error).toMatchObject({ code: 'CURVE_NOT_ACTIVATED', mover: 'citizen' });
    const october = monthIn(space, '2026-10.ttl').readings;
    expect(new Set(october.map(({ durationSeconds }) => durationSeconds))).toEqual(
      new Set([86_400, 90_000]),
    );
    const later = await pullAll(stage.connector(), newcomer, {
      space,
      checkpoint: pull.checkpoint,
    });
    expect(later.error).toBeUndefined();
    expect(monthIn(space, '2026-10.ttl').readings.length).toBeGreaterThan(1_300);
  });

  test('one whose meter is late a day lacks that day, and gets it later', async () => {
    const space = new Space();
    await stage.setFault(homes.newcomer, 'late');
    const late = await pullAll(stage.connector(), newcomer, { space });
    await stage.setFault(homes.newcomer, 'none');

    const later = await pullAll(stage.connector(), newcomer, {
      space,
      checkpoint: late.checkpoint,
    });

    expect(late.checkpoint.covered?.lastDay).toBe('2026-11-21');
    expect(later.checkpoint.covered?.lastDay).toBe('2026-11-22');
    expect(sorted(space)).toEqual(sorted(short));
  });
});

test('before eight in the morning the day before is not there yet, and nothing is lost by asking', async () => {
  const early = await openStage(new Date('2026-11-23T06:00:00Z'));
  const space = new Space();

  const pull = await pullAll(early.connector(), await early.agree(homes.newcomer), {
    space,
    now: new Date('2026-11-23T06:00:00Z'),
  });
  await early.close();

  expect(pull.error).toBeUndefined();
  expect(pull.checkpoint.covered?.lastDay).toBe('2026-11-21');
});

test('the day after, only the recent months are asked for', async () => {
  const tomorrow = new Date(NOW.getTime() + 86_400_000);
  const space = copyOf(whole);

  const pull = await pullAll(stage.connector(), access, {
    space,
    checkpoint: first.checkpoint,
    now: tomorrow,
  });

  expect(namesIn(pull).slice(CUSTOMER_CALLS)).toEqual(['2026-11.ttl', '2026-10.ttl']);
  expect(pull.checkpoint.flows.consumption.months['2026-11']).toBe('2026-11-23');
});

/** Day and watts of every half-hour of the file that has a value. */
function fileRows(): [string, number][] {
  const file = new URL(
    '../../../connectors/enedis/fixtures/sceaux-2007-h1-halfhourly.csv',
    import.meta.url,
  );
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','))
    .filter(([, watts]) => watts !== '')
    .map(([start = '', watts]) => [start.slice(0, 10), Number(watts)]);
}
