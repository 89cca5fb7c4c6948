import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MobilityAccess } from '../../../connectors/mobility/access.ts';
import { addDays, localDay, startOfLocalDay } from '../../../shapes/kit/local-time.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import { validate } from '../../../shapes/kit/validate.ts';
import { mobilityAccount } from '../../../shapes/mobility-account/mobility-account.ts';
import {
  citizens,
  clockAt,
  isDocument,
  NOW,
  namesIn,
  openStage,
  type Pull,
  pullAll,
  recentMonthsLeft,
  Space,
  type Stage,
  urlOf,
} from './stage.ts';

const whole = new Space();
let stage: Stage;
let access: MobilityAccess;
let first: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(citizens.commuter);
  first = await pullAll(stage.connector(), access, { space: whole });
});
afterAll(() => stage.close());

describe('the first run', () => {
  test('brings two years, newest month first', () => {
    expect(first.error).toBeUndefined();
    const months = namesIn(first).filter((name) => name.startsWith('trips-'));
    expect(months.slice(0, 2)).toEqual(['trips-2026-11.ttl', 'trips-2026-10.ttl']);
    expect(months.at(-1)).toBe('trips-2024-12.ttl');
    expect(months).toHaveLength(24);
  });

  test('tells which days are covered, and how many are done', () => {
    expect(first.checkpoint.covered).toEqual({ firstDay: '2024-12-01', lastDay: '2026-11-23' });
    expect(first.checkpoint.walking).toBeUndefined();
    const last = first.pulled.findLast((one) => one.kind === 'progress');
    expect(last).toEqual({ kind: 'progress', done: 753, total: 753, unit: 'day' });
  });

  test('brings documents that all have the shape they claim', async () => {
    // A month of each season: the other months hold the same kinds of things.
    const names = /account|2026-(?:02|06|11)/;
    const documents = first.pulled
      .filter(isDocument)
      .filter(({ shape, thing }) => names.test(shape.nameOf(thing)));
    expect(documents.length).toBeGreaterThan(8);
    for (const { shape, thing } of documents) {
      await validate(shape.write(thing, urlOf(shape.nameOf(thing))), shape);
    }
  });

  test('brings a pass in the month in which it is valid, and its purchase in the month before', () => {
    const [purchase] = whole.purchases('2026-10');

    expect(purchase).toMatchObject({
      operators: ['TCL'],
      labels: ['Abonnement mensuel'],
      priceCents: 6_980,
    });
    const passes = [...whole.documents.keys()].filter((name) => name.startsWith('pass-2026-11-01'));
    expect(passes).toHaveLength(1);
    expect(whole.documents.get(passes[0] ?? '')).toContain('schema:price 69.80');
  });

  test('counts a metro ride that was validated and recorded once, with the length from the recording', () => {
    const monday = whole.trips('2026-11').filter(({ start }) => localDay(start) === '2026-11-16');

    expect(monday).toHaveLength(2);
    expect(monday[0]).toMatchObject({
      record: 'validation',
      mode: 'metro',
      operator: 'TCL',
      distance: { record: 'trace' },
      emission: { factor: { gramsPerKilometre: 4.72, verified: false } },
    });
  });

  test('brings no place finer than a hundredth of a degree, no name and no identifier of hers', () => {
    const { 'account.ttl': account = '', ...others } = Object.fromEntries(whole.documents);
    const text = Object.values(others).join('\n');
    expect(account).toContain('cit-0001');

    expect(text).not.toMatch(/\d\.\d{3,}/);
    expect(text).not.toMatch(/FABRE|Odile|cit-0001|odile/);
    expect(text).not.toContain(access.refreshToken);
    expect(whole.trips('2026-11')[0]?.startArea).toBe('45.77 4.88');
  });

  test('brings no place at all where a city wants none', async () => {
    const space = new Space();

    await pullAll(stage.connector('none'), await stage.agree(citizens.cyclist), {
      space,
      steps: 14,
    });

    expect(space.trips('2026-11').length).toBeGreaterThan(10);
    expect([...space.documents.values()].join('\n')).not.toMatch(/startArea|endArea/);
  });
});

