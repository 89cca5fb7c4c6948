import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BankAccess } from '../../../connectors/bank/agreement.ts';
import type { Fault } from '../../../connectors/bank/sandbox/faults.ts';
import { aftermathOf } from '../../../connectors/kit/aftermath.ts';
import type { ConnectorError } from '../../../connectors/kit/errors.ts';
import {
  DIALECTS,
  type Dialect,
  NOW,
  openStage,
  type Pull,
  pullAll,
  Space,
  type Stage,
} from './stage.ts';

let stage: Stage;
const accesses = {} as Record<Dialect, BankAccess>;
const firsts = {} as Record<Dialect, Pull>;
const spaces = { stet: new Space(), berlin: new Space() };

beforeAll(async () => {
  stage = await openStage();
  await stage.setFault('theo', 'short-history');
  for (const dialect of DIALECTS) {
    accesses[dialect] = await stage.agree(dialect, 'theo');
    const space = spaces[dialect];
    firsts[dialect] = await pullAll(stage.connector(dialect), accesses[dialect], { space });
  }
  await stage.setFault('theo', 'none');
});
afterAll(() => stage.close());

/** A run of the same connection under a fault. A new agreement first, because the questions of a day are counted. */
async function runUnder(dialect: Dialect, fault: Fault, space = spaces[dialect].copy()) {
  const access = await stage.agree(dialect, 'theo');
  await stage.setFault('theo', fault);
  const { checkpoint } = firsts[dialect];
  const pull = await pullAll(stage.connector(dialect), access, { space, checkpoint });
  await stage.setFault('theo', 'none');
  return { pull, space };
}

describe('when a bank says no, what was there stays', () => {
  test.each<[Dialect, Fault, string]>([
    ['berlin', 'consent-revoked', 'CONSENT_REVOKED'],
    ['stet', 'consent-revoked', 'CONSENT_REVOKED'],
    ['berlin', 'consent-expired', 'CONSENT_EXPIRED'],
    ['berlin', 'partly-authorised', 'CONSENT_PENDING'],
    ['berlin', 'service-blocked', 'PARTNER_REFUSED'],
    ['stet', 'service-blocked', 'PARTNER_REFUSED'],
    ['berlin', 'certificate-expired', 'PARTNER_REFUSED'],
    ['berlin', 'slow-down', 'PARTNER_SLOW_DOWN'],
    ['stet', 'slow-down', 'PARTNER_SLOW_DOWN'],
    ['berlin', 'server-error', 'PARTNER_DOWN'],
    ['stet', 'cut', 'PARTNER_DOWN'],
    ['berlin', 'html', 'PARTNER_ANSWER_INVALID'],
    ['stet', 'truncated', 'PARTNER_ANSWER_INVALID'],
    ['berlin', 'ten-megabytes', 'PARTNER_ANSWER_INVALID'],
    ['berlin', 'nan', 'PARTNER_ANSWER_INVALID'],
    ['stet', 'nan', 'PARTNER_ANSWER_INVALID'],
    ['berlin', 'other-currency', 'PARTNER_ANSWER_INVALID'],
    ['stet', 'other-currency', 'PARTNER_ANSWER_INVALID'],
    ['berlin', 'contradiction', 'PARTNER_ANSWER_INVALID'],
    ['stet', 'contradiction', 'PARTNER_ANSWER_INVALID'],
    ['berlin', 'link-elsewhere', 'PARTNER_ANSWER_INVALID'],
    ['stet', 'link-elsewhere', 'PARTNER_ANSWER_INVALID'],
    ['stet', 'link-back', 'PARTNER_ANSWER_INVALID'],
  ])('%s, %s is %s, and nothing is written', async (dialect, fault, code) => {
    const { pull, space } = await runUnder(dialect, fault);

    expect(pull.error).toMatchObject({ code });
    expect(space.writes).toBe(0);
    expect(pull.checkpoint).toEqual(firsts[dialect].checkpoint);
  });

  test.each(DIALECTS)(
    '%s, an account that is closed under way keeps what was brought',
    async (dialect) => {
      const { pull, space } = await runUnder(dialect, 'account-closed');

      expect(pull.error).toBeUndefined();
      expect(space.writes).toBe(0);
      expect(pull.checkpoint).toEqual(firsts[dialect].checkpoint);
    },
  );

  test.each(DIALECTS)('%s, a run that is stopped ends at once with the reason', async (dialect) => {
    const access = await stage.agree(dialect, 'theo');
    const stop = new AbortController();
    await stage.setFault('theo', 'hang');
    const running = pullAll(stage.connector(dialect), access, { signal: stop.signal });

    stop.abort(new Error('the citizen paused'));

    expect((await running).error).toEqual(new Error('the citizen paused'));
    await stage.setFault('theo', 'none');
  });
});

