import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MobilityAccess } from '../../../connectors/mobility/access.ts';
import type { Fault } from '../../../connectors/mobility/sandbox/faults.ts';
import {
  citizens,
  openStage,
  type Pull,
  pullAll,
  recentMonthsLeft,
  Space,
  type Stage,
} from './stage.ts';

const whole = new Space();
let stage: Stage;
let access: MobilityAccess;
let first: Pull;

beforeAll(async () => {
  stage = await openStage();
  access = await stage.agree(citizens.cyclist);
  first = await pullAll(stage.connector(), access, { space: whole });
});
afterAll(() => stage.close());

test.each<[Fault, string]>([
  ['consent-revoked', 'CONSENT_REVOKED'],
  ['consent-expired', 'CONSENT_EXPIRED'],
  ['forbidden', 'CONSENT_REVOKED'],
  ['slow-down', 'PARTNER_SLOW_DOWN'],
  ['server-error', 'PARTNER_DOWN'],
  ['cut', 'PARTNER_DOWN'],
  ['html', 'PARTNER_ANSWER_INVALID'],
  ['truncated', 'PARTNER_ANSWER_INVALID'],
  ['ten-megabytes', 'PARTNER_ANSWER_INVALID'],
  ['euros-for-cents', 'PARTNER_ANSWER_INVALID'],
  ['no-offset', 'PARTNER_ANSWER_INVALID'],
  ['contradiction', 'PARTNER_ANSWER_INVALID'],
  ['short-list', 'PARTNER_ANSWER_INVALID'],
])('%s is %s, and what was there stays', async (fault, code) => {
  const space = whole.copy();
  await stage.setFault(citizens.cyclist, fault);

  const pull = await pullAll(stage.connector(), first.access, {
    space,
    checkpoint: first.checkpoint,
  });
  await stage.setFault(citizens.cyclist, 'none');

  expect(pull.error).toMatchObject({ code });
  expect(space.writes).toBe(0);
  expect(pull.checkpoint).toEqual(first.checkpoint);
  expect(String(pull.error)).not.toContain(first.access.refreshToken);
});

test('the pause that the account asks for is passed on', async () => {
  await stage.setFault(citizens.cyclist, 'slow-down', 1);

  const pull = await pullAll(stage.connector(), first.access);

  expect(pull.error).toMatchObject({ code: 'PARTNER_SLOW_DOWN', retryAfterSeconds: 30 });
});

test('money in euros where cents are due is refused by its path', async () => {
  await stage.setFault(citizens.cyclist, 'euros-for-cents');

  const pull = await pullAll(stage.connector(), first.access);
  await stage.setFault(citizens.cyclist, 'none');

  expect(pull.error).toMatchObject({
    message: expect.stringMatching(/invoices\[0\]\.\S*amountInclTaxes is not a whole number/),
  });
});

test.each<Fault>(['duplicates', 'shifting-pages'])(
  'lists that repeat what they hold (%s) end in the same space',
  async (fault) => {
    const space = new Space();
    const checkpoint = recentMonthsLeft(first.checkpoint);
    await stage.setFault(citizens.cyclist, fault);

    const pull = await pullAll(stage.connector(), first.access, { space, checkpoint });
    await stage.setFault(citizens.cyclist, 'none');

    expect(pull.error).toBeUndefined();
    expect(space.documents.size).toBeGreaterThan(4);
    for (const [name, text] of space.documents) expect(whole.documents.get(name)).toBe(text);
  },
);

test('an agreement withdrawn during a run ends it, and a new one goes on from there', async () => {
  const space = new Space();

  const ended = await pullAll(stage.connector(), await stage.agree(citizens.cyclist), {
    space,
    checkpoint: recentMonthsLeft(first.checkpoint),
    meanwhile: (one) =>
      one.kind === 'progress' && one.done > 0
        ? stage.setFault(citizens.cyclist, 'forbidden')
        : Promise.resolve(),
  });
  const renewed = await stage.agree(citizens.cyclist);
  const resumed = await pullAll(stage.connector(), renewed, {
    space,
    checkpoint: ended.checkpoint,
  });

  expect(ended.error).toMatchObject({ code: 'CONSENT_REVOKED' });
  expect(ended.checkpoint.months['2026-11']).toBeDefined();
  expect(resumed.error).toBeUndefined();
  expect(resumed.checkpoint).toEqual(first.checkpoint);
  for (const [name, text] of space.documents) expect(whole.documents.get(name)).toBe(text);
});

test('a run that is stopped ends at once with the reason', async () => {
  const stop = new AbortController();
  const now = await stage.agree(citizens.driver);
  await stage.setFault(citizens.driver, 'hang', 1);
  const running = pullAll(stage.connector(), now, { signal: stop.signal });

  stop.abort(new Error('the citizen paused'));

  expect((await running).error).toEqual(new Error('the citizen paused'));
  await stage.setFault(citizens.driver, 'none');
});
