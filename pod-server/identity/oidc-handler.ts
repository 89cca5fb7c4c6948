import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProviderFactory } from '@solid/community-server';

const BELOW = '.oidc/';
const DISCOVERY = '.well-known/openid-configuration';
/** The same document under the name that OAuth gives it (RFC 8414, §3). */
const OAUTH_DISCOVERY = '.well-known/oauth-authorization-server';

/** What apps in browsers ask for by script, from every origin; no cookie counts there. */
const FOR_SCRIPTS = new Set(['jwks', 'token', 'reg', 'token/revocation', 'token/introspection']);
const PREFLIGHT_SECONDS = 3_600;

interface OidcHandlerArgs {
  readonly baseUrl: string;
  readonly providerFactory: ProviderFactory;
}

/** Leaves requests to the OpenID provider; what it shows nobody frames. */
export class OidcHandler {
  readonly #args: OidcHandlerArgs;

  public constructor(args: OidcHandlerArgs) {
    this.#args = args;
  }

  public isFor(place: string): boolean {
    return place.startsWith(BELOW) || place === DISCOVERY || place === OAUTH_DISCOVERY;
  }

  public async handle(
    request: IncomingMessage,
    response: ServerResponse,
    place: string,
  ): Promise<void> {
    const provider = await this.#args.providerFactory.getProvider();
    response.setHeader('Content-Security-Policy', "frame-ancestors 'none'");
    response.setHeader('X-Frame-Options', 'DENY');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    if (isForScripts(place)) {
      openToOrigins(response);
      if (request.method === 'OPTIONS') return answerPreflight(request, response);
    }
    // The provider knows its description at the root of the host only, whatever the base address.
    if (!place.startsWith(BELOW)) request.url = `/${DISCOVERY}`;
    // A promise, although its type does not say so.
    await provider.callback()(request, response);
  }
}

function isForScripts(place: string): boolean {
  return (
    !place.startsWith(BELOW) || isRegistration(place) || FOR_SCRIPTS.has(place.slice(BELOW.length))
  );
}

/** A registered client is read and changed below the place where it registered (RFC 7592, §2). */
function isRegistration(place: string): boolean {
  return place.startsWith(`${BELOW}reg/`);
}

function openToOrigins(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate, DPoP-Nonce');
}

function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
    'Access-Control-Allow-Headers': request.headers['access-control-request-headers'] ?? '',
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
    Vary: 'Access-Control-Request-Headers',
  });
  response.end();
}
