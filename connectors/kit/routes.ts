import type { Request, Response, Router } from 'express';
import express from 'express';
import { startSignIn } from './citizen-sign-in.ts';
import type { ConnectorConfig } from './config.ts';
import { ConnectorError } from './errors.ts';
import {
  connectionOf,
  disconnect,
  type FlowParts,
  keepAccess,
  newConsentState,
  openPlace,
} from './flow.ts';
import { checkFormToken } from './guards.ts';
import { eventsPath } from './pages/connection.tsx';
import { findStorage } from './pod-places.ts';
import type { ProgressStreams } from './progress-stream.ts';
import { type BrowserSession, newFormToken, type Sessions } from './sessions.ts';
import type { Showing } from './showing.tsx';

export interface RouteParts<Access, Checkpoint> extends FlowParts<Access, Checkpoint> {
  readonly config: ConnectorConfig;
  readonly sessions: Sessions;
  readonly showing: Showing;
  readonly streams: ProgressStreams;
}

/** A browser whose citizen proved who she is. */
type SignedInSession = BrowserSession & { readonly webId: string; readonly provider: string };

type Handler = (request: Request, response: Response) => Promise<void>;

const CONNECTION = '/connection';

/** The doors of a connector's service, in the order in which a citizen goes through them. */
export function connectorRoutes<A, C>(parts: RouteParts<A, C>): Router {
  const router = express.Router();
  const { sessions, showing, streams, runner } = parts;
  const signedIn =
    (
      go: (request: Request, response: Response, session: SignedInSession) => Promise<void> | void,
    ) =>
    async (request: Request, response: Response): Promise<void> => {
      const session = sessions.read(request);
      if (!isSignedIn(session)) return response.redirect(303, '/');
      if (request.method === 'POST') checkFormToken(request, session);
      await go(request, response, session);
    };
  const connected = (go: (id: string) => Promise<void>) =>
    signedIn(async (_request, response, { webId }) => {
      const { id, record } = connectionOf(parts, webId);
      if (record !== undefined) await go(id);
      response.redirect(303, CONNECTION);
    });

  router.get('/', (request, response) => {
    const session = sessions.read(request);
    if (!isSignedIn(session)) return showing.home(request, response);
    if (connectionOf(parts, session.webId).record !== undefined) {
      return response.redirect(303, CONNECTION);
    }
    showing.agree(request, response, session);
  });
  router.post('/sign-in', signIn(parts));
  router.get('/signed-in', signedInAgain(parts));
  router.post('/consent', signedIn(askConsent(parts)));
  router.get('/consented', signedIn(consented(parts)));
  router.get(
    CONNECTION,
    signedIn((request, response, session) => {
      const { record } = connectionOf(parts, session.webId);
      if (record === undefined) return response.redirect(303, '/');
      showing.connection(request, response, { session, record });
    }),
  );
  router.get(eventsPath, (request, response) => {
    const session = sessions.read(request);
    const { id, record } = connectionOf(parts, session?.webId ?? '');
    if (record === undefined) throw new ConnectorError('SIGN_IN_EXPIRED', 'Nobody is signed in');
    streams.open(id, showing.words(request, response), { request, response });
  });
  router.post(
    '/connection/run',
    connected(async (id) => void runner.start(id)),
  );
  router.post(
    '/connection/stop',
    connected((id) => runner.pause(id)),
  );
  router.post('/connection/open', signedIn(signInAgain(parts)));
  router.post(
    '/connection/disconnect',
    connected((id) => disconnect(parts, id)),
  );
  router.post('/sign-out', async (request, response) => {
    const session = sessions.read(request);
    if (session !== undefined) checkFormToken(request, session);
    await sessions.end(request, response);
    response.redirect(303, '/');
  });
  return router;
}

function isSignedIn(session: BrowserSession | undefined): session is SignedInSession {
  return session?.webId !== undefined && session.provider !== undefined;
}

/** From the first page to her provider. */
function signIn<A, C>(parts: RouteParts<A, C>): Handler {
  return async (request, response) => {
    const { provider, address } = formOf(request);
    const chosen = provider === 'other' ? (address ?? '') : parts.config.city.provider;
    const started = await startSignIn(chosen, parts.signIn);
    parts.sessions.renew(request, response, { formToken: newFormToken(), signIn: started });
    response.redirect(303, started.redirectTo);
  };
}

