/** Who has to move before this can go on. */
export type Mover = 'citizen' | 'partner' | 'pod host' | 'us';

/** The closed list of what can stand between a partner's data and a citizen's space, with who must move. */
const moverOf = {
  // The partner's side of a run.
  CONSENT_MISSING: 'citizen',
  CONSENT_REFUSED: 'citizen',
  CONSENT_AMBIGUOUS: 'citizen',
  CONSENT_PENDING: 'citizen',
  CONSENT_EXPIRED: 'citizen',
  LOGIN_REFUSED: 'citizen',
  CONSENT_REVOKED: 'citizen',
  HOLDER_CHANGED: 'citizen',
  CURVE_NOT_ACTIVATED: 'citizen',
  NO_DATA: 'partner',
  PARTNER_DOWN: 'partner',
  PARTNER_SLOW_DOWN: 'partner',
  PARTNER_ANSWER_INVALID: 'partner',
  PARTNER_REFUSED: 'us',
  SUBSCRIPTION_MISSING: 'us',
  // The space's side of a run.
  POD_ACCESS_REMOVED: 'citizen',
  POD_DOWN: 'pod host',
  POD_FULL: 'citizen',
  POD_REFUSED: 'pod host',
  // The run itself.
  STOPPED: 'citizen',
  BROKEN: 'us',
  OWN_SIGN_IN_DOWN: 'us',
  // Signing in and giving a place.
  PROVIDER_ADDRESS_WRONG: 'citizen',
  PROVIDER_DOWN: 'pod host',
  SIGN_IN_REFUSED: 'citizen',
  SIGN_IN_EXPIRED: 'citizen',
  IDENTITY_NOT_CONFIRMED: 'citizen',
  SPACE_NOT_FOUND: 'citizen',
  PLACE_NOT_GIVEN: 'pod host',
  FORM_INCOMPLETE: 'citizen',
  FORM_NOT_OURS: 'citizen',
  TOO_BUSY: 'us',
} as const satisfies Record<string, Mover>;

export type ConnectorErrorCode = keyof typeof moverOf;

/** Every code, for tables that must hold them all. */
export const connectorErrorCodes = Object.keys(moverOf) as readonly ConnectorErrorCode[];

export interface ConnectorErrorOptions extends ErrorOptions {
  /** The pause that the other side asked for. */
  readonly retryAfterSeconds?: number;
  /** The instant that the other side named instead of a pause. */
  readonly retryAt?: Date;
  /** The pause was asked of the application, not of one citizen: nobody calls before it is over. */
  readonly forAll?: true;
}

/** A failure with a name and somebody who must move; its message is for the operator and names no citizen. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ConnectorErrorCode;
  readonly mover: Mover;
  readonly retryAfterSeconds?: number;
  readonly retryAt?: Date;
  readonly forAll: boolean;

  constructor(code: ConnectorErrorCode, message: string, options: ConnectorErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.mover = moverOf[code];
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
    if (options.retryAt !== undefined) this.retryAt = options.retryAt;
    this.forAll = options.forAll ?? false;
  }
}

/** True for a word that is one of our codes, such as one read back from a journal or a document. */
export function isConnectorErrorCode(word: string | undefined): word is ConnectorErrorCode {
  return word !== undefined && Object.hasOwn(moverOf, word);
}
