import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import { complaintOf, type PartnerAnswer } from '../kit/partner/answer.ts';
import { slowDown } from '../kit/partner/slow-down.ts';

/** MAIF does not take this id_token any more; one that is renewed may pass. If it does not, MAIF is out of order. */
export class BearerRefused extends ConnectorError {
  constructor() {
    super('PARTNER_DOWN', 'MAIF answered 401 to an id_token');
  }
}

/** Without a time of its own. Assumed: no pause of MAIF's is known. */
const SLOW_DOWN_SECONDS = 60;

/** What is wrong with the city's own account (RFC 6749, §5.2): for us to mend, whatever status it comes with. */
const OURS = new Set([
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
]);

/** The token endpoint said no; `invalidGrant` is what a code or a refresh_token that it does not take means here. */
export function tokenRefusal(
  answer: PartnerAnswer,
  invalidGrant: ConnectorErrorCode,
): ConnectorError {
  const { code, sentence } = said(answer);
  if (answer.status === 429) return slowDown(answer, sentence, SLOW_DOWN_SECONDS);
  if (code === 'invalid_grant') return new ConnectorError(invalidGrant, sentence);
  return new ConnectorError(
    OURS.has(code) ? 'PARTNER_REFUSED' : meaningOfStatus(answer.status),
    sentence,
  );
}

/** The data was refused. */
export function dataRefusal(answer: PartnerAnswer): ConnectorError {
  const { code, sentence } = said(answer);
  if (answer.status === 401) return new BearerRefused();
  if (answer.status === 429) return slowDown(answer, sentence, SLOW_DOWN_SECONDS);
  // Assumed: an agreement withdrawn at MAIF is refused so; any other 403 is about the city's apikey.
  if (answer.status === 403 && code === 'access_denied')
    return new ConnectorError('CONSENT_REVOKED', sentence);
  return new ConnectorError(meaningOfStatus(answer.status), sentence);
}

function meaningOfStatus(status: number): ConnectorErrorCode {
  if (status >= 500) return 'PARTNER_DOWN';
  return status === 404 ? 'NO_DATA' : 'PARTNER_REFUSED';
}

function said({ status, text }: PartnerAnswer): { code: string; sentence: string } {
  const { code } = complaintOf(text);
  const named = /^[\w-]{1,40}$/.test(code) ? ` with ${code}` : '';
  return { code, sentence: `MAIF answered ${status}${named}` };
}
