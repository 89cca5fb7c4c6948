import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerConsent, homes, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('an agreement at Enedis, 2026', () => {
  test('is asked for with four parameters and no address to come back to', async () => {
    const url = await stage.connector().access.consentUrl('the-state');

    expect(url.pathname).toBe('/dataconnect/v2/oauth2/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'city',
      response_type: 'code',
      state: 'the-state',
      duration: 'P3Y',
    });
  });

  test('cannot carry a state of more than 100 characters', () => {
    expect(() => stage.connector().access.consentUrl('s'.repeat(101))).toThrow('100 characters');
  });

  test('becomes an access to one meter, until the day that Enedis names', async () => {
    const { access, agreedUntil } = stage.connector();

    const given = await access.accept(
      await answerConsent(await access.consentUrl('the-state'), { home: homes.otherFlat }),
    );

    expect(given).toEqual({ deliveryPointId: homes.otherFlat, until: '2029-11-23' });
    expect(agreedUntil?.(given)).toBe('2029-11-23');
  });

  test('keeps the leading zero of a meter number', () => {
    expect(homes.otherFlat).toMatch(/^0\d{13}$/);
    expect(stage.connector().places({ deliveryPointId: homes.otherFlat })[0].container).toBe(
      'data/energy/electricity/07450219386154/',
    );
  });

  test('opens one space only: its identifier is worth nothing a second time', async () => {
    const { access } = stage.connector();
    const back = await answerConsent(await access.consentUrl('the-state'), { home: homes.flat });

    await access.accept(back);

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
  });

  test('that was refused says so', async () => {
    const { access } = stage.connector();
    const back = await answerConsent(await access.consentUrl('the-state'), { answer: 'refuse' });

    await expect(access.accept(back)).rejects.toMatchObject({ code: 'CONSENT_REFUSED' });
  });

  test.each([
    ['', 'CONSENT_MISSING'],
    ['autorisation_id=../../x', 'CONSENT_MISSING'],
    ['autorisation_id=00000000-0000-4000-8000-000000000000', 'CONSENT_MISSING'],
    ['error=invalid_request', 'PARTNER_REFUSED'],
    ['error=server_error', 'PARTNER_DOWN'],
  ])('that comes back as "%s" is no access: %s', async (query, code) => {
    await expect(stage.connector().access.accept(new URLSearchParams(query))).rejects.toMatchObject(
      { code },
    );
  });
});

describe('an agreement at Enedis, v5', () => {
  test('brings the number of the meter home', async () => {
    const given = await stage.agree(homes.flat, 'v5');

    expect(given).toEqual({ deliveryPointId: homes.flat });
  });

  test.each([
    [`usage_point_id=${homes.flat},${homes.otherFlat}`, 'CONSENT_AMBIGUOUS'],
    [`usage_point_id=${homes.flat}%3B${homes.otherFlat}`, 'CONSENT_AMBIGUOUS'],
    ['usage_point_id=1234', 'CONSENT_MISSING'],
    ['', 'CONSENT_MISSING'],
  ])('that comes back as "%s" is refused: %s', async (query, code) => {
    await expect(
      stage.connector('v5').access.accept(new URLSearchParams(query)),
    ).rejects.toMatchObject({ code });
  });

  test('names one meter twice and is still one home', async () => {
    const query = new URLSearchParams({ usage_point_id: `${homes.flat};${homes.flat}` });

    await expect(stage.connector('v5').access.accept(query)).resolves.toEqual({
      deliveryPointId: homes.flat,
    });
  });
});
