import { InMemoryStorage, Session } from '@inrupt/solid-client-authn-node';
import { ConnectorError } from './errors.ts';

/** The connector's own WebID, with which it writes where citizens let it. */
export interface OwnIdentity {
  /** Signs in when it has not, and says who the connector is. */
  webId(): Promise<string>;
  /** Signed in as the connector; signs in again when the token ends or is refused. */
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

export interface OwnIdentitySecrets {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A token this close to its end is not used for one more request. */
const TOKEN_MARGIN_MILLISECONDS = 30_000;

/** One session for the whole process. @example const own = createOwnIdentity(secrets); await own.fetch(url) */
export function createOwnIdentity(secrets: OwnIdentitySecrets): OwnIdentity {
  let current: Promise<Session> | undefined;

  const renew = (): Promise<Session> => {
    const renewed = signIn(secrets);
    current = renewed;
    renewed.catch(() => forget(renewed));
    return renewed;
  };
  const forget = (held: Promise<Session>): void => {
    if (current === held) current = undefined;
  };
  const signedIn = async (): Promise<Session> => {
    const held = current ?? renew();
    if (!isEnding(await held)) return held;
    forget(held);
    return current ?? renew();
  };

  return {
    webId: async () => webIdOf(await signedIn()),
    fetch: async (input, init) => {
      const session = await signedIn();
      const held = current;
      const answer = await session.fetch(input, init);
      if (answer.status !== 401) return answer;
      // The server may have forgotten the token (a restart, new keys): one fresh one settles it.
      await answer.body?.cancel();
      if (held !== undefined) forget(held);
      return (await signedIn()).fetch(input, init);
    },
    close: async () => {
      const session = await current?.catch(() => undefined);
      current = undefined;
      await session?.logout({ logoutType: 'app' });
    },
  };
}

async function signIn({ issuer, clientId, clientSecret }: OwnIdentitySecrets): Promise<Session> {
  const session = new Session({ storage: new InMemoryStorage(), keepAlive: false });
  try {
    await session.login({ oidcIssuer: issuer, clientId, clientSecret, tokenType: 'DPoP' });
  } catch (cause) {
    throw new ConnectorError('OWN_SIGN_IN_DOWN', 'The connector could not sign in as itself', {
      cause,
    });
  }
  if (!session.info.isLoggedIn) {
    throw new ConnectorError('OWN_SIGN_IN_DOWN', 'The provider did not sign the connector in');
  }
  return session;
}

function isEnding({ info }: Session): boolean {
  return (info.expirationDate ?? Number.POSITIVE_INFINITY) < Date.now() + TOKEN_MARGIN_MILLISECONDS;
}

function webIdOf({ info }: Session): string {
  if (info.webId !== undefined) return info.webId;
  throw new ConnectorError('OWN_SIGN_IN_DOWN', 'The provider names no WebID for the connector');
}
