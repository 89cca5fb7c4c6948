import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A JSON-LD document whose `@context` counts. */
type ContextDocument = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);

const OIDC = 'http://www.w3.org/ns/solid/oidc#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const address = (name: string) => ({ '@id': `${OIDC}${name}`, '@type': '@id' });
const addresses = (name: string) => ({ ...address(name), '@container': '@set' });

/** Solid-OIDC 0.1.0, §5.1: the words of a client identifier document. */
const solidOidc: ContextDocument = {
  '@context': {
    '@version': 1.1,
    '@protected': true,
    client_id: '@id',
    client_name: `${OIDC}client_name`,
    client_uri: address('client_uri'),
    logo_uri: address('logo_uri'),
    policy_uri: address('policy_uri'),
    tos_uri: address('tos_uri'),
    redirect_uris: addresses('redirect_uris'),
    post_logout_redirect_uris: addresses('post_logout_redirect_uris'),
    scope: `${OIDC}scope`,
    grant_types: { '@id': `${OIDC}grant_types`, '@container': '@set' },
    response_types: { '@id': `${OIDC}response_types`, '@container': '@set' },
    default_max_age: { '@id': `${OIDC}default_max_age`, '@type': `${XSD}integer` },
    require_auth_time: { '@id': `${OIDC}require_auth_time`, '@type': `${XSD}boolean` },
  },
};

/** The contexts that are known without asking anybody: a document must not make this server call another. */
const files: Readonly<Record<string, string>> = {
  'https://www.w3.org/ns/activitystreams': 'activitystreams',
  'http://www.w3.org/ns/activitystreams': 'activitystreams',
  'https://www.w3.org/ns/activitystreams.jsonld': 'activitystreams',
  'https://www.w3.org/ns/solid/notification/v1': 'notification',
  'https://www.w3.org/ns/solid/notifications-context/v1': 'notification',
};

const loaded = new Map<string, ContextDocument>([
  ['https://www.w3.org/ns/solid/oidc-context.jsonld', solidOidc],
]);

/** The context that this address names; undefined: not one of the few that come with the server. */
export function bundledContext(url: string): ContextDocument | undefined {
  const known = loaded.get(url);
  if (known || !Object.hasOwn(files, url)) return known;
  const path = require.resolve(`@solid/community-server/templates/contexts/${files[url]}.jsonld`);
  const document = JSON.parse(readFileSync(path, 'utf8')) as ContextDocument;
  loaded.set(url, document);
  return document;
}
