import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { EauAccess } from '../../../connectors/eau-du-grand-lyon/access.ts';
import type { Fault } from '../../../connectors/eau-du-grand-lyon/sandbox/faults.ts';
import { bill } from '../../../shapes/bill/bill.ts';
import { parseTurtle } from '../../../shapes/kit/turtle.ts';
import {
  ids,
  monthsIn,
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
let access: EauAccess;
let first: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.enter('theo');
  first = await pullAll(stage.connector(), access, { space: whole });
});
afterEach(() => stage.setFault('theo', 'none'));
afterAll(() => stage.close());

const again = (space: Space) =>
  pullAll(stage.connector(), access, { space, checkpoint: first.checkpoint });

describe('when the web space says no, what was there stays', () => {
  test.each<[Fault, string]>([
    ['password-changed', 'LOGIN_REFUSED'],
    ['login-elsewhere', 'PARTNER_ANSWER_INVALID'],
    ['firewall', 'PARTNER_SLOW_DOWN'],
    ['slow-down', 'PARTNER_SLOW_DOWN'],
    ['server-error', 'PARTNER_DOWN'],
    ['cut', 'PARTNER_DOWN'],
    ['html', 'PARTNER_ANSWER_INVALID'],
    ['truncated', 'PARTNER_ANSWER_INVALID'],
    ['ten-megabytes', 'PARTNER_ANSWER_INVALID'],
    ['wrong-unit', 'PARTNER_ANSWER_INVALID'],
    ['months-from-one', 'PARTNER_ANSWER_INVALID'],
    ['nan', 'PARTNER_ANSWER_INVALID'],
    ['contradiction', 'PARTNER_ANSWER_INVALID'],
    ['contract-gone', 'HOLDER_CHANGED'],
  ])('%s is %s, and nothing is written', async (fault, code) => {
    const space = whole.copy();
    await stage.setFault('theo', fault);

    const pull = await again(space);

    expect(pull.error).toMatchObject({ code });
    expect(String(pull.error)).not.toContain(access.password);
    expect(space.writes).toBe(0);
    expect(pull.checkpoint).toEqual(first.checkpoint);
  });

  test('a password changed during a run ends it, and the new one goes on from there', async () => {
    const space = new Space();

    const ended = await pullAll(stage.connector(), access, {
      space,
      meanwhile: async (one) => {
        if (one.kind !== 'progress' || one.done === 0) return;
        await stage.setFault('theo', 'session-lost');
      },
    });
    await stage.setFault('theo', 'password-changed');
    const refused = await pullAll(stage.connector(), access, { checkpoint: ended.checkpoint });
    await stage.setFault('theo', 'none');
    const { checkpoint } = ended;
    const resumed = await pullAll(stage.connector(), access, { space, checkpoint });

    expect(ended.error).toMatchObject({ code: 'PARTNER_DOWN' });
    expect(refused.error).toMatchObject({ code: 'LOGIN_REFUSED', mover: 'citizen' });
    expect(monthsIn(resumed)[0]).toBe('2026-10.ttl');
    expect(space.sorted()).toEqual(whole.sorted());
  });

  test('a run that is stopped ends at once with the reason', async () => {
    const stop = new AbortController();
    await stage.setFault('theo', 'hang');
    const running = pullAll(stage.connector(), access, { signal: stop.signal });

    stop.abort(new Error('the citizen paused'));

    expect((await running).error).toEqual(new Error('the citizen paused'));
  });
});

