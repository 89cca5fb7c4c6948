import { describe, expect, test } from 'vitest';
import { PeriodTooOld, refusalOf } from '../../../connectors/enedis/refusal.ts';
import type { ConnectorError } from '../../../connectors/kit/errors.ts';
import { sample } from './samples.ts';

const now = new Date('2026-11-23T09:00:00Z');

function refused(status: number, code: string, message = ''): ConnectorError {
  const error = refusalOf({ status, code, message, now });
  if (error instanceof PeriodTooOld) throw new Error('It was taken for a period that is too old.');
  return error;
}

describe('each refusal of Enedis has one meaning and one mover', () => {
  test.each([
    [403, 'ADAM-DC-0008', 'CONSENT_REVOKED', 'citizen'],
    [403, 'ADAM-DC-0007', 'HOLDER_CHANGED', 'citizen'],
    [400, 'ADAM-DC-0007', 'HOLDER_CHANGED', 'citizen'],
    [403, '403', 'HOLDER_CHANGED', 'citizen'],
    [400, 'ADAM-ERR0061', 'HOLDER_CHANGED', 'citizen'],
    [400, 'ADAM-ERR0075', 'CURVE_NOT_ACTIVATED', 'citizen'],
    [403, '900908', 'SUBSCRIPTION_MISSING', 'us'],
    [400, 'ADAM-ERR0126', 'PARTNER_REFUSED', 'us'],
    [400, 'ADAM-DC-0015', 'PARTNER_REFUSED', 'us'],
    [400, 'ADAM-ERR0069', 'PARTNER_REFUSED', 'us'],
    [403, '', 'PARTNER_REFUSED', 'us'],
    [404, 'no_data_found', 'NO_DATA', 'partner'],
    [404, 'STM-ERR-0000019', 'NO_DATA', 'partner'],
    [404, '', 'NO_DATA', 'partner'],
    [401, 'invalid_client', 'PARTNER_REFUSED', 'us'],
    [401, '900901', 'PARTNER_DOWN', 'partner'],
    [500, '500', 'PARTNER_DOWN', 'partner'],
    [500, 'ADAM-DC-0500', 'PARTNER_DOWN', 'partner'],
    [503, '', 'PARTNER_DOWN', 'partner'],
  ])('%i with "%s" is %s, and the %s must move', (status, code, meaning, mover) => {
    expect(refused(status, code)).toMatchObject({ code: meaning, mover });
  });

  test.each(['ADAM-ERR0123', 'ADAM-ERR0125', 'ADAM-DC-0016', 'ADAM-DC-0009'])(
    '%s says that the period is too old, which is no failure',
    (code) => {
      expect(refusalOf({ status: 400, code, message: '', now })).toBeInstanceOf(PeriodTooOld);
    },
  );

  test('every refusal in the samples is understood', () => {
    const samples = sample('enedis-errors') as { status: number; body: Record<string, string> }[];

    const meanings = samples.map(({ status, body }) => {
      const { error, code = error ?? '', error_description: message = '' } = body;
      const refusal = refusalOf({ status, code, message, now });
      return refusal instanceof PeriodTooOld ? 'too old' : refusal.code;
    });

    expect(meanings).toEqual([
      'too old',
      'CONSENT_REVOKED',
      'HOLDER_CHANGED',
      'NO_DATA',
      'PARTNER_SLOW_DOWN',
      'SUBSCRIPTION_MISSING',
      'PARTNER_DOWN',
    ]);
  });
});

describe('too many calls', () => {
  test('the time from which calls are allowed again is a time in Paris', () => {
    const error = refused(429, 'quota', 'Quota Q4 reached. Call threshold allowed on 10:00:05');

    expect(error.retryAt).toEqual(new Date('2026-11-23T09:00:05Z'));
  });

  test('a time that is past today is meant for tomorrow, and needs no leading zero', () => {
    const error = refused(429, 'quota', 'Call threshold allowed on 0:30:00');

    expect(error.retryAt).toEqual(new Date('2026-11-23T23:30:00Z'));
  });

  test('without a time, a minute is waited', () => {
    expect(refused(429, 'quota').retryAfterSeconds).toBe(60);
  });
});

test('a refusal repeats no text of the partner’s, which could name a meter', () => {
  const error = refused(403, 'point 19274650318842 is not yours', 'point 19274650318842');

  expect(error.message).toBe('Enedis answered 403');
});