test('each value of the identity keeps the source that answers for it', () => {
  const account = whole.documents.get('account.ttl') ?? '';
  const url = urlOf('account.ttl');

  const { values } = mobilityAccount.read(parseTurtle(account, url), url);

  expect(values.map(({ property, value, source }) => [property, value, source])).toEqual([
    ['birthDate', '1967-04-12', 'account'],
    ['familyName', 'FABRE', 'franceconnect'],
    ['givenName', 'Odile', 'franceconnect'],
  ]);
  // Who she is to the city's other services is not asked for.
  expect(account).not.toMatch(/salarie|69100|gender/);
});

describe('a later run', () => {
  test('on the same day reads the recent months again and writes nothing', async () => {
    const space = whole.copy();

    const second = await pullAll(stage.connector(), first.access, {
      space,
      checkpoint: first.checkpoint,
    });

    expect(second.error).toBeUndefined();
    expect(namesIn(second).filter((name) => name.startsWith('trips-'))).toEqual([
      'trips-2026-11.ttl',
      'trips-2026-10.ttl',
      'trips-2026-09.ttl',
    ]);
    expect(space.writes).toBe(0);
    expect(second.checkpoint).toEqual(first.checkpoint);
  });

  test('after a death at any step ends with the same space', async () => {
    const short = new Space();
    // Two months are left to read: the others count as settled.
    const settled = { on: '2026-12-31', purchases: 0, trips: 0 };
    const months = Object.keys(first.checkpoint.months).filter((month) => month < '2026-10');
    const begun = {
      ...first.checkpoint,
      months: Object.fromEntries(months.map((month) => [month, settled])),
    };
    const straight = await pullAll(stage.connector(), await stage.agree(citizens.commuter), {
      space: short,
      checkpoint: begun,
    });
    expect(straight.error).toBeUndefined();
    expect(straight.pulled.length).toBeGreaterThan(10);
    for (let steps = 1; steps <= straight.pulled.length; steps += 1) {
      const space = new Space();
      const killed = await pullAll(stage.connector(), await stage.agree(citizens.commuter), {
        space,
        steps,
        checkpoint: begun,
      });

      const resumed = await pullAll(stage.connector(), killed.access, {
        space,
        checkpoint: killed.checkpoint,
      });

      expect(resumed.error, `after a death at step ${steps}`).toBeUndefined();
      expect(resumed.checkpoint).toEqual(straight.checkpoint);
      expect(space.sorted()).toEqual(short.sorted());
    }
  });

  test('does not read again what it had laid before it died', async () => {
    const steps = first.pulled.findIndex(({ kind }) => kind === 'checkpoint') + 1;
    const killed = await pullAll(stage.connector(), await stage.agree(citizens.commuter), {
      steps,
    });

    const resumed = await pullAll(stage.connector(), killed.access, {
      checkpoint: killed.checkpoint,
      steps: 7,
    });

    expect(killed.checkpoint.walking).toBe('2026-11-23');
    expect(namesIn(resumed).at(-1)).toBe('trips-2026-10.ttl');
    expect(namesIn(resumed)).not.toContain('trips-2026-11.ttl');
  });

  test('begins again when its checkpoint cannot be read', () => {
    const { checkpoint } = stage.connector();

    expect(checkpoint.parse({ version: 1, months: { '2026-11': { on: 'once' } } })).toEqual(
      checkpoint.first,
    );
    expect(checkpoint.parse('?')).toEqual(checkpoint.first);
    expect(checkpoint.parse(first.checkpoint)).toEqual(first.checkpoint);
  });

  test('keeps the agreement alive with the refresh token that each run is given', () => {
    const given = first.pulled.filter((one) => one.kind === 'access');

    expect(given).toHaveLength(1);
    expect(first.access).toMatchObject({ citizenId: 'cit-0001', until: '2027-11-23' });
    expect(first.access.refreshToken).not.toBe(access.refreshToken);
  });

  test('renews a token that ends while it reads', async () => {
    let minutes = 0;
    const passing = {
      ...clockAt(NOW),
      now: () => {
        minutes += 1;
        return new Date(NOW.getTime() + minutes * 60_000);
      },
    };

    const pull = await pullAll(stage.connector(), await stage.agree(citizens.commuter), {
      clock: passing,
      steps: 40,
    });

    expect(pull.error).toBeUndefined();
    expect(pull.pulled.filter((one) => one.kind === 'access').length).toBeGreaterThan(1);
  });
});