describe('what the web space shows otherwise is understood all the same', () => {
  test.each<Fault>(['duplicates', 'unordered', 'cubic-metres'])(
    '%s: the space holds the same bytes',
    async (fault) => {
      const space = new Space();
      await stage.setFault('theo', fault);

      const pull = await pullAll(stage.connector(), access, { space });

      expect(pull.error).toBeUndefined();
      expect(space.sorted()).toEqual(whole.sorted());
    },
  );

  test('a day that shows zero is left open, keeps what was known, and is filled once it is told', async () => {
    const space = new Space();
    await stage.setFault('theo', 'zero-days');
    const early = await pullAll(stage.connector(), access, { space });
    const open = space.month('2026-11').days.map(({ day }) => day);
    const known = whole.copy();
    await again(known);
    await stage.setFault('theo', 'none');

    const { checkpoint } = early;
    const later = await pullAll(stage.connector(), access, { space, checkpoint });

    expect(open).not.toContain('2026-11-20');
    expect(open).not.toContain('2026-11-22');
    expect(known.writes).toBe(0);
    expect(later.error).toBeUndefined();
    expect(space.sorted()).toEqual(whole.sorted());
    // What came late was never corrected.
    expect(space.month('2026-11').days.at(-1)?.quality).toBe('measured');
  });

  test('a zero that still stands after 90 days is one: the home was empty', async () => {
    const odile = await stage.enter('odile');
    const space = new Space();
    await pullAll(stage.connector(), odile, { space });

    const week = space.month('2026-08').days.slice(4, 11);

    expect(week.map(({ day, litres }) => [day, litres])).toEqual(
      ['05', '06', '07', '08', '09', '10', '11'].map((day) => [`2026-08-${day}`, 0]),
    );
  });

  test('the same zero, looked at while it may still be corrected, is not yet one', async () => {
    const now = new Date('2026-09-15T10:00:00Z');
    const september = await openStage(now);
    const odile = await september.enter('odile');
    const space = new Space();
    await pullAll(september.connector(), odile, { space, now });
    await september.close();

    const days = space.month('2026-08').days.map(({ day }) => day);

    expect(days).toHaveLength(24);
    expect(days).not.toContain('2026-08-05');
  });

  test('days corrected after two months are overwritten, and told as corrected', async () => {
    const space = whole.copy();
    await stage.setFault('theo', 'corrected');

    const pull = await again(space);

    expect(pull.error).toBeUndefined();
    const corrected = [...space.month('2026-09').days].filter(
      ({ quality }) => quality === 'corrected',
    );
    expect(corrected.length).toBeGreaterThan(8);
    const [first8] = corrected;
    const before = whole.month('2026-09').days.find(({ day }) => day === first8?.day);
    expect(first8?.litres).toBe((before?.litres ?? 0) + 7);
  });

  test('a meter that is late a day lacks that day, and gets it later', async () => {
    const space = new Space();
    await stage.setFault('theo', 'late');
    const late = await pullAll(stage.connector(), access, { space });
    await stage.setFault('theo', 'none');

    const { checkpoint } = late;
    await pullAll(stage.connector(), access, { space, checkpoint });

    expect(late.checkpoint.covered?.lastDay).toBe('2026-11-21');
    expect(space.sorted()).toEqual(whole.sorted());
  });

  test('a home without daily values gets the totals of its months, and is told so', async () => {
    const space = new Space();
    await stage.setFault('theo', 'no-daily');

    const pull = await pullAll(stage.connector(), access, { space });

    expect(pull.error).toMatchObject({ code: 'NO_DATA', mover: 'partner' });
    expect(space.month('2026-10')).toMatchObject({ days: [] });
    expect(space.month('2026-10').statedLitres).toBeGreaterThan(1_000);
  });

  test('a bill without its PDF is laid all the same, and gets it later', async () => {
    const space = new Space();
    await stage.setFault('theo', 'no-bill-file');
    const without = await pullAll(stage.connector(), access, { space });
    await stage.setFault('theo', 'none');

    const { checkpoint } = without;
    await pullAll(stage.connector(), access, { space, checkpoint });

    expect(without.error).toBeUndefined();
    expect(namesIn(without).some((name) => name.endsWith('.pdf'))).toBe(false);
    expect(space.sorted()).toEqual(whole.sorted());
  });

  test('a debit that the bank sent back makes its bill a rejected one', async () => {
    const space = whole.copy();
    await stage.setFault('theo', 'bill-rejected');

    await again(space);

    const states = [...space.documents]
      .filter(([name]) => name.startsWith('documents/'))
      .map(([name, text]) => {
        const url = `https://space.invalid/${name}`;
        return bill.read(parseTurtle(text, url), url).status;
      });
    expect(new Set(states)).toEqual(new Set(['rejected']));
  });
});

describe('a contract that ends', () => {
  test('is told as ended, and nothing is read beyond its last day', async () => {
    const space = new Space();
    await stage.setFault('theo', 'contract-ended');

    const pull = await pullAll(stage.connector(), access, { space });

    expect(pull.error).toBeUndefined();
    expect(space.documents.get('data/water/contract.ttl')).toContain('trb:contract-ended');
    expect(monthsIn(pull)[0]).toBe('2026-10.ttl');
    expect(space.month('2026-10').days.at(-1)?.day).toBe('2026-10-13');
  });

  test('is asked for no more once all its months can no longer be corrected', async () => {
    await stage.setFault('theo', 'contract-ended');
    const ended = await pullAll(stage.connector(), access);
    const now = new Date(NOW.getTime() + 120 * 86_400_000);
    const last = await pullAll(stage.connector({ now }), access, { now, ...ended });
    const { checkpoint } = last;

    const quiet = await pullAll(stage.connector({ now }), access, { now, checkpoint });

    expect(monthsIn(last)).toEqual(['2026-10.ttl', '2026-09.ttl', '2026-08.ttl']);
    expect(monthsIn(quiet)).toEqual([]);
    expect(quiet.error).toBeUndefined();
  });

  test('because the home changed asks for the new one, after all of the old was laid', async () => {
    const space = new Space();
    await stage.setFault('theo', 'moved');

    const pull = await pullAll(stage.connector(), access, { space });

    expect(pull.error).toMatchObject({ code: 'HOLDER_CHANGED', mover: 'citizen' });
    expect(space.month('2026-10').days).toHaveLength(13);
    const renewed = await stage.enter('theo');
    expect(renewed).toMatchObject({ contractNumber: '00-9001-001' });
    expect(stage.connector().places(renewed)[0].container).toBe('data/water/00-9001-001/');
  });
});

test('before six in the morning the day before is not there yet, and nothing is lost by asking', async () => {
  const now = new Date('2026-11-23T04:00:00Z');
  const early = await openStage(now);
  const theo = await early.enter('theo');

  const pull = await pullAll(early.connector(), theo, { now });
  await early.close();

  expect(pull.error).toBeUndefined();
  expect(pull.checkpoint.covered?.lastDay).toBe('2026-11-21');
  expect(theo.contractId).toBe(ids.theo);
});
