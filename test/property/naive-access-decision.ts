/**
 * Web Access Control 1.0.0 a second time, slow and word for word over the triples, so that the engine's compiled rules have
 * something to be compared with. Shares no line with the engine, and no idea: here each question is a graph pattern (§5.3.3).
 */
import type { Quad } from 'n3';

type Mode = 'Read' | 'Append' | 'Write' | 'Control';

export interface NaiveWorld {
  readonly root: string;
  /** The triples of the ACL documents, by the address of their subject. */
  readonly documents: ReadonlyMap<string, readonly Quad[]>;
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly owners: readonly string[];
  readonly exists: ReadonlySet<string>;
}

export interface NaiveRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly agent: string | undefined;
  readonly origin: string | undefined;
  readonly patchModes: readonly Mode[];
}

export function aclIri(name: string): string {
  return `http://www.w3.org/ns/auth/acl#${name}`;
}

/** §5.3.1, method by method. */
export function isAllowed(world: NaiveWorld, request: NaiveRequest): boolean {
  const { method, url } = request;
  const may = (resource: string, mode: Mode) => hasAccess(world, request, resource, mode);
  if (url.endsWith('.acl')) return may(url.slice(0, -'.acl'.length), 'Control');
  const isDescription = url.endsWith('.meta');
  const resource = isDescription ? url.slice(0, -'.meta'.length) : url;
  const container = isDescription ? undefined : containerOf(world, resource);
  const creates = !isDescription && !world.exists.has(resource) && container !== undefined;
  const mayCreate = () => !creates || may(container, 'Append') || may(container, 'Write');
  switch (method) {
    case 'GET':
    case 'HEAD':
      return may(resource, 'Read');
    case 'POST':
      return may(resource, 'Append') || may(resource, 'Write');
    case 'PUT':
      return may(resource, 'Write') && mayCreate();
    case 'PATCH':
      return request.patchModes.every((mode) => may(resource, mode)) && mayCreate();
    case 'DELETE':
      return may(resource, 'Write') && (container === undefined || may(container, 'Write'));
  }
}

function containerOf({ root }: NaiveWorld, resource: string): string | undefined {
  return resource === root
    ? undefined
    : new URL(resource.endsWith('/') ? '..' : '.', resource).href;
}

function hasAccess(
  world: NaiveWorld,
  request: NaiveRequest,
  resource: string,
  mode: Mode,
): boolean {
  // §4.2.1: control is implicitly granted to owners.
  if (mode === 'Control' && world.owners.some((owner) => owner === request.agent)) return true;
  // §5.3: access to a limitation of a mode is granted if either mode is allowed.
  const sufficient: readonly Mode[] = mode === 'Append' ? ['Append', 'Write'] : [mode];
  return sufficient.some((one) => matches(world, request, resource, one));
}

/** §5.3.2: an Authorization for the agent, and with an Origin header one for the origin, unless the mode is everybody's. */
function matches(world: NaiveWorld, request: NaiveRequest, resource: string, mode: Mode): boolean {
  const authorizations = applicable(world, resource).filter((properties) =>
    properties.has(aclIri('mode'), aclIri(mode)),
  );
  const some = (predicate: string, object: string) =>
    authorizations.some((properties) => properties.has(aclIri(predicate), object));
  if (some('agentClass', 'http://xmlns.com/foaf/0.1/Agent')) return true;
  const { agent, origin } = request;
  if (agent === undefined) return false;
  const inGroup = [...world.members].some(
    ([group, members]) => members.includes(agent) && some('agentGroup', group),
  );
  if (!inGroup && !some('agent', agent) && !some('agentClass', aclIri('AuthenticatedAgent')))
    return false;
  const named = authorizations.filter((properties) => properties.has(aclIri('origin')));
  return origin === undefined || named.length === 0 || some('origin', origin);
}

interface Properties {
  has(predicate: string, object?: string): boolean;
}

/** §5.1 and §5.2: the Authorizations of the nearest ACL document that speak of this resource. */
function applicable(world: NaiveWorld, resource: string): readonly Properties[] {
  let holder: string | undefined = resource;
  while (holder !== undefined && !world.documents.has(holder)) holder = containerOf(world, holder);
  if (holder === undefined) return [];
  const quads = world.documents.get(holder) ?? [];
  const target = holder === resource ? 'accessTo' : 'default';
  const subjects = new Set(quads.map(({ subject }) => subject.id));
  return [...subjects]
    .map((id) => ({
      has: (predicate: string, object?: string) =>
        quads.some(
          (quad) =>
            quad.subject.id === id &&
            quad.predicate.value === predicate &&
            (object === undefined || quad.object.value === object),
        ),
    }))
    .filter(
      ({ has }) =>
        has('http://www.w3.org/1999/02/22-rdf-syntax-ns#type', aclIri('Authorization')) &&
        has(aclIri(target), holder),
    );
}
