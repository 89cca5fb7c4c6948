import { ConnectorError, type ConnectorErrorCode } from '../kit/errors.ts';
import { slowDown } from '../kit/partner/slow-down.ts';
import { PARTNER } from './manifest.ts';

/** GRDF does not take a declaration because of one that it has already, or of the contract or postcode that it knows. */
export class DeclarationConflict extends Error {
  override readonly name = 'DeclarationConflict';
  readonly code: string;

  constructor(code: string) {
    super(`${PARTNER} answered 409${named(code)}`);
    this.code = code;
  }
}

export interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** GRDF's codes for a declaration on a right that its holder or GRDF ended, and for a right that does not exist. */
export const REVOKED_CODE = '1000000013';
const UNKNOWN_RIGHT_CODE = '1000000001';

const meaningOf: ReadonlyMap<string, ConnectorErrorCode> = new Map<string, ConnectorErrorCode>([
  // The number of the meter is not one that GRDF knows.
  ['1000000006', 'FORM_INCOMPLETE'],
  [UNKNOWN_RIGHT_CODE, 'CONSENT_MISSING'],
  [REVOKED_CODE, 'CONSENT_REVOKED'],
  ['2000000', 'PARTNER_DOWN'],
]);

const SLOW_DOWN_SECONDS = 60;

/** What an HTTP failure means; what GRDF refuses with a 200 is read where records are. */
export function refusalOf({
  status,
  text,
  headers,
}: Refusal): ConnectorError | DeclarationConflict {
  const [, code = ''] = /"code_statut_traitement"\s*:\s*"([\w-]{1,40})"/.exec(text) ?? [];
  if (status === 409) return new DeclarationConflict(code);
  const sentence = `${PARTNER} answered ${status}${named(code)}`;
  if (status === 429) return slowDown({ headers }, sentence, SLOW_DOWN_SECONDS);
  return new ConnectorError(meaningOf.get(code) ?? meaningOfStatus(status), sentence);
}

function meaningOfStatus(status: number): ConnectorErrorCode {
  // An expired or withdrawn token: the next try fetches a new one.
  return status >= 500 || status === 401 ? 'PARTNER_DOWN' : 'PARTNER_REFUSED';
}

const named = (code: string): string => (code === '' ? '' : ` with ${code}`);