describe('what a bank tells oddly is understood', () => {
  test.each(DIALECTS)('%s, pages that overlap bring each transaction once', async (dialect) => {
    const { pull, space } = await runUnder(dialect, 'duplicates');

    expect(pull.error).toBeUndefined();
    expect(space.writes).toBe(0);
  });

  test.each(DIALECTS)(
    '%s, new references for what is booked make nothing double',
    async (dialect) => {
      const { pull, space } = await runUnder(dialect, 'new-references');

      expect(pull.error).toBeUndefined();
      const lines = (of: Space): number =>
        [...of.documents.values()].reduce((count, text) => count + text.split('booked').length, 0);
      expect(space.writes).toBeGreaterThan(0);
      expect(lines(space)).toBe(lines(spaces[dialect]));
    },
  );

  test('a payment that is booked and still listed as pending is told as booked', async () => {
    const { pull, space } = await runUnder('berlin', 'still-pending');

    expect(pull.error).toBeUndefined();
    expect(space.writes).toBe(0);
  });

  test.each(DIALECTS)('%s, a debit that was called off is announced no more', async (dialect) => {
    const { pull, space } = await runUnder(dialect, 'called-off');

    expect(pull.error).toBeUndefined();
    const text = space
      .sorted()
      .map(([, document]) => document)
      .join('');
    expect(text).not.toContain('AnnouncedDebit ;');
    expect(text).not.toContain('pending\\t');
  });

  test('where a bank gives ninety days only, that is what comes', () => {
    for (const dialect of DIALECTS) {
      expect(firsts[dialect].error).toBeUndefined();
      expect(spaces[dialect].sorted().filter(([name]) => /-2026-/.test(name))).toHaveLength(4);
    }
  });
});

describe('the questions of a day', () => {
  test.each(DIALECTS)(
    '%s, are used up by four visits, and the fifth waits for tomorrow',
    async (dialect) => {
      const access = await stage.agree(dialect, 'theo');
      const { checkpoint } = firsts[dialect];
      const visit = () => pullAll(stage.connector(dialect), access, { checkpoint });
      // The page that STET shows us once she agreed was the first look at her accounts.
      const visits = dialect === 'stet' ? 3 : 4;

      for (let number = 1; number <= visits; number += 1) {
        expect((await visit()).error, `visit ${number}`).toBeUndefined();
      }
      const refused = (await visit()).error as ConnectorError;

      expect(refused).toMatchObject({ code: 'PARTNER_SLOW_DOWN', mover: 'partner' });
      expect(refused.retryAt).toEqual(new Date('2026-11-23T23:00:00Z'));
      expect(aftermathOf[refused.code].again).toBe('soon');
    },
  );
});

test.each(DIALECTS)(
  '%s, after its last day an agreement is over and nobody asks the bank',
  async (dialect) => {
    const later = new Date(NOW.getTime() + 181 * 86_400_000);
    const then = await openStage({ now: later });

    const pull = await pullAll(then.connector(dialect), accesses[dialect], { now: later });
    await then.close();

    expect(accesses[dialect].until).toBe('2027-05-22');
    expect(pull.error).toMatchObject({ code: 'CONSENT_EXPIRED', mover: 'citizen' });
  },
);
