/** Where the pages of an account are, and the name of its cookie. */
import type { FormPlaces } from '../pages/sign-in.tsx';

/** The cookie of the chassis, so that pages and account API share one sign-in. */
export const ACCOUNT_COOKIE = 'css-account';

/** Places below the account index; those of the chassis keep their names. */
export const PLACES = {
  signIn: 'login/password/',
  signUp: 'login/password/register/',
  forgot: 'login/password/forgot/',
  reset: 'login/password/reset/',
  consent: 'oidc/consent/',
  createSpace: 'space/',
  addIdentity: 'identity/',
  removeIdentity: 'identity/remove/',
  removeKey: 'key/',
  signOut: 'sign-out/',
} as const;

/** `index` is the account index; ends with a slash. */
export function formPlaces(index: string): FormPlaces {
  return {
    signIn: `${index}${PLACES.signIn}`,
    signUp: `${index}${PLACES.signUp}`,
    forgot: `${index}${PLACES.forgot}`,
  };
}
