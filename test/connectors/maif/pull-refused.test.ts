import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MaifAccess } from '../../../connectors/maif/access.ts';
import type { Fault } from '../../../connectors/maif/sandbox/faults.ts';
import {
  copyOf,
  isDocument,
  members,
  NOW,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
  sorted,
} from './stage.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const later = (milliseconds: number): Date => new Date(NOW.getTime() + milliseconds);

const whole = new Space();
let stage: Stage;
let access: MaifAccess;
let first: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(members.odile);
  first = await pullAll(stage.connector(), access, { space: whole });
});
afterAll(() => stage.close());

const kindsOf = ({ pulled }: Pull): string[] => pulled.map(({ kind }) => kind);

describe('when MAIF says no, what was there stays', () => {
  test.each<[Fault, string]>([
    ['consent-revoked', 'CONSENT_REVOKED'],
    ['slow-down', 'PARTNER_SLOW_DOWN'],
    ['server-error', 'PARTNER_DOWN'],
    ['cut', 'PARTNER_DOWN'],
    ['html', 'PARTNER_ANSWER_INVALID'],
    ['truncated', 'PARTNER_ANSWER_INVALID'],
    ['ten-megabytes', 'PARTNER_ANSWER_INVALID'],
    ['contradiction', 'PARTNER_ANSWER_INVALID'],
    ['premium-in-words', 'PARTNER_ANSWER_INVALID'],
    ['negative-premium', 'PARTNER_ANSWER_INVALID'],
  ])('%s is %s, and nothing is written', async (fault, code) => {
    const space = copyOf(whole);
    await stage.setFault(members.odile, fault);

    const pull = await pullAll(stage.connector(), access, {
      space,
      checkpoint: first.checkpoint,
    });
    await stage.setFault(members.odile, 'none');

    expect(pull.error).toMatchObject({ code });
    expect(pull.pulled).toEqual([]);
    expect(space.writes).toBe(0);
    expect(pull.checkpoint).toEqual(first.checkpoint);
  });

  test('a pause that MAIF names is the pause that is made', async () => {
    await stage.setFault(members.odile, 'slow-down', 1);

    const { error } = await pullAll(stage.connector(), access);

    expect(error).toMatchObject({ code: 'PARTNER_SLOW_DOWN', retryAfterSeconds: 30 });
  });

  test('an answer that drips is waited for', async () => {
    const space = new Space();
    await stage.setFault(members.odile, 'slow-drip', 1);

    const pull = await pullAll(stage.connector(), access, { space });

    expect(pull.error).toBeUndefined();
    expect(sorted(space)).toEqual(sorted(whole));
  });

  test('a run that is stopped ends at once with the reason', async () => {
    const stop = new AbortController();
    await stage.setFault(members.odile, 'hang', 1);
    const running = pullAll(stage.connector(), access, { signal: stop.signal });

    stop.abort(new Error('the citizen paused'));

    expect((await running).error).toEqual(new Error('the citizen paused'));
    await stage.setFault(members.odile, 'none');
  });

  test('a city whose key MAIF does not know is told that it is its turn', async () => {
    const pull = await pullAll(stage.connector({ apiKey: 'unknown' }), access);

    expect(pull.error).toMatchObject({ code: 'PARTNER_REFUSED', mover: 'us' });
  });
});

