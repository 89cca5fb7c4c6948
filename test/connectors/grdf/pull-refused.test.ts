import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GrdfAccess } from '../../../connectors/grdf/access.ts';
import type { Fault } from '../../../connectors/grdf/sandbox/faults.ts';
import { homes, NOW, namesIn, openStage, type Pull, pullAll, Space, type Stage } from './stage.ts';

const whole = new Space();
let stage: Stage;
let access: GrdfAccess;
let first: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(homes.newcomer);
  first = await pullAll(stage.connector(), access, { space: whole });
  expect(first.error).toBeUndefined();
});
afterAll(() => stage.close());

/** A run on a space that holds everything, while the home has a fault. */
async function pullWith(fault: Fault) {
  const space = whole.copy();
  await stage.setFault(homes.newcomer, fault);
  const pull = await pullAll(stage.connector(), access, { space, checkpoint: first.checkpoint });
  await stage.setFault(homes.newcomer, 'none');
  return { pull, space };
}

describe('when GRDF says no, what was there stays', () => {
  test.each<[Fault, string]>([
    ['revoked-by-grdf', 'CONSENT_REVOKED'],
    ['moved', 'HOLDER_CHANGED'],
    ['expired', 'CONSENT_EXPIRED'],
    ['recheck', 'CONSENT_PENDING'],
    ['slow-down', 'PARTNER_SLOW_DOWN'],
    ['server-error', 'PARTNER_DOWN'],
    ['cut', 'PARTNER_DOWN'],
    ['html', 'PARTNER_ANSWER_INVALID'],
    ['truncated', 'PARTNER_ANSWER_INVALID'],
    ['megawatt-hours', 'PARTNER_ANSWER_INVALID'],
    ['nan', 'PARTNER_ANSWER_INVALID'],
    ['no-energy', 'PARTNER_ANSWER_INVALID'],
    ['contradiction', 'PARTNER_ANSWER_INVALID'],
  ])('%s is %s, and no reading is written', async (fault, code) => {
    const { pull, space } = await pullWith(fault);

    expect(pull.error).toMatchObject({ code });
    expect(space.writes).toBe(0);
    expect(pull.checkpoint.months).toEqual(first.checkpoint.months);
  });

  test('ten megabytes are refused, though they are read as they come', async () => {
    const { pull, space } = await pullWith('ten-megabytes');

    expect(pull.error).toMatchObject({ code: 'PARTNER_ANSWER_INVALID' });
    expect(space.writes).toBe(0);
  });

  test('the pause that it asks for is passed on', async () => {
    const { pull } = await pullWith('slow-down');

    expect(pull.error).toMatchObject({ retryAfterSeconds: 30 });
  });

  test.each<Fault>(['duplicates', 'unordered', 'split-lines', 'slow-drip'])(
    '%s changes nothing of what is understood',
    async (fault) => {
      const space = whole.copy();
      if (fault === 'slow-drip') await stage.setFault(homes.newcomer, fault, 1);
      else await stage.setFault(homes.newcomer, fault);

      const pull = await pullAll(stage.connector(), access, {
        space,
        checkpoint: first.checkpoint,
      });
      await stage.setFault(homes.newcomer, 'none');

      expect(pull.error).toBeUndefined();
      expect(space.writes).toBe(0);
    },
  );
});

