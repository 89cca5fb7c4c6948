/** The OpenID provider: oidc-provider, set up for Solid-OIDC. */
import type {
  AccountPromptFactory,
  AdapterFactory,
  ClientCredentialsStore,
  ProviderFactory,
} from '@solid/community-server';
import { BadRequestHttpError, importOidcProvider } from '@solid/community-server';
import type { ServerKeys } from './server-keys.ts';

type OidcModule = Awaited<ReturnType<typeof importOidcProvider>>;
type Configuration = NonNullable<ConstructorParameters<OidcModule['default']>[1]>;
type Provider = Awaited<ReturnType<ProviderFactory['getProvider']>>;
export type RenderError = NonNullable<Configuration['renderError']>;
export type LogoutPages = NonNullable<NonNullable<Configuration['features']>['rpInitiatedLogout']>;

/** When to come back after the storage was out of reach. */
const RETRY_SECONDS = 2;
const DAY_SECONDS = 24 * 60 * 60;
const DPOP_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES256K',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

interface SolidProviderArgs {
  readonly baseUrl: string;
  readonly keys: ServerKeys;
  readonly adapterFactory: AdapterFactory;
  readonly prompts: AccountPromptFactory;
  readonly clientCredentialsStore: ClientCredentialsStore;
  readonly renderError: RenderError;
  readonly logoutPages: LogoutPages;
}

/** Makes the provider once, however many ask for it at the same time. */
export class SolidProvider implements ProviderFactory {
  readonly #args: SolidProviderArgs;
  #provider: Promise<Provider> | undefined;

  public constructor(args: SolidProviderArgs) {
    this.#args = args;
  }

  public getProvider(): Promise<Provider> {
    this.#provider ??= this.#make().catch((error: unknown) => {
      this.#provider = undefined;
      throw error;
    });
    return this.#provider;
  }

  async #make(): Promise<Provider> {
    const { baseUrl, keys, prompts } = this.#args;
    const [key, secret] = await Promise.all([keys.signingKey(), keys.cookieSecret()]);
    const oidc = await importOidcProvider();
    const policy = oidc.interactionPolicy.base();
    await prompts.handleSafe(policy);
    const provider = new oidc.default(baseUrl, {
      ...fixedSettings(baseUrl),
      ...this.#tokens(),
      adapter: this.#args.adapterFactory.createStorageAdapter.bind(this.#args.adapterFactory),
      jwks: { keys: [key] } as NonNullable<Configuration['jwks']>,
      cookies: {
        long: { signed: true },
        short: { signed: true },
        keys: [secret],
      },
      interactions: { policy, url: async () => `${baseUrl}.account/` },
      renderError: this.#args.renderError,
    });
    // The door has put the forwarded headers right: they say what our own address says, whatever the client wrote.
    provider.proxy = true;
    provider.use(async (context, next) => {
      await next();
      if (context.status === 503) context.set('Retry-After', String(RETRY_SECONDS));
    });
    return provider;
  }

  /** Access tokens are JWTs that name a WebID (Solid-OIDC, §6.2). */
  #tokens(): Configuration {
    const { clientCredentialsStore, logoutPages } = this.#args;
    return {
      findAccount: async (context, sub) => ({
        accountId: sub,
        claims: async () => ({ sub, webid: sub, azp: context.oidc.client?.clientId }),
      }),
      extraTokenClaims: async (_context, token) => {
        if (token.kind === 'AccessToken') return { webid: token.accountId };
        const label = token.client?.clientId ?? '';
        const credentials = await clientCredentialsStore.findByLabel(label);
        if (credentials === undefined) throw new BadRequestHttpError('Unknown client credentials.');
        return { webid: credentials.webId };
      },
      features: {
        claimsParameter: { enabled: true },
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        dPoP: { enabled: true },
        introspection: { enabled: true },
        registration: { enabled: true },
        revocation: { enabled: true },
        rpInitiatedLogout: logoutPages,
        userinfo: { enabled: false },
        resourceIndicators: {
          enabled: true,
          // Any address will do; without one the token would not be a JWT.
          defaultResource: () => 'http://example.com/',
          getResourceServerInfo: () => ({
            scope: '',
            audience: 'solid',
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          }),
        },
      },
    };
  }
}

function fixedSettings(baseUrl: string): Configuration {
  return {
    claims: { openid: ['azp'], webid: ['webid'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clockTolerance: 120,
    enabledJWA: { dPoPSigningAlgValues: [...DPOP_ALGORITHMS] },
    // Apps in browsers come from every origin; what they send is a code or a token, never a cookie.
    clientBasedCORS: () => true,
    // Solid-OIDC, §5.2 wants proof of possession of the code from every client.
    pkce: { methods: ['S256'], required: () => true },
    // Keys and redirect addresses of clients stand in their registration; nothing is fetched for them.
    httpOptions: () => {
      throw new Error('This server fetches nothing for a client.');
    },
    routes: routesBelow(`${new URL(baseUrl).pathname}.oidc/`),
    scopes: ['openid', 'profile', 'offline_access', 'webid'],
    subjectTypes: ['public'],
    ttl: {
      AccessToken: 3_600,
      AuthorizationCode: 600,
      ClientCredentials: 600,
      Grant: 14 * DAY_SECONDS,
      IdToken: 3_600,
      Interaction: 3_600,
      RefreshToken: DAY_SECONDS,
      Session: 14 * DAY_SECONDS,
    },
  };
}

/** Addresses as @solid/community-server has them. */
function routesBelow(path: string): NonNullable<Configuration['routes']> {
  return {
    authorization: `${path}auth`,
    backchannel_authentication: `${path}backchannel`,
    code_verification: `${path}device`,
    device_authorization: `${path}device/auth`,
    end_session: `${path}session/end`,
    introspection: `${path}token/introspection`,
    jwks: `${path}jwks`,
    pushed_authorization_request: `${path}request`,
    registration: `${path}reg`,
    revocation: `${path}token/revocation`,
    token: `${path}token`,
    userinfo: `${path}me`,
  };
}
