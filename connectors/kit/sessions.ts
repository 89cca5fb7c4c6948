import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { SignedInCitizen, StartedSignIn } from './citizen-sign-in.ts';
import { ConnectorError } from './errors.ts';

/** What the service remembers about one browser, in memory only. */
export interface BrowserSession {
  /** Goes with every form of a signed-in citizen, and comes back with it. */
  readonly formToken: string;
  readonly webId?: string;
  readonly provider?: string;
  /** Where her space begins, once known. */
  readonly storage?: string;
  /** Present only until her place is made: it opens her whole space. */
  readonly citizen?: SignedInCitizen;
  readonly signIn?: StartedSignIn;
  /** What she was about to do when she had to sign in again. */
  readonly afterSignIn?: 'give place';
  /** Sent to the partner with her, and expected back with her. */
  readonly consentState?: string;
}

interface Held {
  readonly session: BrowserSession;
  readonly until: number;
}

const SESSIONS_MAX = 10_000;
const SESSION_MILLISECONDS_MAX = 60 * 60_000;
/** Long enough to read a partner's consent page, and no longer. */
const CITIZEN_MILLISECONDS_MAX = 15 * 60_000;
const SWEEP_MILLISECONDS = 60_000;
const ID_BYTES = 32;
const ID = /^[\w-]{43}$/;

/** The sessions of all browsers. An id is never accepted from a browser, only recognised. */
export interface Sessions {
  read(request: Request): BrowserSession | undefined;
  /** Puts a session under a fresh id and tells the browser; the one it had is gone (no session fixation). */
  renew(request: Request, response: Response, session: BrowserSession): void;
  /** Replaces what is remembered, under the same id. */
  change(request: Request, session: BrowserSession): void;
  end(request: Request, response: Response): Promise<void>;
  close(): Promise<void>;
}

export function newFormToken(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

/** @example createSessions({ name: 'enedis', secure: baseUrl.startsWith('https:') }) */
export function createSessions(site: {
  readonly name: string;
  readonly secure: boolean;
}): Sessions {
  const held = new Map<string, Held>();
  // The prefix makes browsers refuse a cookie of this name from any other host or path (RFC 6265bis).
  const cookie = site.secure ? `__Host-${site.name}` : site.name;

  const idOf = (request: Request): string | undefined => {
    const id = readCookie(request, cookie);
    return id !== undefined && ID.test(id) && held.has(id) ? id : undefined;
  };
  const drop = async (id: string): Promise<void> => {
    const citizen = held.get(id)?.session.citizen;
    held.delete(id);
    await citizen?.forget();
  };
  const sweep = async (): Promise<void> => {
    const now = Date.now();
    for (const [id, { session, until }] of held) {
      if (until <= now) await drop(id);
      else if (until - SESSION_MILLISECONDS_MAX + CITIZEN_MILLISECONDS_MAX <= now) {
        const { citizen, ...rest } = session;
        held.set(id, { session: rest, until });
        await citizen?.forget();
      }
    }
  };
  const sweeper = setInterval(() => void sweep(), SWEEP_MILLISECONDS);
  sweeper.unref();

  return {
    read: (request) => {
      const found = held.get(idOf(request) ?? '');
      return found !== undefined && found.until > Date.now() ? found.session : undefined;
    },
    renew: (request, response, session) => {
      const before = idOf(request);
      if (before !== undefined) held.delete(before);
      if (held.size >= SESSIONS_MAX) makeRoom(held);
      const id = randomBytes(ID_BYTES).toString('base64url');
      held.set(id, { session, until: Date.now() + SESSION_MILLISECONDS_MAX });
      response.cookie(cookie, id, {
        httpOnly: true,
        sameSite: 'lax',
        secure: site.secure,
        path: '/',
        maxAge: SESSION_MILLISECONDS_MAX,
      });
    },
    change: (request, session) => {
      const id = idOf(request);
      const before = held.get(id ?? '');
      if (id !== undefined && before !== undefined) held.set(id, { ...before, session });
    },
    end: async (request, response) => {
      const id = idOf(request);
      if (id !== undefined) await drop(id);
      response.clearCookie(cookie, { path: '/', secure: site.secure, sameSite: 'lax' });
    },
    close: async () => {
      clearInterval(sweeper);
      for (const id of [...held.keys()]) await drop(id);
    },
  };
}

/** The oldest visitor who never finished signing in makes room; citizens who did are not pushed out. */
function makeRoom(held: Map<string, Held>): void {
  for (const [id, { session }] of held) {
    if (session.webId === undefined) {
      held.delete(id);
      return;
    }
  }
  throw new ConnectorError('TOO_BUSY', `${SESSIONS_MAX} citizens are signed in already`);
}

/** The value of one cookie of a request. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
