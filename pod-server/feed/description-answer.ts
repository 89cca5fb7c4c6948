/** What services and channels have in common as resources: who may ask from where, and how they are described. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { weight } from '../http/browser-request.ts';
import { Problem } from '../http/problem.ts';
import { type Description, NOTIFICATION_CONTEXTS, toJsonLd, toTriples } from './triples.ts';

const JSON_LD = 'application/ld+json';
const TURTLE = 'text/turtle';
const EXPOSED = 'Accept-Post, Allow, WWW-Authenticate';
const PREFLIGHT_SECONDS = '86400';
const PROFILES = new Set([...NOTIFICATION_CONTEXTS, 'http://www.w3.org/ns/json-ld#compacted']);
const PROFILE = /;\s*profile\s*=\s*(?:"([^"]*)"|([^";,\s]+))/gi;

/** JSON-LD unless Turtle is preferred. */
export function sendDescription(
  request: IncomingMessage,
  response: ServerResponse,
  description: Description,
): void {
  const wantsTurtle = weight(request, TURTLE, false) > weight(request, JSON_LD, true);
  const body = wantsTurtle ? toTriples(description) : toJsonLd(description);
  response.writeHead(200, {
    'Content-Type': wantsTurtle ? TURTLE : JSON_LD,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/**
 * Throws Problem 415 for a profile that is not of Solid notifications
 * (Solid Notifications Protocol, #subscription-server-subscription-request-profile-unrecognised).
 */
export function refuseStrangeProfile({ headers }: IncomingMessage): void {
  for (const header of [headers['content-type'], headers.accept])
    for (const [, quoted, bare] of (header ?? '').matchAll(PROFILE))
      for (const profile of (quoted ?? bare ?? '').split(/\s+/))
        if (!PROFILES.has(profile)) throw new Problem(415, 'subscription-profile');
}

/** A page of any origin may subscribe: what it may watch is decided by its token. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Vary', 'Accept, Authorization, Origin');
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', EXPOSED);
}

/** Says what can be done; to a browser too, before it sends (Fetch, CORS-preflight). */
export function answerOptions(
  request: IncomingMessage,
  response: ServerResponse,
  methods: string,
): void {
  response.writeHead(204, {
    Allow: methods,
    'Access-Control-Allow-Methods': methods,
    'Access-Control-Allow-Headers':
      request.headers['access-control-request-headers'] ?? 'Authorization, Content-Type, DPoP',
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  });
  response.end();
}
