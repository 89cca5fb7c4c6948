import { addDays, localDay } from '../../shapes/kit/local-time.ts';
import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import type { AskedPause } from '../kit/partner/answer.ts';
import { instantsOf } from '../kit/partner/wall-clock.ts';

/** Enedis has nothing for so old a period: it lies before the meter was activated, the consent began or the history starts. */
export class PeriodTooOld extends Error {
  override readonly name = 'PeriodTooOld';
}

export interface Refusal {
  readonly status: number;
  /** `code` of the 2026 APIs and of the gateway, or `error` of v5, which the 2026 APIs also use. */
  readonly code: string;
  readonly message: string;
  readonly now: Date;
  /** What the headers ask for: a gateway before Enedis speaks so. */
  readonly pause?: AskedPause;
}

const TOO_OLD = new Set(['ADAM-ERR0123', 'ADAM-ERR0125', 'ADAM-DC-0009', 'ADAM-DC-0016']);

/** What Enedis's own codes mean; the HTTP status is not reliable enough to tell them apart. */
const meaningOf: Readonly<Record<string, ConnectorErrorCode>> = {
  'ADAM-DC-0008': 'CONSENT_REVOKED',
  // In August 2026 also the symptom of a long outage: whoever reads this must delete nothing.
  'ADAM-DC-0007': 'HOLDER_CHANGED',
  'ADAM-ERR0061': 'HOLDER_CHANGED',
  'ADAM-ERR0075': 'CURVE_NOT_ACTIVATED',
  '900908': 'SUBSCRIPTION_MISSING',
  no_data_found: 'NO_DATA',
  'STM-ERR-0000014': 'NO_DATA',
  'STM-ERR-0000019': 'NO_DATA',
  'STM-ERR-0000020': 'NO_DATA',
  technical_error: 'PARTNER_DOWN',
  'ADAM-DC-0500': 'PARTNER_DOWN',
  'STM-ERR-0000001': 'PARTNER_DOWN',
  // Of the token: the city's own account at Enedis is not in order.
  invalid_client: 'PARTNER_REFUSED',
  invalid_grant: 'PARTNER_REFUSED',
  unauthorized_client: 'PARTNER_REFUSED',
};

const SLOW_DOWN_SECONDS = 60;

/** @example throw refusalOf({ status: 403, code: 'ADAM-DC-0008', message: 'no consent', now }) */
export function refusalOf(refusal: Refusal): ConnectorError | PeriodTooOld {
  const { status, code } = refusal;
  const named = /^[\w-]{1,40}$/.test(code) ? ` with ${code}` : '';
  const sentence = `Enedis answered ${status}${named}`;
  if (TOO_OLD.has(code)) return new PeriodTooOld(sentence);
  if (status === 429) return slowDown(sentence, refusal);
  return new ConnectorError(meaningOfCode(code) ?? meaningOfStatus(refusal), sentence);
}

/** What every object has, such as a constructor, is no code of Enedis's. */
const meaningOfCode = (code: string): ConnectorErrorCode | undefined =>
  Object.hasOwn(meaningOf, code) ? meaningOf[code] : undefined;

function meaningOfStatus({ status, code }: Refusal): ConnectorErrorCode {
  if (status >= 500) return 'PARTNER_DOWN';
  if (status === 404) return 'NO_DATA';
  // An expired or withdrawn token: the next try fetches a new one.
  if (status === 401) return 'PARTNER_DOWN';
  // The Swagger files of 2026 know one reason for a plain 403: the customer does not hold the point.
  if (status === 403 && code === '403') return 'HOLDER_CHANGED';
  return 'PARTNER_REFUSED';
}

/**
 * "Call threshold allowed on 14:00:00": a time of the clock in Paris, today or, once past, tomorrow. Enedis counts the calls of
 * the application, so that the pause is everybody's.
 */
function slowDown(sentence: string, { message, now, pause = {} }: Refusal): ConnectorError {
  const [, hour, rest] = /allowed on (\d{1,2})(:\d\d:\d\d)/.exec(message) ?? [];
  if (hour === undefined) {
    const usual = pause.retryAt === undefined ? { retryAfterSeconds: SLOW_DOWN_SECONDS } : {};
    return new ConnectorError('PARTNER_SLOW_DOWN', sentence, {
      ...usual,
      ...pause,
      forAll: true,
    });
  }
  const today = localDay(now);
  const retryAt = [today, addDays(today, 1)]
    .flatMap((day) => instantsOf(`${day} ${hour.padStart(2, '0')}${rest}`))
    .find((instant) => instant > now);
  const wait = retryAt === undefined ? { retryAfterSeconds: SLOW_DOWN_SECONDS } : { retryAt };
  return new ConnectorError('PARTNER_SLOW_DOWN', sentence, { ...wait, forAll: true });
}
