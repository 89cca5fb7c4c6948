import type { AdapterFactory } from '@solid/community-server';
import { getLoggerFor, PassthroughAdapter } from '@solid/community-server';
import { LRUCache } from 'lru-cache';
import type { Outbound } from './outbound.ts';

const CONTEXT = 'https://www.w3.org/ns/solid/oidc-context.jsonld';
const DOCUMENTS_MAX = 500;
/** One sign-in asks for the document several times; an app that changed it waits no longer than this. */
const FRESH_MILLISECONDS = 60_000;

/** What a document may say of its client. Addresses that the provider would fetch are not among it. */
const FIELDS = [
  'client_name',
  'redirect_uris',
  'post_logout_redirect_uris',
  'client_uri',
  'logo_uri',
  'policy_uri',
  'tos_uri',
  'scope',
  'grant_types',
  'response_types',
  'default_max_age',
  'require_auth_time',
  'contacts',
  'jwks',
] as const;

type Adapter = ReturnType<AdapterFactory['createStorageAdapter']>;
type Payload = Parameters<Adapter['upsert']>[1];

/** Clients that say who they are in a document at their own address (Solid-OIDC, §5.1). */
export class ClientDocuments implements AdapterFactory {
  readonly #logger = getLoggerFor('ClientDocuments');
  readonly #source: AdapterFactory;
  readonly #outbound: Outbound;
  readonly #documents = new LRUCache<string, Payload>({
    max: DOCUMENTS_MAX,
    ttl: FRESH_MILLISECONDS,
  });

  public constructor(source: AdapterFactory, outbound: Outbound) {
    this.#source = source;
    this.#outbound = outbound;
  }

  public createStorageAdapter(name: string): Adapter {
    const source = this.#source.createStorageAdapter(name);
    if (name !== 'Client') return source;
    return new ClientAdapter(name, source, (id) => this.#find(id));
  }

  async #find(id: string): Promise<Payload | undefined> {
    const known = this.#documents.get(id);
    if (known !== undefined) return known;
    try {
      const { status, body } = await this.#outbound.fetch(id, {
        accept: 'application/ld+json, application/json;q=0.9',
      });
      if (status !== 200) throw new Error(`The client document answers ${status}.`);
      const payload = readClientDocument(id, body.toString('utf8'));
      this.#documents.set(id, payload);
      return payload;
    } catch (error) {
      // To the provider it is a client that does not exist; why stands in the log.
      this.#logger.warn(`No client at "${id}": ${String(error)}`);
      return undefined;
    }
  }
}

class ClientAdapter extends PassthroughAdapter {
  readonly #document: (id: string) => Promise<Payload | undefined>;

  public constructor(
    name: string,
    source: Adapter,
    document: (id: string) => Promise<Payload | undefined>,
  ) {
    super(name, source);
    this.#document = document;
  }

  public override async find(id: string): Promise<Payload | undefined> {
    const registered = (await super.find(id)) ?? undefined;
    if (registered !== undefined || !/^https?:\/\//.test(id)) return registered;
    return this.#document(id);
  }
}

/** Throws an Error that says what is wrong with the document. */
export function readClientDocument(id: string, text: string): Payload {
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Error('A client document is a JSON object.');
  const document = json as Readonly<Record<string, unknown>>;
  const contexts = [document['@context']].flat();
  if (!contexts.includes(CONTEXT)) throw new Error(`A client document has the context ${CONTEXT}.`);
  // Whoever serves a document may speak for its address only (Solid-OIDC, §5.1).
  if (document.client_id !== id) throw new Error('The document is about another client.');
  const fields = FIELDS.flatMap((name) =>
    document[name] === undefined ? [] : [[name, document[name]] as const],
  );
  return { ...Object.fromEntries(fields), client_id: id, token_endpoint_auth_method: 'none' };
}
