import { EVENTS, Session } from '@inrupt/solid-client-authn-browser';
import { PROVIDER_KEY } from './arrival.ts';

/** A citizen who is signed in. */
export interface SignedIn {
  readonly webId: string;
  /** The provider that vouches for her. */
  readonly provider: string;
  readonly fetch: typeof globalThis.fetch;
  signOut(): Promise<void>;
}

/** How coming to this page ended: signed in, or why not. */
export type Arrival =
  | { readonly kind: 'signed-in'; readonly session: SignedIn }
  | { readonly kind: 'declined' | 'ended' | 'stranger' };

let session: Session | undefined;

/** Leaves this page for the provider's; the answer comes back to `arrive`. */
export async function signIn(provider: string): Promise<void> {
  localStorage.setItem(PROVIDER_KEY, provider);
  session ??= new Session();
  await session.login({
    oidcIssuer: provider,
    redirectUrl: `${location.origin}/`,
    clientId: `${location.origin}/client.jsonld`,
    clientName: 'Mon Logis',
  });
}

/** Receives the provider's answer, or asks it silently whether an earlier session still stands. */
export async function arrive(): Promise<Arrival> {
  const answer = new URLSearchParams(location.search);
  const error = answer.get('error');
  const provider = localStorage.getItem(PROVIDER_KEY) ?? '';
  session = new Session();
  session.events.on(EVENTS.SESSION_RESTORED, (before) => {
    history.replaceState(null, '', new URL(before).hash || '#/');
  });
  const info = await session.handleIncomingRedirect({ restorePreviousSession: true });
  if (info?.isLoggedIn && info.webId !== undefined) {
    return { kind: 'signed-in', session: signedIn(session, info.webId, provider) };
  }
  localStorage.removeItem(PROVIDER_KEY);
  if (error !== null) history.replaceState(null, '', '/');
  // The silent question answers `login_required` or the like; only the citizen's own refusal is `access_denied`.
  if (error === 'access_denied') return { kind: 'declined' };
  return { kind: error === null ? 'stranger' : 'ended' };
}

function signedIn(session: Session, webId: string, provider: string): SignedIn {
  return {
    webId,
    provider,
    fetch: session.fetch,
    signOut: async () => {
      localStorage.removeItem(PROVIDER_KEY);
      await session.logout({ logoutType: 'app' });
    },
  };
}