describe('what comes late', () => {
  test('a receipt that comes twenty days late is laid in the month of its purchase', async () => {
    const space = new Space();
    await stage.setFault(citizens.cyclist, 'late-receipts');
    const cyclist = await stage.agree(citizens.cyclist);
    const checkpoint = recentMonthsLeft(first.checkpoint);
    const early = await pullAll(stage.connector(), cyclist, { space, checkpoint });
    const before = space.purchases('2026-11').length;
    await stage.setFault(citizens.cyclist, 'none');

    const later = await pullAll(stage.connector(), early.access, {
      space,
      checkpoint: early.checkpoint,
    });

    expect(later.error).toBeUndefined();
    expect(space.purchases('2026-11').length).toBeGreaterThan(before);
    const straight = new Space();
    await pullAll(stage.connector(), later.access, { space: straight, checkpoint });
    expect(space.sorted()).toEqual(straight.sorted());
  });

  test('a shared ride comes once the register has settled it', async () => {
    const driver = await stage.agree(citizens.driver);
    const space = new Space();
    const pull = await pullAll(stage.connector(), driver, { space, steps: 6 });
    const settledBefore = startOfLocalDay(addDays(localDay(NOW), -1));

    expect(space.trips('2026-11').every(({ start }) => start < settledBefore)).toBe(true);
    expect(space.trips('2026-11').every(({ priceCents = 0 }) => priceCents < 0)).toBe(true);
    const friday = new Space();
    const later = await openStage(new Date('2026-11-27T20:00:00Z'));
    await pullAll(later.connector(), await later.agree(citizens.driver), {
      space: friday,
      checkpoint: pull.checkpoint,
      clock: clockAt(new Date('2026-11-27T20:00:00Z')),
      steps: 6,
    });
    await later.close();
    expect(friday.trips('2026-11').length).toBeGreaterThan(space.trips('2026-11').length);
  });

  test('a month whose only trips vanished is emptied, and one that never had any is not laid', async () => {
    const space = whole.copy();
    await stage.setFault(citizens.commuter, 'no-data');

    const emptied = await pullAll(stage.connector(), await stage.agree(citizens.commuter), {
      space,
      checkpoint: first.checkpoint,
    });
    const nothing = await pullAll(stage.connector(), emptied.access);
    await stage.setFault(citizens.commuter, 'none');

    expect(emptied.error).toBeUndefined();
    expect(space.trips('2026-11')).toEqual([]);
    expect(space.documents.get('trips-2026-08.ttl')).toBe(whole.documents.get('trips-2026-08.ttl'));
    expect(namesIn(nothing)).toEqual(['account.ttl']);
    expect(nothing.error).toMatchObject({ code: 'NO_DATA', mover: 'partner' });
  });
});

test('a purchase that two operators send a receipt of is there once, with both names', () => {
  const combined = whole.purchases('2026-06').filter(({ priceCents }) => priceCents === 10_400);

  expect(combined).toHaveLength(1);
  expect(combined[0]?.operators).toEqual(['TCL', 'TER Auvergne-Rhône-Alpes']);
  const passes = [...whole.documents.keys()].filter((name) => name.startsWith('pass-2026-06-14'));
  expect(passes).toHaveLength(1);
});

test('both nights in which the clocks change keep each validation at its own instant', async () => {
  const space = new Space();
  const pull = await pullAll(stage.connector(), await stage.agree(citizens.newcomer), { space });
  // Five months ago he moved: two cities' operators are in one account.
  expect(space.trips('2026-02')[0]?.operator).toBe('Naolib');
  expect(space.purchases('2025-07').map(({ operators }) => operators[0])).toContain('Yélo');
  const night = (day: string) =>
    space
      .trips(day.slice(0, 7))
      .filter(({ start, mode }) => localDay(start) === day && mode === 'bus')
      .map(({ start }) => start.toISOString());

  expect(pull.error).toBeUndefined();
  expect(night('2026-10-25')).toEqual([
    '2026-10-24T23:30:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
  ]);
  const october = space.documents.get('trips-2026-10.ttl') ?? '';
  expect(october).toContain('"2026-10-25T02:30:00+02:00"');
  expect(october).toContain('"2026-10-25T02:30:00+01:00"');
  expect(night('2026-03-29')).toHaveLength(3);
  expect(space.documents.get('trips-2026-03.ttl')).toContain('"2026-03-29T03:30:00+02:00"');
});
