import { addDays, localDay, startOfLocalDay } from '../../shapes/kit/local-time.ts';
import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import { type AskedPause, askedPauseOf } from '../kit/partner/answer.ts';
import { Field } from '../kit/partner/field.ts';

/** The bank gives nothing for so old a period without the person. */
export class PeriodTooOld extends Error {
  override readonly name = 'PeriodTooOld';
}

export interface Refusal {
  readonly bank: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly now: Date;
}

/** The codes of the Berlin Group (1.3.11, §14.11) and of OAuth 2.0 (RFC 6749, §5.2). */
const meaningOf: ReadonlyMap<string, ConnectorErrorCode> = new Map<string, ConnectorErrorCode>([
  // She narrowed or withdrew her agreement at the bank, or another application's took its place.
  ['CONSENT_INVALID', 'CONSENT_REVOKED'],
  ['CONSENT_EXPIRED', 'CONSENT_EXPIRED'],
  ['CONSENT_UNKNOWN', 'CONSENT_EXPIRED'],
  ['RESOURCE_UNKNOWN', 'NO_DATA'],
  ['SERVICE_BLOCKED', 'PARTNER_REFUSED'],
  ['CERTIFICATE_INVALID', 'PARTNER_REFUSED'],
  ['CERTIFICATE_EXPIRED', 'PARTNER_REFUSED'],
  ['CERTIFICATE_MISSING', 'PARTNER_REFUSED'],
  ['SIGNATURE_INVALID', 'PARTNER_REFUSED'],
  ['invalid_grant', 'CONSENT_REVOKED'],
  ['invalid_client', 'PARTNER_REFUSED'],
]);

/** @example throw refusalOf({ bank: 'Banque Exemple', status: 401, text, headers, now }) */
export function refusalOf(refusal: Refusal): ConnectorError | PeriodTooOld {
  const { bank, status, text, now } = refusal;
  const code = codeIn(text);
  const sentence = `${bank} answered ${status}${code === '' ? '' : ` with ${code}`}`;
  if (code === 'PERIOD_INVALID') return new PeriodTooOld(sentence);
  if (status === 429) {
    return new ConnectorError('PARTNER_SLOW_DOWN', sentence, pauseOf(refusal, now));
  }
  return new ConnectorError(meaningOf.get(code) ?? meaningOfStatus(status), sentence);
}

function meaningOfStatus(status: number): ConnectorErrorCode {
  if (status >= 500) return 'PARTNER_DOWN';
  if (status === 404) return 'NO_DATA';
  // Assumed of STET, which names no code: a token that is taken no more, or a right that was taken back.
  if (status === 401 || status === 403) return 'CONSENT_REVOKED';
  return 'PARTNER_REFUSED';
}

/** Without a word of the bank's, the calls of the day are used up: they are given anew with the next one. */
function pauseOf(refusal: Refusal, now: Date): AskedPause {
  const asked = askedPauseOf(refusal);
  const isNamed = asked.retryAt !== undefined || asked.retryAfterSeconds !== undefined;
  return isNamed ? asked : { retryAt: startOfLocalDay(addDays(localDay(now), 1)) };
}

/** The code of a refusal in whichever form it comes; a page of a proxy has none. */
function codeIn(text: string): string {
  try {
    const body = Field.of(JSON.parse(text), 'The bank');
    const messages = body.at('tppMessages');
    const [first] = messages.absent ? [body] : messages.items(100);
    const code = first?.at(messages.absent ? 'error' : 'code').optionalText() ?? '';
    return /^\w{1,40}$/.test(code) ? code : '';
  } catch {
    return '';
  }
}
