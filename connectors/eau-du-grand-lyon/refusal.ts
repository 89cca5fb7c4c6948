import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import type { PartnerAnswer } from '../kit/partner/answer.ts';
import { slowDown } from '../kit/partner/slow-down.ts';

const HOUR_SECONDS = 3_600;
/** A firewall that has shut us out opens again if it is left alone; assumed: within four hours. */
const FIREWALL_REST_SECONDS = 4 * HOUR_SECONDS;
const SLOW_DOWN_SECONDS = 60;

/** The session is over. Once, a new one may be opened; after that it is a failure like others. */
export class SessionEnded extends ConnectorError {
  constructor() {
    super('PARTNER_DOWN', 'Eau du Grand Lyon ended the session');
  }
}

/** What an answer other than the one wanted means; its text is a customer's and is not repeated. */
export function refusalOf({ status, headers }: PartnerAnswer): ConnectorError {
  const sentence = `Eau du Grand Lyon answered ${status}`;
  if (status === 401) return new SessionEnded();
  if (status === 403) {
    return new ConnectorError('PARTNER_SLOW_DOWN', `${sentence}: its firewall shut us out`, {
      retryAfterSeconds: FIREWALL_REST_SECONDS,
      forAll: true,
    });
  }
  if (status === 429) return slowDown({ headers }, sentence, SLOW_DOWN_SECONDS);
  return new ConnectorError(meaningOf(status), sentence);
}

function meaningOf(status: number): ConnectorErrorCode {
  if (status === 404) return 'NO_DATA';
  // A redirect instead of data leads to a page of maintenance or of the login.
  if (status >= 500 || status < 400) return 'PARTNER_DOWN';
  return 'PARTNER_REFUSED';
}
