import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProviderFactory } from '@solid/community-server';

const DISCOVERY = '.well-known/openid-configuration';
/** The same document under the name that OAuth gives it (RFC 8414, §3). */
const OAUTH_DISCOVERY = '.well-known/oauth-authorization-server';

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
    return place.startsWith('.oidc/') || place === DISCOVERY || place === OAUTH_DISCOVERY;
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
    // The provider knows its description at the root of the host only, whatever the base address.
    if (!place.startsWith('.oidc/')) request.url = `/${DISCOVERY}`;
    // A promise, although its type does not say so.
    await provider.callback()(request, response);
  }
}
