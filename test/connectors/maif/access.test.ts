import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Field } from '../../../connectors/kit/partner/field.ts';
import { parseTokens } from '../../../connectors/maif/tokens.ts';
import { answerConsent, members, NOW, openStage, redirectUrl, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('an agreement at MAIF', () => {
  test('is asked for with everything that OpenID Connect wants, and a nonce bound to the state', async () => {
    const { access } = stage.connector();
    const url = await access.consentUrl('the-state');
    const other = await access.consentUrl('another-state');

    expect(url.pathname).toBe('/connect/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'city',
      response_type: 'code',
      scope: 'openid profile offline_access',
      redirect_uri: redirectUrl,
      state: 'the-state',
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(other.searchParams.get('nonce')).not.toBe(url.searchParams.get('nonce'));
  });

  test('cannot carry a state of more than 100 characters', () => {
    expect(() => stage.connector().access.consentUrl('s'.repeat(101))).toThrow('100 characters');
  });

  test('becomes an access with the id_token, and with what renews it', async () => {
    const given = await stage.agree(members.odile);

    expect(given).toEqual({
      subject: 'm-5d2f81c04a',
      idToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      idTokenUntil: new Date(NOW.getTime() + 900_000).toISOString(),
      refreshToken: expect.any(String),
      refreshUntil: '2026-12-23T10:00:00.000Z',
    });
  });

  test('leads to one container, whoever the member is', async () => {
    const { places } = stage.connector();

    const all = places(await stage.agree(members.karim));

    expect(all.map(({ container }) => container)).toEqual(['data/insurance/maif/']);
  });

  test('opens one space only: its code is worth nothing a second time', async () => {
    const { access } = stage.connector();
    const back = await answerConsent(await access.consentUrl('s'), { member: members.karim });

    await access.accept(back);

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
  });

  test('that was asked for in another browser is no access: its nonce is another', async () => {
    const { access } = stage.connector();
    const back = await answerConsent(await access.consentUrl('theirs'), { member: members.karim });
    back.set('state', 'ours');

    await expect(access.accept(back)).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: 'MAIF sent data in which id_token.nonce is not the one that was asked for',
    });
  });

  test('that was refused says so', async () => {
    const { access } = stage.connector();
    const back = await answerConsent(await access.consentUrl('s'), { answer: 'refuse' });

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_REFUSED' });
  });

  test.each([
    ['', 'CONSENT_MISSING'],
    ['code=a%0Ab', 'CONSENT_MISSING'],
    ['code=00000000-0000-4000-8000-000000000000', 'CONSENT_MISSING'],
    ['error=consent_required', 'CONSENT_REFUSED'],
    ['error=invalid_scope', 'PARTNER_REFUSED'],
    ['error=server_error', 'PARTNER_DOWN'],
    ['error=temporarily_unavailable', 'PARTNER_DOWN'],
  ])('that comes back as "%s" is no access: %s', async (query, code) => {
    await expect(stage.connector().access.accept(new URLSearchParams(query))).rejects.toMatchObject(
      { code },
    );
  });

  test('without anything to renew it with is no access: it would be over within the hour', async () => {
    await stage.setFault(members.karim, 'same-refresh-token');

    const coming = stage.agree(members.karim);

    await expect(coming).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
    await stage.setFault(members.karim, 'none');
  });
});

describe('tokens are distrusted', () => {
  const claims = { aud: 'city', nonce: 'n', sub: 'm-1', exp: 1_800_000_000 };
  const tokenOf = (payload: unknown): string =>
    `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`;
  const parse = (answer: object) =>
    parseTokens(Field.of(answer, 'MAIF'), { clientId: 'city', nonce: 'n' });

  test('and the end of the id_token is its own, not that of the access_token', () => {
    const { idTokenUntil, refreshToken, refreshSeconds } = parse({
      id_token: tokenOf(claims),
      access_token: 'a',
      expires_in: 5,
    });

    expect(idTokenUntil).toEqual(new Date(1_800_000_000_000));
    expect([refreshToken, refreshSeconds]).toEqual([undefined, undefined]);
  });

  test('and one of several audiences is enough', () => {
    const { subject } = parse({ id_token: tokenOf({ ...claims, aud: ['other', 'city'] }) });

    expect(subject).toBe('m-1');
  });

  test.each<[string, object, string]>([
    ['no id_token', { access_token: 'a' }, 'id_token is missing'],
    ['a line break', { id_token: 'a\nb' }, 'id_token is not a token'],
    ['no claims', { id_token: 'abc' }, 'id_token holds no claims'],
    ['claims that are a list', { id_token: tokenOf([]) }, 'id_token.aud'],
    [
      'another application',
      { id_token: tokenOf({ ...claims, aud: 'x' }) },
      'id_token.aud does not',
    ],
    ['another nonce', { id_token: tokenOf({ ...claims, nonce: 'x' }) }, 'id_token.nonce is not'],
    ['nobody', { id_token: tokenOf({ ...claims, sub: '' }) }, 'id_token.sub is missing'],
    ['no end', { id_token: tokenOf({ ...claims, exp: null }) }, 'id_token.exp is missing'],
    [
      'a header for a refresh_token',
      { id_token: tokenOf(claims), refresh_token: 'a\r\nb: c' },
      'refresh_token is not a token',
    ],
  ])('%s is refused', (_what, answer, sentence) => {
    expect(() => parse(answer)).toThrow(sentence);
  });
});