describe('an id_token lives for minutes', () => {
  test('while it lives, nothing is renewed', () => {
    expect(kindsOf(first)).not.toContain('access');
  });

  test('once it is over, the new access is given away before anything else', async () => {
    const space = copyOf(whole);
    const now = later(HOUR);
    const own = await stage.agree(members.odile);

    const pull = await pullAll(stage.connector({ now }), own, {
      space,
      checkpoint: first.checkpoint,
      now,
    });

    expect(pull.error).toBeUndefined();
    expect(kindsOf(pull).indexOf('access')).toBe(0);
    expect(kindsOf(pull).lastIndexOf('access')).toBe(0);
    expect(pull.access).toMatchObject({ subject: own.subject });
    expect(pull.access.refreshToken).not.toBe(own.refreshToken);
    expect(pull.access.idToken).not.toBe(own.idToken);
    expect(space.writes).toBe(0);
  });

  test('one that MAIF does not take before its time is renewed once, in the same run', async () => {
    const own = await stage.agree(members.odile);
    await stage.setFault(members.odile, 'id-token-refused', 1);

    const pull = await pullAll(stage.connector(), own);

    expect(pull.error).toBeUndefined();
    expect(kindsOf(pull)[0]).toBe('access');
    expect(pull.pulled.some(isDocument)).toBe(true);
  });

  test('when the new one is not taken either, MAIF is out of order, and the new access is kept', async () => {
    const own = await stage.agree(members.odile);
    await stage.setFault(members.odile, 'id-token-refused');

    const pull = await pullAll(stage.connector(), own);
    await stage.setFault(members.odile, 'none');

    expect(pull.error).toMatchObject({ code: 'PARTNER_DOWN' });
    expect(kindsOf(pull)).toEqual(['access']);
    expect((await pullAll(stage.connector(), pull.access)).error).toBeUndefined();
  });

  test('a refresh_token that MAIF leaves as it is goes on being used', async () => {
    const own = await stage.agree(members.odile);
    const now = later(HOUR);
    await stage.setFault(members.odile, 'same-refresh-token');

    const one = await pullAll(stage.connector({ now }), own, { now });
    const two = await pullAll(stage.connector({ now }), one.access, { now });
    await stage.setFault(members.odile, 'none');

    expect([one.error, two.error]).toEqual([undefined, undefined]);
    expect(two.access.refreshToken).toBe(own.refreshToken);
  });

  test('a refresh_token is good once: whoever kept the old one has no access any more', async () => {
    const own = await stage.agree(members.odile);
    const now = later(HOUR);
    await pullAll(stage.connector({ now }), own, { now });

    const spent = await pullAll(stage.connector({ now }), own, { now });

    expect(spent.error).toMatchObject({ code: 'CONSENT_REVOKED', mover: 'citizen' });
  });

  test('a token of somebody else is not taken for hers', async () => {
    const own = await stage.agree(members.odile);
    const now = later(HOUR);
    await stage.setFault(members.odile, 'other-person');

    const pull = await pullAll(stage.connector({ now }), own, { now });
    await stage.setFault(members.odile, 'none');

    expect(pull.error).toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: 'MAIF sent data in which id_token.sub is not the one that was asked for',
    });
    expect(pull.pulled).toEqual([]);
  });
});

describe('the end of an agreement', () => {
  test('that she withdrew is a withdrawal, whether the data or the renewal says it first', async () => {
    const own = await stage.agree(members.odile);
    await stage.setFault(members.odile, 'consent-revoked');

    const now = later(HOUR);
    const byData = await pullAll(stage.connector(), own);
    const byRenewal = await pullAll(stage.connector({ now }), own, { now });
    await stage.setFault(members.odile, 'none');

    expect(byData.error).toMatchObject({ code: 'CONSENT_REVOKED' });
    expect(byRenewal.error).toMatchObject({ code: 'CONSENT_REVOKED' });
  });

  test('that came with time is an expiry', async () => {
    const inTwoMonths = later(60 * DAY);
    const own = await stage.agree(members.odile);
    await stage.setFault(members.odile, 'agreement-over');

    const pull = await pullAll(stage.connector({ now: inTwoMonths }), own, { now: inTwoMonths });
    await stage.setFault(members.odile, 'none');

    expect(pull.error).toMatchObject({ code: 'CONSENT_EXPIRED', mover: 'citizen' });
  });

  test('of which MAIF never named the day is taken for an expiry', async () => {
    const { refreshUntil: _, ...own } = await stage.agree(members.odile);
    await stage.setFault(members.odile, 'agreement-over');

    const pull = await pullAll(stage.connector(), own);
    await stage.setFault(members.odile, 'none');

    expect(pull.error).toMatchObject({ code: 'CONSENT_EXPIRED' });
  });

  test('is mended by a new one, which goes on where the old one was', async () => {
    const space = copyOf(whole);
    await stage.setFault(members.odile, 'consent-revoked');
    await pullAll(stage.connector(), access, { space, checkpoint: first.checkpoint });

    const again = await stage.agree(members.odile);
    const pull = await pullAll(stage.connector(), again, { space, checkpoint: first.checkpoint });

    expect(pull.error).toBeUndefined();
    expect(space.writes).toBe(0);
  });
});
