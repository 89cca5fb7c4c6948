/** Puts the chassis together: our storages below, the account API of @solid/community-server above. Loaded on the first need. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { AccountLoginStorage, JsonInteractionHandler } from '@solid/community-server';
import {
  AccountPromptFactory,
  BaseAccountStore,
  BaseClientCredentialsStore,
  BaseCookieStore,
  BaseWebIdStore,
  ClientCredentialsAdapterFactory,
  setGlobalLoggerFactory,
} from '@solid/community-server';
import type { Addresses } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import { StderrLoggerFactory } from '../observability/stderr-logger-factory.ts';
import type { Rdf } from '../rdf/rdf.ts';
import type { Storage } from '../storage/storage.ts';
import { AccountApi } from './account-api.ts';
import { AccountApiHandler } from './account-api-handler.ts';
import { AccountPagesHandler } from './account-pages-handler.ts';
import { AccountRecords } from './account-records.ts';
import { Attempts } from './attempts.ts';
import { ClientDocuments } from './client-documents.ts';
import { KeyValueSpace } from './key-value-space.ts';
import { OidcHandler } from './oidc-handler.ts';
import { errorPages, logoutPages } from './oidc-pages.ts';
import { OidcRecords } from './oidc-records.ts';
import type { Outbound } from './outbound.ts';
import { OwnedPodStore } from './owned-pod-store.ts';
import { Passwords } from './passwords.ts';
import { ACCOUNT_COOKIE } from './places.ts';
import { PodTemplate } from './pod-template.ts';
import { SolidProvider } from './provider.ts';
import { ResetLinks } from './reset-links.ts';
import { Seeding } from './seeding.ts';
import type { ServerKeys } from './server-keys.ts';
import { SpaceCreator } from './space-creator.ts';
import { WebIdOwnership } from './webid-ownership.ts';

export interface OpenChassisArgs {
  readonly baseUrl: string;
  readonly loggingLevel: string;
  readonly storage: Storage;
  readonly addresses: Addresses;
  readonly outbound: Outbound;
  readonly parse: Rdf['parse'];
  readonly keys: ServerKeys;
}

export interface Chassis {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Adds what a seed file names and is missing. */
  sow(seedFile: string): Promise<void>;
}

type Stores = Awaited<ReturnType<typeof openStores>>;
type Wire = (variables: Readonly<Record<string, unknown>>) => JsonInteractionHandler;

const TEMPLATES = fileURLToPath(new URL('../templates/pod', import.meta.url));

export async function openChassis(args: OpenChassisArgs): Promise<Chassis> {
  setGlobalLoggerFactory(new StderrLoggerFactory(args.loggingLevel));
  const { baseUrl } = args;
  const stores = await openStores(args);
  const providerFactory = openProvider(args, stores);
  const handler = await wireApi(args, stores, providerFactory);
  const api = new AccountApi({ handler, baseUrl, attempts: stores.attempts });
  const pages = new AccountPagesHandler({ ...stores, baseUrl, api, providerFactory });
  const scripts = new AccountApiHandler({ ...stores, baseUrl, api, providerFactory });
  const oidc = new OidcHandler({ baseUrl, providerFactory });
  const seeding = new Seeding(stores);
  const basePath = new URL(baseUrl).pathname;
  return {
    async handle(request, response) {
      const { pathname } = new URL(request.url ?? '/', baseUrl);
      const place = pathname.slice(basePath.length);
      if (oidc.isFor(place)) return oidc.handle(request, response, place);
      if (await pages.handle(request, response)) return;
      if (!place.startsWith('.account/')) throw new Problem(404, 'no-such-place');
      response.setHeader('X-Content-Type-Options', 'nosniff');
      response.setHeader('X-Frame-Options', 'DENY');
      response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
      await scripts.handle(request, response);
    },
    sow: (seedFile) => seeding.sow(seedFile),
  };
}

async function openStores({ storage, addresses }: OpenChassisArgs) {
  const { keyValues } = storage;
  const records = new AccountRecords(keyValues);
  // The stores of the chassis call it by the interface only; its generic types have nothing to say about ours.
  const accountStorage = records as unknown as AccountLoginStorage<Record<string, never>>;
  const attempts = new Attempts(keyValues);
  const passwordStore = new Passwords(records, attempts);
  const accountStore = new BaseAccountStore(accountStorage);
  const webIdStore = new BaseWebIdStore(accountStorage);
  const clientCredentialsStore = new BaseClientCredentialsStore(accountStorage);
  const podStore = new OwnedPodStore({ accountStorage, storage, addresses });
  await passwordStore.define();
  for (const store of [accountStore, webIdStore, podStore, clientCredentialsStore])
    await store.handle();
  const template = await PodTemplate.load(TEMPLATES);
  return {
    attempts,
    accountStore,
    passwordStore,
    webIdStore,
    podStore,
    clientCredentialsStore,
    cookieStore: new BaseCookieStore(new KeyValueSpace(keyValues, 'cookies')),
    forgotPasswordStore: new ResetLinks(new KeyValueSpace(keyValues, 'resets')),
    spaces: new SpaceCreator({ storage, addresses, records, template }),
  };
}

function openProvider(args: OpenChassisArgs, stores: Stores): SolidProvider {
  const { baseUrl, storage, outbound, keys } = args;
  const { webIdStore, cookieStore, clientCredentialsStore } = stores;
  const documents = new ClientDocuments(new OidcRecords(storage.keyValues), outbound);
  return new SolidProvider({
    baseUrl,
    keys,
    adapterFactory: new ClientCredentialsAdapterFactory(
      documents,
      webIdStore,
      clientCredentialsStore,
    ),
    prompts: new AccountPromptFactory(webIdStore, cookieStore, ACCOUNT_COOKIE),
    clientCredentialsStore,
    renderError: errorPages(baseUrl),
    logoutPages: logoutPages(baseUrl),
  });
}

/** The routes of the API come from the chassis's own configuration, compiled by the build; what they act on is ours. */
async function wireApi(
  args: OpenChassisArgs,
  stores: Stores,
  providerFactory: SolidProvider,
): Promise<JsonInteractionHandler> {
  const { baseUrl, storage, addresses, outbound, parse } = args;
  const file = new URL('../wiring/account-api.js', import.meta.url).href;
  const { wire } = (await import(file)) as { readonly wire: Wire };
  const css = 'urn:solid-server:default:';
  return wire({
    [`${css}variable:baseUrl`]: baseUrl,
    [`${css}AccountStore`]: stores.accountStore,
    [`${css}CookieStore`]: stores.cookieStore,
    [`${css}PasswordStore`]: stores.passwordStore,
    [`${css}ForgotPasswordStore`]: stores.forgotPasswordStore,
    [`${css}WebIdStore`]: stores.webIdStore,
    [`${css}PodStore`]: stores.podStore,
    [`${css}ClientCredentialsStore`]: stores.clientCredentialsStore,
    'urn:traboule:default:SpaceCreator': stores.spaces,
    [`${css}IdentityProviderFactory`]: providerFactory,
    [`${css}OwnershipValidator`]: new WebIdOwnership({
      outbound,
      parse,
      tokens: new KeyValueSpace(storage.keyValues, 'identity-tokens'),
    }),
    [`${css}StorageLocationStrategy`]: {
      getStorageIdentifier: async ({ path }: { readonly path: string }) => {
        const target = addresses.targetOfUrl(path);
        if (target === undefined) throw new Error(`"${path}" is in no pod of this server.`);
        return { path: addresses.rootOf(target.pod) };
      },
    },
  });
}
