import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountsOf, answerConsent, DIALECTS, openStage, pullAll, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const first = { account: accountsOf('odile')[0]?.resourceId ?? '', transactions: 'yes' };

describe('an agreement at a bank', () => {
  test.each(DIALECTS)('that speaks %s becomes an access for 180 days', async (dialect) => {
    const connector = stage.connector(dialect);

    const given = await stage.agree(dialect, 'odile');

    expect(given).toMatchObject({ dialect, bank: 'banque-exemple', until: '2027-05-22' });
    expect(connector.agreedUntil?.(given)).toBe('2027-05-22');
    expect(connector.places(given)[0].container).toBe('data/bank/banque-exemple/');
    expect(JSON.stringify(given)).not.toMatch(/FR\d{2}9999/);
  });

  test.each(DIALECTS)('that speaks %s, refused, says so', async (dialect) => {
    const { access } = stage.connector(dialect);
    const back = await answerConsent(await access.consentUrl('the-state'), { answer: 'refuse' });

    expect(back.get('state')).toBe('the-state');
    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_REFUSED' });
  });

  test.each(DIALECTS)('that speaks %s opens one space only', async (dialect) => {
    const { access } = stage.connector(dialect);
    const back = await answerConsent(await access.consentUrl('the-state'), first);

    await access.accept(back);

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
  });

  test.each(DIALECTS)('that speaks %s ends the one before', async (dialect) => {
    const before = await stage.agree(dialect, 'karim');
    await stage.agree(dialect, 'karim');

    const pull = await pullAll(stage.connector(dialect), before);

    expect(pull.error).toMatchObject({ mover: 'citizen' });
    expect(pull.pulled).toEqual([]);
  });

  test.each([
    ['stet', '', 'CONSENT_MISSING'],
    ['stet', 'code=../../x%20y', 'CONSENT_MISSING'],
    ['stet', 'code=00000000-0000-4000-8000-000000000000', 'CONSENT_MISSING'],
    ['stet', 'error=invalid_request', 'PARTNER_REFUSED'],
    ['stet', 'error=server_error', 'PARTNER_DOWN'],
    ['berlin', '', 'CONSENT_MISSING'],
    ['berlin', 'state=of-somebody-else', 'CONSENT_MISSING'],
  ] as const)('%s, that comes back as "%s" is no access: %s', async (dialect, query, code) => {
    const { access } = stage.connector(dialect);

    await expect(access.accept(new URLSearchParams(query))).rejects.toMatchObject({ code });
  });

  test('at a Berlin Group bank that she left half-way is no access', async () => {
    const { access } = stage.connector('berlin');
    await access.consentUrl('the-state');

    await expect(access.accept(new URLSearchParams({ state: 'the-state' }))).rejects.toMatchObject({
      code: 'CONSENT_MISSING',
    });
  });

  test('at a Berlin Group bank waits for the other holder, and says who must move', async () => {
    await stage.setFault('theo', 'partly-authorised');
    const access = await stage.agree('berlin', 'theo');

    const waiting = await pullAll(stage.connector('berlin'), access);
    await stage.setFault('theo', 'none');
    const confirmed = await pullAll(stage.connector('berlin'), access);

    expect(waiting.error).toMatchObject({ code: 'CONSENT_PENDING', mover: 'citizen' });
    expect(confirmed.error).toBeUndefined();
  });

  test('at a Berlin Group bank can be given back', async () => {
    const { access } = stage.connector('berlin');
    const given = await stage.agree('berlin', 'ines');

    await access.revoke?.(given);

    const pull = await pullAll(stage.connector('berlin'), given);
    expect(pull.error).toMatchObject({ code: 'CONSENT_EXPIRED' });
  });
});

test('a refresh token that a bank of STET changes is kept before anything else, and the old one is worth nothing', async () => {
  const access = await stage.agree('stet', 'ines');
  await stage.setFault('ines', 'new-refresh-token');

  const first = await pullAll(stage.connector('stet'), access);
  const [renewed] = first.pulled.flatMap((one) => (one.kind === 'access' ? [one.access] : []));
  if (renewed === undefined) throw new Error('No other access came.');
  const withOld = await pullAll(stage.connector('stet'), access);
  const withNew = await pullAll(stage.connector('stet'), renewed);
  await stage.setFault('ines', 'none');

  expect(first.pulled[0]?.kind).toBe('access');
  expect(withOld.error).toMatchObject({ code: 'CONSENT_REVOKED' });
  expect(withNew.error).toBeUndefined();
});

test('the bank is named in the words of the settings', () => {
  const { manifest } = stage.connector('stet');

  expect(manifest).toMatchObject({
    id: 'bank',
    title: { fr: 'Banque (Banque Exemple)' },
    partner: { name: 'Banque Exemple' },
  });
});
