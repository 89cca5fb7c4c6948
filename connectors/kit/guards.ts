import { timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { ConnectorError } from './errors.ts';
import type { BrowserSession } from './sessions.ts';

/** Headers of every page. A form leads on to a provider or a partner, whose addresses are not known beforehand. */
export function pageHeaders({ secure }: { readonly secure: boolean }): RequestHandler {
  const leadsTo = secure ? ['https:'] : ['https:', 'http://localhost:*', 'http://127.0.0.1:*'];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'", ...leadsTo],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // Without it a browser sends no Origin with a form, and a form of ours could not be told from a forged one.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure,
  });
}

/** Refuses every POST that does not come from a page of this service (Fetch Metadata, else Origin). */
export function fromOurPages(baseUrl: string): RequestHandler {
  const ours = new URL(baseUrl).origin;
  return (request: Request, _response: Response, next: NextFunction) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const { origin, 'sec-fetch-site': site } = request.headers;
    const sameSite = site === undefined || site === 'same-origin';
    if (sameSite && (origin === ours || (origin === undefined && site !== undefined))) {
      return next();
    }
    next(new ConnectorError('FORM_NOT_OURS', 'A form did not come from a page of this service'));
  };
}

/** Refuses a form that does not carry the token of the session that it claims to belong to. */
export function checkFormToken(request: Request, session: BrowserSession): void {
  const body: unknown = request.body;
  const sent = typeof body === 'object' && body !== null && 'token' in body ? body.token : '';
  const given = Buffer.from(typeof sent === 'string' ? sent : '');
  const expected = Buffer.from(session.formToken);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new ConnectorError('FORM_NOT_OURS', 'A form does not carry the token of its session');
}
