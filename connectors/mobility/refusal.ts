import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import type { PartnerAnswer } from '../kit/partner/answer.ts';

const PARTNER = 'The mobility account';
const PAUSE_SECONDS_MAX = 86_400;

/** What a refusal of the account's API means. LoopBack words it as `{error: {statusCode, name, message}}`. */
export function refusalOf({ status, headers, text }: PartnerAnswer): ConnectorError {
  const sentence = `${PARTNER} answered ${status}`;
  if (status === 429) return slowDown(sentence, headers);
  // A page of a proxy refuses too, and says nothing of her consent.
  if (status === 403 && /"name":\s*"ForbiddenError"/.test(text)) {
    return new ConnectorError('CONSENT_REVOKED', sentence);
  }
  return new ConnectorError(codeOfStatus(status), sentence);
}

/** What a refusal of the token means (RFC 6749, §5.2). */
export function tokenRefusalOf({ status, headers, text }: PartnerAnswer): ConnectorError {
  const sentence = `The sign-in of ${PARTNER.toLowerCase()} answered ${status}`;
  if (status === 429) return slowDown(sentence, headers);
  if (/"invalid_grant"/.test(text)) {
    // Keycloak says "Token is not active" of one that grew old, and "Session not active" of one that was ended.
    const old = /Token is not active/.test(text);
    return new ConnectorError(old ? 'CONSENT_EXPIRED' : 'CONSENT_REVOKED', sentence);
  }
  return new ConnectorError(status >= 500 ? 'PARTNER_DOWN' : 'PARTNER_REFUSED', sentence);
}

function codeOfStatus(status: number): ConnectorErrorCode {
  if (status >= 500) return 'PARTNER_DOWN';
  // A token that ended under way: the next try begins with a new one.
  if (status === 401) return 'PARTNER_DOWN';
  return status === 404 ? 'NO_DATA' : 'PARTNER_REFUSED';
}

/** In seconds, or at an instant (RFC 9110, §10.2.3). */
function slowDown(sentence: string, headers: Headers): ConnectorError {
  const said = headers.get('retry-after') ?? '';
  const seconds = /^\d{1,6}$/.test(said) ? Number(said) : undefined;
  const retryAt = seconds === undefined ? new Date(said) : undefined;
  if (seconds !== undefined && seconds <= PAUSE_SECONDS_MAX) {
    return new ConnectorError('PARTNER_SLOW_DOWN', sentence, { retryAfterSeconds: seconds });
  }
  const known = retryAt !== undefined && !Number.isNaN(retryAt.getTime());
  return new ConnectorError('PARTNER_SLOW_DOWN', sentence, known ? { retryAt } : {});
}
