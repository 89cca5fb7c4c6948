import { InMemoryStorage, Session } from '@inrupt/solid-client-authn-node';
import { solidOidcContext } from '../../vocab/reused.ts';
import { ConnectorError } from './errors.ts';
import { isLoopback, type Outside } from './outside.ts';
import { findProvider, issuersOf, sameIssuer } from './provider.ts';

/** A citizen who proved who she is, with the right to act in her space for as long as we hold it. */
export interface SignedInCitizen {
  readonly webId: string;
  readonly provider: string;
  readonly fetch: typeof fetch;
  /** True once her token no longer opens anything. */
  isOver(): boolean;
  /** Drops her token from memory. */
  forget(): Promise<void>;
}

/** A sign-in that went to the provider and waits for the citizen to come back. */
export interface StartedSignIn {
  readonly provider: string;
  readonly redirectTo: string;
  /** Comes back in the callback's query; only the browser that started may use it. */
  readonly state: string;
  finish(callbackUrl: string): Promise<SignedInCitizen>;
}

export interface CitizenSignInSettings {
  readonly baseUrl: string;
  /** What her provider's consent page calls us. */
  readonly clientName: string;
  readonly outside: Outside;
}

const signedInPath = '/signed-in';
export const clientDocumentPath = '/client.jsonld';

/**
 * Starts Solid-OIDC's authorization code flow at any provider, named by its address or by a WebID that names it.
 * @example const started = await startSignIn('https://provider.example', settings)
 */
export async function startSignIn(
  address: string,
  settings: CitizenSignInSettings,
): Promise<StartedSignIn> {
  const { baseUrl, clientName, outside } = settings;
  const provider = await findProvider(address, outside);
  // A store of its own for each sign-in, so that dropping the session drops all that it held.
  const session = new Session({ storage: new InMemoryStorage(), keepAlive: false });
  const redirectTo = await new Promise<string>((resolve, reject) => {
    const clientId = canFetchUs(provider, baseUrl)
      ? { clientId: baseUrl + clientDocumentPath }
      : {};
    session
      .login({
        oidcIssuer: provider,
        redirectUrl: baseUrl + signedInPath,
        clientName,
        ...clientId,
        handleRedirect: resolve,
      })
      .catch((cause: unknown) =>
        reject(
          new ConnectorError('PROVIDER_DOWN', 'The provider did not start a sign-in', { cause }),
        ),
      );
  });
  const state = new URL(redirectTo).searchParams.get('state') ?? '';
  return {
    provider,
    redirectTo,
    state,
    finish: (callbackUrl) => finish(session, provider, callbackUrl, outside),
  };
}

/** A provider elsewhere cannot read a document on this machine: there the client registers by itself. */
function canFetchUs(provider: string, baseUrl: string): boolean {
  return !isLoopback(new URL(baseUrl)) || isLoopback(new URL(provider));
}

async function finish(
  session: Session,
  provider: string,
  callbackUrl: string,
  outside: Outside,
): Promise<SignedInCitizen> {
  const answer = new URL(callbackUrl).searchParams;
  if (answer.has('error')) {
    throw new ConnectorError('SIGN_IN_REFUSED', 'The provider came back with an error');
  }
  const info = await session.handleIncomingRedirect(callbackUrl).catch((cause: unknown) => {
    throw new ConnectorError('SIGN_IN_REFUSED', 'The sign-in could not be completed', { cause });
  });
  const webId = info?.webId;
  const forget = (): Promise<void> => session.logout({ logoutType: 'app' });
  if (info?.isLoggedIn !== true || webId === undefined) {
    throw new ConnectorError('SIGN_IN_REFUSED', 'The provider confirmed no identity');
  }
  try {
    await confirm(webId, provider, outside);
  } catch (error) {
    await forget();
    throw error;
  }
  return {
    webId,
    provider,
    fetch: session.fetch,
    isOver: () =>
      !session.info.isLoggedIn ||
      (session.info.expirationDate ?? Number.POSITIVE_INFINITY) <= Date.now(),
    forget,
  };
}

/**
 * The WebID's own document must name the provider (Solid-OIDC, §8.1): any provider can claim any
 * WebID in a token, and without this check one that we never heard of could act for every citizen.
 */
async function confirm(webId: string, provider: string, outside: Outside): Promise<void> {
  const issuers = await issuersOf(webId, outside);
  if (issuers.some((issuer) => sameIssuer(issuer, provider))) return;
  throw new ConnectorError(
    'IDENTITY_NOT_CONFIRMED',
    'The document of the WebID does not name the provider that vouches for it',
  );
}

/** The client document that a provider reads to know who asks (Solid-OIDC, §5.1). */
export function clientDocument({ baseUrl, clientName }: CitizenSignInSettings): object {
  return {
    '@context': solidOidcContext,
    client_id: baseUrl + clientDocumentPath,
    client_name: clientName,
    client_uri: `${baseUrl}/`,
    redirect_uris: [baseUrl + signedInPath],
    scope: 'openid webid',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}
