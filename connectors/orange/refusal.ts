import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import { slowDown } from '../kit/partner/slow-down.ts';

export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  /** When the token ends, in seconds since 1970, if it says so. */
  readonly tokenEnds: number | undefined;
  readonly now: Date;
}

const SLOW_DOWN_SECONDS = 60;

/** Assumed: Orange publishes no list of refusals, so the status is read as HTTP means it. */
export function refusalOf(refusal: Refusal): ConnectorError {
  const { status } = refusal;
  const sentence = `Orange answered ${status}`;
  if (status === 429) return slowDown(refusal, sentence, SLOW_DOWN_SECONDS);
  return new ConnectorError(codeOf(refusal), sentence);
}

function codeOf({ status, tokenEnds, now }: Refusal): ConnectorErrorCode {
  if (status >= 500) return 'PARTNER_DOWN';
  if (status === 404) return 'NO_DATA';
  if (status !== 401) return 'PARTNER_REFUSED';
  // A token that is refused before its end was taken back.
  const ended = tokenEnds !== undefined && tokenEnds * 1_000 <= now.getTime();
  return ended ? 'CONSENT_EXPIRED' : 'CONSENT_REVOKED';
}