describe('a refusal within a 200', () => {
  test('of everything, a day after a good run, means that the city’s own account is suspended', async () => {
    const space = whole.copy();
    const { checkpoint } = first;
    const now = new Date(NOW.getTime() + 86_400_000);
    await stage.setFault(homes.newcomer, 'suspended');
    const pull = await pullAll(stage.connector(), access, { space, checkpoint, now });
    await stage.setFault(homes.newcomer, 'none');

    expect(pull.error).toMatchObject({ code: 'SUBSCRIPTION_MISSING', mover: 'us' });
    expect(pull.checkpoint.months).toEqual(checkpoint.months);
  });

  test('is not taken for a home without gas: its months are asked for again, and nothing says zero', async () => {
    const space = new Space();
    await stage.setFault(homes.newcomer, 'suspended');
    const during = await pullAll(stage.connector(), access, { space });
    await stage.setFault(homes.newcomer, 'none');
    const names = [...space.documents.keys()];
    const after = await pullAll(stage.connector(), access, {
      space,
      checkpoint: during.checkpoint,
    });

    expect(during.error).toMatchObject({ code: 'NO_DATA' });
    expect(names).toEqual(['delivery-point.ttl']);
    expect(after.error).toBeUndefined();
    expect(space.sorted()).toEqual(whole.sorted());
  });

  test('after some records keeps those, and the month is read again', async () => {
    const space = new Space();
    await stage.setFault(homes.newcomer, 'refused-halfway');
    await pullAll(stage.connector(), access, { space });
    await stage.setFault(homes.newcomer, 'none');
    const halfway = space.documents.get('2026-11.ttl') ?? '';

    await pullAll(stage.connector(), access, { space, checkpoint: first.checkpoint });

    expect(halfway).toMatch(/trb:values "\S+ \S+ \S+"/);
    expect(space.documents.get('2026-11.ttl')).toBe(whole.documents.get('2026-11.ttl'));
  });

  test('of days alone leaves the billed periods, as with an old meter', async () => {
    const space = new Space();
    await stage.setFault(homes.newcomer, 'no-days');
    const pull = await pullAll(stage.connector(), access, { space });
    await stage.setFault(homes.newcomer, 'none');

    expect(pull.error).toBeUndefined();
    expect(namesIn(pull).some((name) => name.startsWith('billed-'))).toBe(true);
    expect(namesIn(pull).some((name) => /^\d{4}-\d\d\.ttl$/.test(name))).toBe(false);
    expect(pull.pulled.some(({ kind }) => kind === 'coverage')).toBe(true);
  });
});

test('a meter that is late by a day brings it the next time', async () => {
  const space = new Space();
  await stage.setFault(homes.newcomer, 'late');
  const late = await pullAll(stage.connector(), access, { space });
  await stage.setFault(homes.newcomer, 'none');
  const before = space.documents.get('2026-11.ttl');

  await pullAll(stage.connector(), access, { space, checkpoint: late.checkpoint });

  expect(late.error).toBeUndefined();
  expect(before).not.toBe(whole.documents.get('2026-11.ttl'));
  expect(space.sorted()).toEqual(whole.sorted());
});

describe('a run that is cut short', () => {
  test('an agreement withdrawn during a run ends it, and a new one goes on from there', async () => {
    const own = await openStage();
    const space = new Space();
    const right = await own.agree(homes.newcomer);
    const ended = await pullAll(own.connector(), right, {
      space,
      meanwhile: async (one) => {
        if (one.kind === 'progress' && one.done > 0) await own.press(right.rightId, 'revoke');
      },
    });
    const kept = [...space.documents.keys()];
    const resumed = await pullAll(own.connector(), await own.agree(homes.newcomer), {
      space,
      checkpoint: ended.checkpoint,
    });
    await own.close();

    expect(ended.error).toMatchObject({ code: 'CONSENT_REVOKED' });
    expect(kept).toContain('2026-11.ttl');
    expect(kept).not.toContain('2026-09.ttl');
    expect(resumed.error).toBeUndefined();
    expect(namesIn(resumed)).not.toContain('2026-11.ttl');
    expect(space.sorted()).toEqual(whole.sorted());
  });

  test('a run that is stopped ends at once with the reason', async () => {
    const stop = new AbortController();
    await stage.setFault(homes.newcomer, 'hang', 1);
    const running = pullAll(stage.connector(), access, { signal: stop.signal });

    stop.abort(new Error('the citizen paused'));

    expect((await running).error).toEqual(new Error('the citizen paused'));
    await stage.setFault(homes.newcomer, 'none');
  });

  test('begins again when its checkpoint cannot be read', () => {
    const { checkpoint } = stage.connector();

    for (const stored of [undefined, {}, { version: 2 }, { version: 1, months: { x: 1 } }]) {
      expect(checkpoint.parse(stored)).toEqual(checkpoint.first);
    }
    expect(checkpoint.parse(first.checkpoint)).toEqual(first.checkpoint);
  });
});
