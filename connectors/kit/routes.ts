import type { Request, Response, Router } from 'express';
import express from 'express';
import { startSignIn } from './citizen-sign-in.ts';
import type { ConnectorConfig } from './config.ts';
import type { AccessField } from './contract.ts';
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
const AGREE = '/agree';

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
  router.get(
    AGREE,
    signedIn((request, response, session) => showing.agree(request, response, session)),
  );
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

/** To the partner's consent page, with a state that only this browser knows; or, with what she wrote on ours, to the partner's answer. */
function askConsent<A, C>(parts: RouteParts<A, C>) {
  const { connector, sessions } = parts;
  return async (request: Request, response: Response, session: SignedInSession): Promise<void> => {
    const { access } = connector;
    if ('fields' in access) {
      const values = textsOf(request);
      // The button that renews brings nothing yet: the form is on the page before.
      if (access.fields.every(({ name }) => values[name] === undefined))
        return response.redirect(303, AGREE);
      const given = await access.submit(filledIn(access.fields, values));
      return arrive(parts, request, response, { session, access: given });
    }
    const consentState = newConsentState();
    sessions.change(request, { ...session, consentState });
    const url = await access.consentUrl(consentState);
    response.redirect(303, url.href);
  };
}

/** What the form asks for, and nothing else. Spaces around an answer are nobody's meaning, but in a secret. */
function filledIn(
  fields: readonly AccessField[],
  values: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const given = fields.map(({ name, pattern, type }) => {
    const written = values[name] ?? '';
    const value = type === 'password' ? written : written.trim();
    if (new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(value)) return [name, value];
    throw new ConnectorError('FORM_INCOMPLETE', `The field ${name} is not filled in as it must be`);
  });
  return Object.fromEntries(given);
}

/** Back from the partner's own page. */
function consented<A, C>(parts: RouteParts<A, C>) {
  const { sessions, connector } = parts;
  return async (request: Request, response: Response, session: SignedInSession): Promise<void> => {
    const { consentState, ...waiting } = session;
    if (
      'fields' in connector.access ||
      consentState === undefined ||
      request.query.state !== consentState
    )
      throw new ConnectorError('SIGN_IN_EXPIRED', 'No agreement is awaited in this browser');
    sessions.change(request, waiting);
    const callback = new URL(request.originalUrl, parts.config.baseUrl).searchParams;
    const access = await connector.access.accept(callback);
    await arrive(parts, request, response, { session: waiting, access });
  };
}

/** The partner lets us in: keep the access, make the place, let her token go, begin. */
async function arrive<A, C>(
  parts: RouteParts<A, C>,
  request: Request,
  response: Response,
  { session, access }: { readonly session: SignedInSession; readonly access: A },
): Promise<void> {
  const { citizen, ...rest } = session;
  const before = connectionOf(parts, session.webId).record;
  const storage = session.storage ?? before?.place.storage;
  if (storage === undefined) throw new ConnectorError('SPACE_NOT_FOUND', 'No storage is known');
  const { id, place } = await keepAccess(parts, { ...session, storage }, access);
  parts.sessions.change(request, rest);
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
}

function formOf(request: Request): { readonly provider?: string; readonly address?: string } {
  const { provider, address } = textsOf(request);
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(address === undefined ? {} : { address }),
  };
}

/** The texts of a form; whatever else was sent is not there. */
function textsOf(request: Request): Readonly<Record<string, string | undefined>> {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'));
}
