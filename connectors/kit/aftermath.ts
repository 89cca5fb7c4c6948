import type { ConnectionState } from '../../shapes/connection/connection.ts';
import type { ConnectorError, ConnectorErrorCode } from './errors.ts';

/** What becomes of a connection after a failure: its state, and whether time alone may mend it. */
export interface Aftermath {
  readonly state: ConnectionState;
  /** Worth trying again within this run, after a pause. */
  readonly passing: boolean;
  /** When the connection is visited again by itself. */
  readonly again: 'soon' | 'on schedule' | 'when asked';
  /** The access that the partner gave is worth nothing any more, and is deleted. */
  readonly accessEnds?: true;
}

const passing = { passing: true, again: 'soon' } as const;
const waiting = { state: 'waiting-for-partner', passing: false, again: 'on schedule' } as const;
const needsYou = { state: 'needs-you', passing: false, again: 'when asked' } as const;

export const aftermathOf: Readonly<Record<ConnectorErrorCode, Aftermath>> = {
  CONSENT_MISSING: needsYou,
  CONSENT_REFUSED: needsYou,
  CONSENT_AMBIGUOUS: needsYou,
  // She confirms at the partner, in her own time; nobody tells us, so we look.
  CONSENT_PENDING: { ...needsYou, again: 'soon' },
  CONSENT_EXPIRED: { ...needsYou, accessEnds: true },
  LOGIN_REFUSED: { ...needsYou, accessEnds: true },
  CONSENT_REVOKED: { ...needsYou, state: 'revoked', accessEnds: true },
  HOLDER_CHANGED: needsYou,
  CURVE_NOT_ACTIVATED: needsYou,
  NO_DATA: waiting,
  PARTNER_DOWN: { ...passing, state: 'partner-down' },
  PARTNER_SLOW_DOWN: { ...passing, state: 'waiting-for-partner' },
  PARTNER_ANSWER_INVALID: waiting,
  PARTNER_REFUSED: waiting,
  SUBSCRIPTION_MISSING: waiting,
  POD_ACCESS_REMOVED: needsYou,
  POD_DOWN: { ...passing, state: 'waiting-for-partner' },
  POD_FULL: needsYou,
  POD_REFUSED: needsYou,
  STOPPED: { ...needsYou, state: 'paused' },
  BROKEN: waiting,
  OWN_SIGN_IN_DOWN: { ...passing, state: 'waiting-for-partner' },
  PROVIDER_ADDRESS_WRONG: needsYou,
  PROVIDER_DOWN: needsYou,
  SIGN_IN_REFUSED: needsYou,
  SIGN_IN_EXPIRED: needsYou,
  IDENTITY_NOT_CONFIRMED: needsYou,
  SPACE_NOT_FOUND: needsYou,
  PLACE_NOT_GIVEN: needsYou,
  FORM_INCOMPLETE: needsYou,
  FORM_NOT_OURS: needsYou,
  TOO_BUSY: needsYou,
};

const FIRST_PAUSE_SECONDS = 10;
const PAUSE_SECONDS_MAX = 15 * 60;
const TRIES_MAX = 5;

/** How long to pause before the next try of this run; `undefined` when the run should end instead. */
export function pauseBeforeRetry(
  failure: ConnectorError,
  triesSoFar: number,
  now: Date,
): number | undefined {
  if (!aftermathOf[failure.code].passing || triesSoFar >= TRIES_MAX) return undefined;
  const asked = askedPauseSeconds(failure, now);
  const seconds = asked ?? FIRST_PAUSE_SECONDS * 2 ** (triesSoFar - 1);
  return seconds <= PAUSE_SECONDS_MAX ? seconds : undefined;
}

/** The pause that the other side asked for, by length or by naming the hour. */
export function askedPauseSeconds(failure: ConnectorError, now: Date): number | undefined {
  if (failure.retryAt !== undefined) {
    return Math.max(0, (failure.retryAt.getTime() - now.getTime()) / 1_000);
  }
  return failure.retryAfterSeconds;
}
