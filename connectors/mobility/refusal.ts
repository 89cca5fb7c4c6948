import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import type { PartnerAnswer } from '../kit/partner/answer.ts';
import { slowDown } from '../kit/partner/slow-down.ts';

const PARTNER = 'The mobility account';
/** Without a time of its own. */
const SLOW_DOWN_SECONDS = 60;

/** What a refusal of the account's API means. LoopBack words it as `{error: {statusCode, name, message}}`. */
export function refusalOf({ status, headers, text }: PartnerAnswer): ConnectorError {
  const sentence = `${PARTNER} answered ${status}`;
  if (status === 429) return slowDown({ headers }, sentence, SLOW_DOWN_SECONDS);
  // A page of a proxy refuses too, and says nothing of her consent.
  if (status === 403 && /"name":\s*"ForbiddenError"/.test(text)) {
    return new ConnectorError('CONSENT_REVOKED', sentence);
  }
  return new ConnectorError(codeOfStatus(status), sentence);
}

/** What a refusal of the token means (RFC 6749, §5.2). */
export function tokenRefusalOf({ status, headers, text }: PartnerAnswer): ConnectorError {
  const sentence = `The sign-in of ${PARTNER.toLowerCase()} answered ${status}`;
  if (status === 429) return slowDown({ headers }, sentence, SLOW_DOWN_SECONDS);
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
