import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrangeAccess } from '../../../connectors/orange/access.ts';
import type { Fault } from '../../../connectors/orange/sandbox/faults.ts';
import {
  callsIn,
  copyOf,
  lines,
  namesIn,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
  sorted,
} from './stage.ts';

const whole = new Space();
const videos = new Space();
let stage: Stage;
let access: OrangeAccess;
let home: OrangeAccess;
let first: Pull;
let firstOfHome: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(lines.newcomer, { location: 'in' });
  first = await pullAll(stage.connector(lines.newcomer), access, { space: whole });
  home = await stage.agree(lines.newcomerHome);
  firstOfHome = await pullAll(stage.connector(lines.newcomerHome), home, { space: videos });
});
afterAll(() => stage.close());

/** A run that begins once the line and the bills are there. */
function pullWith(fault: Fault, space: Space): Promise<Pull> {
  return pullAll(stage.connector(lines.newcomer), access, {
    space,
    checkpoint: first.checkpoint,
    meanwhile: (one) =>
      one.kind === 'progress' && one.done === 0
        ? stage.setFault(lines.newcomer, fault)
        : Promise.resolve(),
  }).finally(() => stage.setFault(lines.newcomer, 'none'));
}

describe('when Orange says no, what was there stays', () => {
  test.each<[Fault, string]>([
    ['consent-revoked', 'CONSENT_REVOKED'],
    ['slow-down', 'PARTNER_SLOW_DOWN'],
    ['server-error', 'PARTNER_DOWN'],
    ['cut', 'PARTNER_DOWN'],
    ['html', 'PARTNER_ANSWER_INVALID'],
    ['truncated', 'PARTNER_ANSWER_INVALID'],
    ['ten-megabytes', 'PARTNER_ANSWER_INVALID'],
    ['wrong-type', 'PARTNER_ANSWER_INVALID'],
    ['wrong-unit', 'PARTNER_ANSWER_INVALID'],
    ['other-line', 'PARTNER_ANSWER_INVALID'],
    ['impossible-place', 'PARTNER_ANSWER_INVALID'],
    ['impossible-time', 'PARTNER_ANSWER_INVALID'],
  ])('%s is %s, and nothing is written', async (fault, code) => {
    const space = copyOf(whole);

    const pull = await pullWith(fault, space);

    expect(pull.error).toMatchObject({ code });
    expect(space.writes).toBe(0);
    expect(pull.checkpoint).toEqual(first.checkpoint);
  });

  test('a pause that Orange asks for is passed on to the runner', async () => {
    const pull = await pullWith('slow-down', new Space());

    expect(pull.error).toMatchObject({ retryAfterSeconds: 30 });
  });

  test('a token whose year is over has expired, and was not revoked', async () => {
    const inTwoYears = new Date('2028-11-23T10:00:00Z');
    const late = await openStage(inTwoYears);

    const pull = await pullAll(late.connector(lines.newcomer), access, { now: inTwoYears });
    await late.close();

    expect(pull.error).toMatchObject({ code: 'CONSENT_EXPIRED', mover: 'citizen' });
  });

  test('an agreement withdrawn during a run ends it, and a new one goes on from there', async () => {
    const space = new Space();
    const ended = await pullAll(stage.connector(lines.newcomer), access, {
      space,
      meanwhile: (one) =>
        one.kind === 'progress' && one.done > 20
          ? stage.setFault(lines.newcomer, 'consent-revoked')
          : Promise.resolve(),
    });
    const renewed = await stage.agree(lines.newcomer, { location: 'in' });

    const resumed = await pullAll(stage.connector(lines.newcomer), renewed, {
      space,
      checkpoint: ended.checkpoint,
    });

    expect(ended.error).toMatchObject({ code: 'CONSENT_REVOKED' });
    expect(resumed.error).toBeUndefined();
    expect(namesIn(resumed)).not.toContain('2026-11-calls.ttl');
    expect(sorted(space)).toEqual(sorted(whole));
  });

  test('a run that is stopped ends at once with the reason', async () => {
    const stop = new AbortController();
    await stage.setFault(lines.newcomer, 'hang', 1);
    const running = pullAll(stage.connector(lines.newcomer), access, { signal: stop.signal });

    stop.abort(new Error('the citizen paused'));

    expect((await running).error).toEqual(new Error('the citizen paused'));
    await stage.setFault(lines.newcomer, 'none');
  });
});

describe('rows that failed among rows that did not', () => {
  const during = async (fault: Fault, space: Space): Promise<Pull> => {
    await stage.setFault(lines.newcomer, fault);
    const pull = await pullAll(stage.connector(lines.newcomer), access, { space });
    await stage.setFault(lines.newcomer, 'none');
    return pull;
  };

  test('are kept as missing, never as a call of zero seconds, and are filled later', async () => {
    const space = new Space();
    const early = await during('row-errors', space);
    const { records } = callsIn(space, '2026-10');
    const gaps = records.filter(({ kind }) => kind === 'missing');
    expect(early.error).toBeUndefined();
    expect(gaps.length).toBeGreaterThan(5);
    expect(records.some((one) => one.kind === 'voice' && one.amount === 0)).toBe(false);

    await pullAll(stage.connector(lines.newcomer), access, { space, checkpoint: early.checkpoint });

    expect(callsIn(space, '2026-10')).toEqual(callsIn(whole, '2026-10'));
  });

  test('take nothing away of what was known before', async () => {
    const space = copyOf(whole);

    await during('row-errors', space);

    expect(sorted(space)).toEqual(sorted(whole));
  });

  test('leave the citizen with "no data" when every row failed', async () => {
    const pull = await during('all-errors', new Space());

    expect(pull.error).toMatchObject({ code: 'NO_DATA', mover: 'partner' });
  });

  test('of a home line are kept and filled alike', async () => {
    const space = new Space();
    await stage.setFault(lines.newcomerHome, 'row-errors');
    const early = await pullAll(stage.connector(lines.newcomerHome), home, { space });
    await stage.setFault(lines.newcomerHome, 'none');
    const gaps = sorted(space).filter(([, text]) => text.includes('missingAt'));
    expect(gaps.length).toBeGreaterThan(0);

    await pullAll(stage.connector(lines.newcomerHome), home, { space });

    expect(early.error).toBeUndefined();
    expect(firstOfHome.error).toBeUndefined();
    expect(sorted(space)).toEqual(sorted(videos));
  });
});

test('rows sent twice or out of order are understood all the same', async () => {
  for (const fault of ['duplicates', 'unordered'] as const) {
    const space = new Space();
    await stage.setFault(lines.newcomer, fault);

    const pull = await pullAll(stage.connector(lines.newcomer), access, { space });
    await stage.setFault(lines.newcomer, 'none');

    expect(pull.error).toBeUndefined();
    for (const month of ['2026-11', '2026-09', '2026-08'])
      expect(callsIn(space, month), fault).toEqual(callsIn(whole, month));
  }
});
