import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SettingError } from '../../../connectors/kit/settings.ts';
import { readOrangeSettings } from '../../../connectors/orange/config.ts';
import { answerConsent, KEY, lines, openStage, REDIRECT_URL, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** A token as Orange makes it, signed by nobody. */
function forged(claims: object): URLSearchParams {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return new URLSearchParams({ token: `${part({ alg: 'HS256' })}.${part(claims)}.AAAA` });
}

describe('an agreement at Orange', () => {
  test('is asked for with the address to come back to, in which the state travels', async () => {
    const url = await stage.connector(lines.odile).access.consentUrl('the-state');

    expect(url.pathname).toBe('/auth');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      redirect_url: `${REDIRECT_URL}?state=the-state`,
    });
  });

  test('brings the state back with the token', async () => {
    const { access } = stage.connector(lines.odile);

    const back = await answerConsent(await access.consentUrl('the-state'), { line: lines.odile });

    expect(back.get('state')).toBe('the-state');
    expect(back.get('token')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test('becomes an access to one mobile line for a year', async () => {
    const { agreedUntil, places } = stage.connector(lines.odile);

    const given = await stage.agree(lines.odile);

    expect(given).toMatchObject({ line: lines.odile, kind: 'mobile' });
    expect(agreedUntil?.(given)).toBe('2027-11-23');
    expect(places(given).map(({ container }) => container)).toEqual([
      expect.stringMatching(/^data\/telecom\/mobile-[a-z2-7]{13}\/$/),
      'documents/orange/',
    ]);
  });

  test('of a home is another source, with a place of its own', async () => {
    const { manifest, places } = stage.connector(lines.odileHome);

    const given = await stage.agree(lines.odileHome);

    expect(manifest.id).toBe('orange-fixe');
    expect(stage.connector(lines.odile).manifest.id).toBe('orange');
    expect(places(given).map(({ container }) => container)).toEqual([
      expect.stringMatching(/^data\/telecom\/home-[a-z2-7]{13}\/$/),
      'documents/orange-fixe/',
    ]);
  });

  test('gives no address in which the number of the line stands', async () => {
    const given = await stage.agree(lines.odile);

    const places = stage.connector(lines.odile).places(given);

    expect(JSON.stringify(places)).not.toContain(lines.odile);
  });

  test('leaves positions alone unless she ticks them', async () => {
    const located = async (token: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${stage.url}/profile/locopt`, { headers })).json();
    };

    const without = await stage.agree(lines.odile);
    expect(await located(without.token)).toEqual({ result: 'out' });

    const withThem = await stage.agree(lines.odile, { location: 'in' });
    expect(await located(withThem.token)).toEqual({ result: 'in' });
  });

  test('that was refused says so', async () => {
    const { access } = stage.connector(lines.odile);
    const fields = { line: lines.odile, answer: 'refuse' };
    const back = await answerConsent(await access.consentUrl('abc'), fields);

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_REFUSED' });
  });

  test('for the other kind of line is no access, and the message names no number', async () => {
    const { access } = stage.connector(lines.odile);
    const back = await answerConsent(await access.consentUrl('abc'), { line: lines.odileHome });

    await expect(access.accept(back)).rejects.toMatchObject({
      code: 'CONSENT_MISSING',
      message: 'The way back from Orange brought a token of kind fixe where one of mobile is due',
    });
  });

  test.each<[string, URLSearchParams, string]>([
    ['nothing', new URLSearchParams(), 'CONSENT_MISSING'],
    ['a word', new URLSearchParams({ token: 'word' }), 'CONSENT_MISSING'],
    ['dots', new URLSearchParams({ token: 'a.b.c' }), 'CONSENT_MISSING'],
    [
      'a token that Orange did not make',
      forged({ token_type: 'mobile', sub: lines.odile }),
      'CONSENT_MISSING',
    ],
    [
      'a token of a third kind',
      forged({ token_type: 'tv', sub: lines.odile }),
      'PARTNER_ANSWER_INVALID',
    ],
    ['a token without a line', forged({ token_type: 'mobile' }), 'PARTNER_ANSWER_INVALID'],
    [
      'a token whose line is a path',
      forged({ token_type: 'mobile', sub: '../odile' }),
      'PARTNER_ANSWER_INVALID',
    ],
    ['an error', new URLSearchParams({ error: 'server_error' }), 'PARTNER_DOWN'],
  ])('that comes back with %s is no access', async (_what, query, code) => {
    const { access } = stage.connector(lines.odile);

    await expect(access.accept(query)).rejects.toMatchObject({ code });
  });

  test('keeps its token out of every message', async () => {
    const query = forged({ token_type: 'mobile', sub: lines.odile });
    const { access } = stage.connector(lines.odile);

    const failed = await access.accept(query).catch((error: unknown) => error);

    expect(String(failed)).not.toContain(query.get('token'));
    expect(String(failed)).not.toContain(lines.odile);
  });
});

describe('settings', () => {
  const env = { ORANGE_PSEUDONYM_KEY: KEY.toString('base64') };

  test('lead to the pilot’s Orange and to a mobile line unless they say otherwise', () => {
    expect(readOrangeSettings(env)).toMatchObject({
      api: 'https://mesinfos.orange-labs.fr',
      line: 'mobile',
      redirectUrl: REDIRECT_URL,
      clockFactor: 1,
    });
    expect(readOrangeSettings({ ...env, ORANGE_LINE: 'fixe' }).line).toBe('fixe');
  });

  test.each<[object, string]>([
    [{ ORANGE_LINE: 'tv' }, 'ORANGE_LINE is "tv"'],
    [
      { ORANGE_API: 'http://orange.invalid' },
      'ORANGE_API is "http://orange.invalid": give an https',
    ],
    [{ ORANGE_PSEUDONYM_KEY: undefined }, 'ORANGE_PSEUDONYM_KEY is missing'],
    [{ ORANGE_PSEUDONYM_KEY: 'c2hvcnQ=' }, 'ORANGE_PSEUDONYM_KEY is not 32 bytes in base64'],
  ])('that are wrong are refused by name: %j', (wrong, sentence) => {
    expect(() => readOrangeSettings({ ...env, ...wrong })).toThrow(sentence);
    expect(() => readOrangeSettings({ ...env, ...wrong })).toThrow(SettingError);
  });
});
