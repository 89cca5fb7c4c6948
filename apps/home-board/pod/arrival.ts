/** Remembers, without a secret, that this browser was signed in, and where. */
export const PROVIDER_KEY = 'home-board.provider';

/** Whether there is a session to receive or to restore; if not, the sign-in library need not load. */
export function mayBeSignedIn(): boolean {
  const answer = new URLSearchParams(location.search);
  return answer.has('code') || answer.has('error') || localStorage.getItem(PROVIDER_KEY) !== null;
}
