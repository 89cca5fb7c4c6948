import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A JSON-LD document whose `@context` counts. */
type ContextDocument = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);

const OIDC = 'http://www.w3.org/ns/solid/oidc#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const text = (name: string) => `${OIDC}${name}`;
const address = (name: string) => ({ '@id': `${OIDC}${name}`, '@type': '@id' });

/** The context of client identifier documents (Solid-OIDC 0.1.0, full JSON-LD context). */
const solidOidc: ContextDocument = {
  '@context': {
    '@version': 1.1,
    '@protected': true,
    oidc: OIDC,
    xsd: XSD,
    client_id: { '@id': '@id', '@type': '@id' },
    client_uri: address('client_uri'),
    logo_uri: address('logo_uri'),
    policy_uri: address('policy_uri'),
    tos_uri: address('tos_uri'),
    redirect_uris: { ...address('redirect_uris'), '@container': ['@id', '@set'] },
    require_auth_time: { '@id': `${OIDC}require_auth_time`, '@type': `${XSD}boolean` },
    default_max_age: { '@id': `${OIDC}default_max_age`, '@type': `${XSD}integer` },
    application_type: text('application_type'),
    client_name: text('client_name'),
    contacts: text('contacts'),
    grant_types: text('grant_types'),
    response_types: text('response_types'),
    scope: text('scope'),
    token_endpoint_auth_method: text('token_endpoint_auth_method'),
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
