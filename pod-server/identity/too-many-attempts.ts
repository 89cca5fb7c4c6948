import type { Words } from '../pages/words.ts';
import type { TooManyAttempts } from './attempts.ts';

const MINUTE_SECONDS = 60;

/** When to try again, in words that a person reads: seconds while there are few, then minutes. */
export function sentenceFor(words: Words, { retryAfterSeconds }: TooManyAttempts): string {
  const [sentence, count] =
    retryAfterSeconds <= MINUTE_SECONDS
      ? [words.signInWaitSeconds, retryAfterSeconds]
      : [words.signInWaitMinutes, Math.ceil(retryAfterSeconds / MINUTE_SECONDS)];
  return sentence.replace('{count}', String(count));
}
