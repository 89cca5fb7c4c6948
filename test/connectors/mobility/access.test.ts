import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerConsent, citizens, openStage, pullAll, redirectUrl, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('an agreement at the mobility account', () => {
  test('is asked for with a proof that the way back belongs to the way out', async () => {
    const url = await stage.connector().access.consentUrl('the-state');

    expect(url.pathname).toBe('/auth/realms/mcm/protocol/openid-connect/auth');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'city',
      response_type: 'code',
      redirect_uri: redirectUrl,
      scope: 'openid offline_access identity invoices validations rentals journeys trips',
      state: 'the-state',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const other = await stage.connector().access.consentUrl('another');
    expect(other.searchParams.get('code_challenge')).not.toBe(
      url.searchParams.get('code_challenge'),
    );
  });

  test('becomes an access to one account, until the day that it names', async () => {
    const { agreedUntil, places } = stage.connector();

    const given = await stage.agree(citizens.newcomer);

    expect(given).toEqual({
      citizenId: 'cit-0004',
      refreshToken: expect.any(String),
      until: '2027-11-23',
    });
    expect(agreedUntil?.(given)).toBe('2027-11-23');
    expect(places(given)[0].container).toBe('data/mobility/cit-0004/');
  });

  test('opens one space only: its code is worth nothing a second time', async () => {
    const { access } = stage.connector();
    const back = await answerConsent(await access.consentUrl('s'), { citizen: citizens.cyclist });

    await access.accept(back);

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
  });

  test('cannot be taken home with the state of somebody else', async () => {
    const { access } = stage.connector();
    const back = await answerConsent(await access.consentUrl('hers'), {
      citizen: citizens.commuter,
    });
    back.set('state', 'his');

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
  });

  test('that was refused says so', async () => {
    const { access } = stage.connector();
    const back = await answerConsent(await access.consentUrl('s'), { answer: 'refuse' });

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_REFUSED' });
  });

  test.each([
    ['', 'CONSENT_MISSING'],
    ['state=s', 'CONSENT_MISSING'],
    ['state=s&code=00000000-0000-4000-8000-000000000000', 'CONSENT_MISSING'],
    ['error=invalid_scope', 'PARTNER_REFUSED'],
    ['error=server_error', 'PARTNER_DOWN'],
    ['error=temporarily_unavailable', 'PARTNER_DOWN'],
  ])('that comes back as "%s" is no access: %s', async (query, code) => {
    await expect(stage.connector().access.accept(new URLSearchParams(query))).rejects.toMatchObject(
      { code },
    );
  });

  test('that is given back lets nobody read any more', async () => {
    const given = await stage.agree(citizens.cyclist);
    const { access } = stage.connector();

    await access.revoke(given);

    const after = await pullAll(stage.connector(), given);
    expect(after.error).toMatchObject({ code: 'CONSENT_REVOKED', mover: 'citizen' });
    await expect(access.revoke(given)).rejects.toMatchObject({ code: 'CONSENT_REVOKED' });
  });

  test('outlives an answer that got lost: the refresh token before still opens', async () => {
    const given = await stage.agree(citizens.cyclist);

    const lost = await pullAll(stage.connector(), given, { steps: 1 });
    const again = await pullAll(stage.connector(), given, { steps: 1 });
    const next = await pullAll(stage.connector(), again.access, { steps: 1 });
    const tooLate = await pullAll(stage.connector(), lost.access, { steps: 1 });

    expect([lost.error, again.error, next.error]).toEqual([undefined, undefined, undefined]);
    expect(tooLate.error).toMatchObject({ code: 'CONSENT_REVOKED' });
  });
});

test('the proof is the one of RFC 7636: the page takes its hash, the token the word itself', async () => {
  const { access } = stage.connector();
  const url = await access.consentUrl('proof');
  url.searchParams.set(
    'code_challenge',
    createHash('sha256').update('a word of somebody else').digest('base64url'),
  );

  const back = await answerConsent(url, { citizen: citizens.driver });

  await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
});
