import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnedisAccess } from '../../../connectors/enedis/access.ts';
import type { Fault } from '../../../connectors/enedis/sandbox/faults.ts';
import {
  CUSTOMER_CALLS,
  copyOf,
  homes,
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

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(homes.newcomer);
  first = await pullAll(stage.connector(), access, { space: whole });
});
afterAll(() => stage.close());

describe('when Enedis says no, what was there stays', () => {
  test.each<[Fault, string]>([
    ['consent-revoked', 'CONSENT_REVOKED'],
    ['moved', 'HOLDER_CHANGED'],
    ['subscription-missing', 'SUBSCRIPTION_MISSING'],
    ['slow-down', 'PARTNER_SLOW_DOWN'],
    ['server-error', 'PARTNER_DOWN'],
    ['cut', 'PARTNER_DOWN'],
    ['html', 'PARTNER_ANSWER_INVALID'],
    ['truncated', 'PARTNER_ANSWER_INVALID'],
    ['ten-megabytes', 'PARTNER_ANSWER_INVALID'],
    ['wrong-unit', 'PARTNER_ANSWER_INVALID'],
    ['nan', 'PARTNER_ANSWER_INVALID'],
    ['contradiction', 'PARTNER_ANSWER_INVALID'],
  ])('%s is %s, and no reading is written', async (fault, code) => {
    const space = copyOf(whole);
    await stage.setFault(homes.newcomer, fault);

    const pull = await pullAll(stage.connector(), access, {
      space,
      checkpoint: first.checkpoint,
    });
    await stage.setFault(homes.newcomer, 'none');

    expect(pull.error).toMatchObject({ code });
    expect(space.writes).toBe(0);
    expect(sorted(space)).toEqual(sorted(whole));
    expect(pull.checkpoint).toEqual(first.checkpoint);
  });

  test('a bad answer among good ones writes nothing of its month', async () => {
    const space = new Space();

    const pull = await pullAll(stage.connector(), access, {
      space,
      meanwhile: (one) =>
        one.kind === 'progress' ? stage.setFault(homes.newcomer, 'nan') : Promise.resolve(),
    });
    await stage.setFault(homes.newcomer, 'none');

    expect(pull.error).toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: 'Enedis sent data in which grandeur[0].points[0].v is not a number',
    });
    expect([...space.documents.keys()]).toEqual([
      'contract.ttl',
      'delivery-point.ttl',
      'dwelling.ttl',
    ]);
  });

  test('an agreement withdrawn during a run ends it, and a new one goes on from there', async () => {
    const space = new Space();

    const ended = await pullAll(stage.connector(), access, {
      space,
      meanwhile: (one) =>
        one.kind === 'progress' && one.done > 0
          ? stage.setFault(homes.newcomer, 'consent-revoked')
          : Promise.resolve(),
    });
    const kept = [...space.documents.keys()];
    const renewed = await stage.agree(homes.newcomer);
    const resumed = await pullAll(stage.connector(), renewed, {
      space,
      checkpoint: ended.checkpoint,
    });

    expect(ended.error).toMatchObject({ code: 'CONSENT_REVOKED' });
    expect(kept).toContain('2026-11.ttl');
    expect(resumed.error).toBeUndefined();
    expect(namesIn(resumed)[CUSTOMER_CALLS]).toBe('2026-10.ttl');
    expect(sorted(space)).toEqual(sorted(whole));
  });

  test('points sent twice or out of order are understood all the same', async () => {
    for (const fault of ['duplicates', 'unordered'] as const) {
      const space = new Space();
      // Three calls about the home, then two windows of November.
      await stage.setFault(homes.newcomer, fault, CUSTOMER_CALLS + 2);

      const pull = await pullAll(stage.connector(), access, { space, steps: 8 });
      await stage.setFault(homes.newcomer, 'none');

      expect(pull.error).toBeUndefined();
      expect(space.documents.get('2026-11.ttl')).toBe(whole.documents.get('2026-11.ttl'));
    }
  });

  test('a run that is stopped ends at once with the reason', async () => {
    const stop = new AbortController();
    await stage.setFault(homes.newcomer, 'hang', 1);
    const running = pullAll(stage.connector(), access, { signal: stop.signal });

    stop.abort(new Error('the citizen paused'));

    expect((await running).error).toEqual(new Error('the citizen paused'));
    await stage.setFault(homes.newcomer, 'none');
  });
});