/** To the same provider once more, because only she can make or open her place. */
function signInAgain<A, C>(parts: RouteParts<A, C>) {
  return async (request: Request, response: Response, session: SignedInSession): Promise<void> => {
    const started = await startSignIn(session.provider, parts.signIn);
    parts.sessions.renew(request, response, {
      formToken: newFormToken(),
      signIn: started,
      afterSignIn: 'give place',
    });
    response.redirect(303, started.redirectTo);
  };
}

/** Back from her provider: the state must be the one that this very browser took along, and counts once. */
function signedInAgain<A, C>(parts: RouteParts<A, C>): Handler {
  const { sessions, config, log } = parts;
  return async (request, response) => {
    const waiting = sessions.read(request);
    const { signIn: started, ...session } = waiting ?? { formToken: '' };
    if (started === undefined || request.query.state !== started.state) {
      throw new ConnectorError('SIGN_IN_EXPIRED', 'No sign-in waits in this browser');
    }
    sessions.change(request, session);
    const citizen = await started.finish(config.baseUrl + request.originalUrl);
    const who = { webId: citizen.webId, provider: citizen.provider };
    log.info('citizen.recognised');
    const { id, record } = connectionOf(parts, citizen.webId);
    const open = record?.place.given === true && session.afterSignIn === undefined;
    if (record?.access !== undefined && !open) {
      sessions.renew(request, response, { formToken: newFormToken(), ...who });
      // Her token opens her whole space on servers that know no narrower right: it goes as soon as the place is made.
      await openPlace(parts, citizen, id).finally(() => citizen.forget());
    } else if (record?.access !== undefined) {
      sessions.renew(request, response, { formToken: newFormToken(), ...who });
      await citizen.forget();
    } else {
      const storage = await findStorage(citizen, parts.outside);
      sessions.renew(request, response, { formToken: newFormToken(), ...who, storage, citizen });
    }
    response.redirect(303, record === undefined ? '/' : CONNECTION);
  };
}

/** To the partner's consent page, with a state that only this browser knows. */
function askConsent<A, C>({ connector, sessions }: RouteParts<A, C>) {
  return (request: Request, response: Response, session: SignedInSession): void => {
    const consentState = newConsentState();
    sessions.change(request, { ...session, consentState });
    response.redirect(303, connector.access.consentUrl(consentState).href);
  };
}

/** Back from the partner: keep the access, make the place, let her token go, begin. */
function consented<A, C>(parts: RouteParts<A, C>) {
  const { sessions, connector } = parts;
  return async (request: Request, response: Response, session: SignedInSession): Promise<void> => {
    const { consentState, ...waiting } = session;
    const { citizen, ...rest } = waiting;
    if (consentState === undefined || request.query.state !== consentState) {
      throw new ConnectorError('SIGN_IN_EXPIRED', 'No agreement is awaited in this browser');
    }
    sessions.change(request, waiting);
    const callback = new URL(request.originalUrl, parts.config.baseUrl).searchParams;
    const access = await connector.access.accept(callback);
    const before = connectionOf(parts, session.webId).record;
    const storage = session.storage ?? before?.place.storage;
    if (storage === undefined) throw new ConnectorError('SPACE_NOT_FOUND', 'No storage is known');
    const { id, place } = await keepAccess(parts, { ...session, storage }, access);
    sessions.change(request, rest);
    if (place.given) {
      await citizen?.forget();
      void parts.runner.start(id);
    } else if (citizen === undefined || citizen.isOver()) {
      await citizen?.forget();
      return signInAgain(parts)(request, response, rest);
    } else {
      await openPlace(parts, citizen, id).finally(() => citizen.forget());
    }
    response.redirect(303, CONNECTION);
  };
}

function formOf(request: Request): { readonly provider?: string; readonly address?: string } {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null) return {};
  const { provider, address }: { provider?: unknown; address?: unknown } = body;
  return {
    ...(typeof provider === 'string' ? { provider } : {}),
    ...(typeof address === 'string' ? { address } : {}),
  };
}
