import { ConnectorError } from '../errors.ts';
import { askedPauseOf, type PartnerAnswer } from './answer.ts';

/**
 * What 429 means at a partner that counts the application's calls, whomever they are for: everybody waits, for the pause that it
 * names, or for the usual one.
 */
export function slowDown(
  answer: Pick<PartnerAnswer, 'headers'>,
  sentence: string,
  usualSeconds: number,
): ConnectorError {
  const asked = askedPauseOf(answer);
  const named = asked.retryAt !== undefined || asked.retryAfterSeconds !== undefined;
  const pause = named ? asked : { retryAfterSeconds: usualSeconds };
  return new ConnectorError('PARTNER_SLOW_DOWN', sentence, { ...pause, forAll: true });
}
