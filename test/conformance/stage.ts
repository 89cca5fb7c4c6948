/** Two people with a pod each, somebody who is nobody, and a server that may be anyone's. */
import { Parser, Store } from 'n3';
import { type Answer, anonymousClient, type Client, clientOf } from '../kit/client.ts';
import {
  type Citizen,
  createCitizen,
  type PodServer,
  type StartOptions,
} from '../kit/pod-servers.ts';
import { makePublicContainer, startServerUnderTest } from '../kit/server-under-test.ts';

export const LDP = 'http://www.w3.org/ns/ldp#';
export const ACL = 'http://www.w3.org/ns/auth/acl#';
export const FOAF = 'http://xmlns.com/foaf/0.1/';
export const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
export const STORAGE = 'http://www.w3.org/ns/pim/space#Storage';
export const STORAGE_DESCRIPTION = 'http://www.w3.org/ns/solid/terms#storageDescription';

export interface Stage {
  readonly server: PodServer;
  readonly anaïs: Citizen;
  readonly bilal: Citizen;
  /** Anaïs, who owns the pod in which everything happens. */
  readonly owner: Client;
  /** Bilal, who is known but has no rights of his own. */
  readonly other: Client;
  readonly anybody: Client;
  /** A container in which anybody may read and write. */
  readonly open: string;
  /** A container of which only its owner may know. */
  readonly closed: string;
  /** A new container in the open one. */
  newPlace(): Promise<string>;
  close(): Promise<void>;
}

const password = 'une phrase assez longue';

export async function setStage(options: StartOptions = {}): Promise<Stage> {
  const server = await startServerUnderTest(options);
  const anaïs = await createCitizen(server, {
    email: 'a@exemple.invalid',
    password,
    name: 'anais',
  });
  const bilal = await createCitizen(server, {
    email: 'b@exemple.invalid',
    password,
    name: 'bilal',
  });
  const open = await makePublicContainer(anaïs, 'open');
  const owner = clientOf(anaïs.fetch);
  const closed = `${anaïs.podUrl}closed/`;
  await lay(owner, closed, '');
  const anybody = anonymousClient(server.baseUrl);
  let places = 0;
  return {
    server,
    anaïs,
    bilal,
    owner,
    other: clientOf(bilal.fetch),
    anybody,
    open,
    closed,
    newPlace: async () => {
      places += 1;
      const place = `${open}place-${places}/`;
      await expectStatus(owner, 201, { method: 'PUT', url: place, body: '' });
      return place;
    },
    close: async () => {
      await anybody.close();
      await server.close();
    },
  };
}

const TURTLE = { 'content-type': 'text/turtle' };

/** Turtle into a place; an error unless the server takes it. */
export async function lay(client: Client, url: string, body: string): Promise<Answer> {
  const answer = await client.ask({ method: 'PUT', url, headers: TURTLE, body });
  if (answer.status >= 300) throw new Error(`PUT ${url}: ${inShort(answer)}`);
  return answer;
}

/** One fact in the description of something; says where the description is. */
export async function describeIt(client: Client, url: string): Promise<string> {
  const [description] = linksOf(await client.ask({ method: 'HEAD', url }), 'describedby', url);
  if (description === undefined) throw new Error(`${url} names no description.`);
  const body = `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
<> a solid:InsertDeletePatch; solid:inserts { <${url}> <https://vocab.exemple.invalid/b> "told". }.`;
  const headers = { 'content-type': 'text/n3' };
  const answer = await client.ask({ method: 'PATCH', url: description, headers, body });
  if (answer.status >= 300) throw new Error(`PATCH ${description}: ${inShort(answer)}`);
  return description;
}

async function expectStatus(
  client: Client,
  status: number,
  request: { readonly method: string; readonly url: string; readonly body?: string },
): Promise<void> {
  const answer = await client.ask({ ...request, headers: TURTLE });
  if (answer.status !== status && answer.status !== 205)
    throw new Error(`${request.method} ${request.url}: ${inShort(answer)}`);
}

function inShort({ status, body }: Answer): string {
  return `${status} ${body.toString().slice(0, 300)}`;
}

/** What a document says. */
export async function graphAt(client: Client, url: string): Promise<Store> {
  const answer = await client.ask({ method: 'GET', url, headers: { accept: 'text/turtle' } });
  if (answer.status !== 200) throw new Error(`GET ${url}: ${inShort(answer)}`);
  return new Store(new Parser({ baseIRI: url }).parse(answer.body.toString()));
}

export async function childrenOf(client: Client, container: string): Promise<readonly string[]> {
  const graph = await graphAt(client, container);
  return graph.getObjects(container, `${LDP}contains`, null).map(({ value }) => value);
}

/** Targets of the links with this relation, absolute. */
export function linksOf({ headers }: Answer, relation: string, base: string): readonly string[] {
  const links = (headers.link ?? '').matchAll(/<([^>]*)>\s*;([^<]*)/g);
  return [...links]
    .filter(([, , parameters = '']) => {
      const [, quoted, plain] = /rel\s*=\s*(?:"([^"]*)"|([^;,\s]*))/.exec(parameters) ?? [];
      return (quoted ?? plain ?? '').split(/\s+/).includes(relation);
    })
    .map(([, target = '']) => new URL(target, base).href);
}

/** The parts of a header that is a list. */
export function listOf(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Where the access rules of something are. */
export async function aclOf(client: Client, url: string): Promise<string> {
  const [acl] = linksOf(await client.ask({ method: 'HEAD', url }), 'acl', url);
  if (acl === undefined) throw new Error(`${url} names no ACL.`);
  return acl;
}
