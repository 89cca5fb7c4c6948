import type { ConnectorErrorCode } from './errors.ts';
import { en } from './messages.en.ts';
import { fr } from './messages.fr.ts';
import type { Language, Messages, Remedy } from './words.ts';

export const messages: Readonly<Record<Language, Messages>> = { fr, en };

/** Which single button a trouble deserves; none where there is nothing for her to do. */
export const remedyOf: Readonly<Record<ConnectorErrorCode, Remedy | undefined>> = {
  CONSENT_MISSING: 'renew',
  CONSENT_REFUSED: 'renew',
  CONSENT_AMBIGUOUS: 'renew',
  CONSENT_PENDING: 'retry',
  CONSENT_EXPIRED: 'renew',
  LOGIN_REFUSED: 'renew',
  CONSENT_REVOKED: 'renew',
  HOLDER_CHANGED: 'renew',
  CURVE_NOT_ACTIVATED: 'retry',
  NO_DATA: undefined,
  PARTNER_DOWN: undefined,
  PARTNER_SLOW_DOWN: undefined,
  PARTNER_ANSWER_INVALID: undefined,
  PARTNER_REFUSED: undefined,
  SUBSCRIPTION_MISSING: undefined,
  POD_ACCESS_REMOVED: 'open',
  POD_DOWN: undefined,
  POD_FULL: 'retry',
  POD_REFUSED: 'retry',
  STOPPED: 'retry',
  BROKEN: undefined,
  OWN_SIGN_IN_DOWN: undefined,
  PROVIDER_ADDRESS_WRONG: 'start-over',
  PROVIDER_DOWN: 'start-over',
  SIGN_IN_REFUSED: 'start-over',
  SIGN_IN_EXPIRED: 'start-over',
  IDENTITY_NOT_CONFIRMED: 'start-over',
  SPACE_NOT_FOUND: 'start-over',
  PLACE_NOT_GIVEN: 'sign-in',
  FORM_INCOMPLETE: undefined,
  FORM_NOT_OURS: 'start-over',
  TOO_BUSY: 'start-over',
};
