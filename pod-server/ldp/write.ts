/** PUT (Solid Protocol, §5.3): a body becomes a resource, whole or not at all; what POST shares with it. */
import type { Quad } from 'n3';
import { refuseUselessAcl } from '../authorization/acl-document.ts';
import { needsOf } from '../authorization/needs.ts';
import type { Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import { RDF_BYTES_MAX } from '../rdf/limits.ts';
import { isRdf, TURTLE } from '../rdf/media-types.ts';
import {
  ACL_SUFFIX,
  ancestorsOf,
  DESCRIPTION_SUFFIX,
  isAcl,
  isAuxiliary,
  isContainer,
  ROOT,
  subjectOf,
} from '../storage/paths.ts';
import type {
  Change,
  Commit,
  FeedEntry,
  PodState,
  Precondition,
  Resource,
  StagedBody,
} from '../storage/storage.ts';
import { refuseUnmet } from './conditions.ts';
import { type Container, refuseServerManaged } from './container-triples.ts';
import { writtenHeaders } from './headers.ts';
import { readOrStage, readWhole } from './incoming.ts';
import { ownersDescribedBy, refuseOtherIssuers } from './protected.ts';
import { refuseOutcome } from './refusals.ts';
import { demand, isMet, type Parts, type Visit } from './visit.ts';

/** Name, slash, name, parameters; nobody needs more than some 200 characters. */
const CONTENT_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}\s{0,9}(?:;.{0,255})?$/;

/** A body is read once, however often a race makes the decision be taken again. */
export interface Incoming {
  readonly contentType: string;
  /** Announced with no byte at all. */
  readonly isEmpty: boolean;
  get(): Promise<Buffer | StagedBody>;
  /** Forgets a staged body that no commit took. */
  discard(): Promise<void>;
}

export function incoming(parts: Parts, { request }: Visit): Incoming {
  const contentType = request.headers['content-type'];
  if (contentType === undefined || !CONTENT_TYPE.test(contentType))
    throw new Problem(400, 'content-type-missing');
  if (request.headers['content-range'] !== undefined) throw new Problem(400, 'content-range');
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Problem(415, 'content-encoding', {}, { 'Accept-Encoding': 'identity' });
  let body: Promise<Buffer | StagedBody> | undefined;
  return {
    contentType,
    isEmpty: request.headers['content-length'] === '0',
    get: () => {
      body ??= isRdf(contentType)
        ? readWhole(request, RDF_BYTES_MAX)
        : readOrStage(request, parts.storage);
      return body;
    },
    discard: async () => {
      const read = await body?.catch(() => undefined);
      if (read !== undefined && !Buffer.isBuffer(read)) await read.discard();
    },
  };
}

/** What lies at the target, and what is missing above it. */
export interface Place {
  readonly state: PodState;
  readonly current: Resource | undefined;
  readonly missingContainers: readonly string[];
}

/** A resource that exists lies in containers that exist: they are only looked at for a new one, in one snapshot with it. */
export async function placeOf(parts: Parts, { target }: Visit): Promise<Place> {
  const place = await placeBelow(parts, target, []);
  return place.current === undefined ? placeBelow(parts, target, ancestorsOf(target.path)) : place;
}

async function placeBelow(
  { storage }: Parts,
  { pod, path }: Target,
  containers: readonly string[],
): Promise<Place> {
  const found = await storage.read(pod, [path, ...containers]);
  if (found === undefined) throw new Problem(404, 'no-such-space');
  const [current, ...above] = found.resources;
  const missingContainers = containers.filter((_, index) => above[index] === undefined);
  return { state: found.state, current, missingContainers };
}

export async function put(parts: Parts, visit: Visit, body: Incoming): Promise<void> {
  const { target, request } = visit;
  const place = await placeOf(parts, visit);
  const { state, current, missingContainers } = place;
  const exists = current !== undefined;
  const { path } = target;
  await demand(parts, visit, state, needsOf({ method: 'PUT', path, exists, missingContainers }));
  refuseUnmet(request.headers, current);
  refuseReservedNames(path);
  const changes = isContainer(path)
    ? await containerChanges(parts, visit, body, place)
    : await documentChanges(parts, visit, body, place);
  const preconditions = await preconditionsOf(parts, visit, place);
  answerWritten(parts, visit, await commit(parts, visit, { changes, preconditions }));
}

/** A folder "x.acl/" would bar the way to the rules of "x", and rules of rules would rule nothing. */
export function refuseReservedNames(path: string): void {
  if (
    isAuxiliary(subjectOf(path)) ||
    path.includes(`${ACL_SUFFIX}/`) ||
    path.includes(`${DESCRIPTION_SUFFIX}/`)
  )
    throw new Problem(409, 'auxiliary-of-auxiliary');
}

/**
 * The rules are always those that were decided by. The version matters where the decision looked at it: for conditions, for what
 * must not change, and for whoever may overwrite but not create.
 */
async function preconditionsOf(
  parts: Parts,
  visit: Visit,
  { state, current, missingContainers }: Place,
): Promise<readonly Precondition[]> {
  const { path } = visit.target;
  const rules = { aclEpoch: state.aclEpoch };
  const { headers } = visit.request;
  const looked =
    current === undefined ||
    headers['if-match'] !== undefined ||
    headers['if-none-match'] !== undefined ||
    headers['if-unmodified-since'] !== undefined ||
    ownersDescribedBy(visit.target, state).length > 0 ||
    isContainer(path);
  if (!looked) {
    const creation = needsOf({ method: 'PUT', path, exists: false, missingContainers });
    const met = await Promise.all(creation.map((need) => isMet(parts, visit, state, need)));
    if (met.every(Boolean)) return [rules];
  }
  return [rules, { path, version: current?.version }];
}

export async function documentChanges(
  parts: Parts,
  visit: Visit,
  body: Incoming,
  { state, current }: Place,
): Promise<readonly Change[]> {
  const { target } = visit;
  const { path, url } = target;
  const { contentType } = body;
  if (isAuxiliary(path) && !isRdf(contentType)) throw new Problem(415, 'auxiliary-not-rdf');
  const bytes = await body.get();
  const isProtected = ownersDescribedBy(target, state).length > 0;
  if (!Buffer.isBuffer(bytes) || !isRdf(contentType)) {
    if (isProtected) await refuseOtherIssuers(parts, target, state, current, undefined);
  } else if (!isAuxiliary(path) && !isProtected) await parts.rdf.check(bytes, contentType, url);
  else {
    const { quads } = await parts.rdf.parse(bytes, contentType, url);
    refuseMeaningless(parts, visit, quads);
    if (isProtected) await refuseOtherIssuers(parts, target, state, current, quads);
  }
  return [{ kind: 'put', path, contentType, body: bytes }];
}

/** Rules that lock everybody out, and descriptions that say what only the server may. */
function refuseMeaningless(parts: Parts, visit: Visit, quads: readonly Quad[]): void {
  const { path } = visit.target;
  if (isAcl(path)) refuseUselessAcl(aclArguments(parts, visit, quads));
  else if (isAuxiliary(path) && isContainer(subjectOf(path)))
    refuseServerManaged(quads, containerOf(visit.target));
}

/** The container that its own address, or that of its description, means. */
export function containerOf({ path, url }: Target): Container {
  return {
    url: isContainer(path) ? url : url.slice(0, -DESCRIPTION_SUFFIX.length),
    isRoot: subjectOf(path) === ROOT,
  };
}

export function aclArguments(
  parts: Parts,
  { target }: Visit,
  quads: readonly Quad[],
): Parameters<typeof refuseUselessAcl>[0] {
  const subject = subjectOf(target.path);
  return {
    quads,
    aclUrl: target.url,
    subjectUrl: parts.addresses.urlOf(target.pod, subject),
    isRoot: subject === ROOT,
  };
}

/** A container's own triples are kept as its description; what it holds is the server's to say. */
export async function containerChanges(
  parts: Parts,
  { target }: Visit,
  body: Incoming,
  { current }: Place,
): Promise<readonly Change[]> {
  const { path, url } = target;
  const { contentType } = body;
  const make: readonly Change[] = current === undefined ? [{ kind: 'make', path }] : [];
  if (body.isEmpty && current === undefined) return make;
  if (!isRdf(contentType)) throw new Problem(415, 'container-not-rdf');
  const bytes = await body.get();
  if (!Buffer.isBuffer(bytes))
    throw new Problem(413, 'body-too-large', { bytesMax: RDF_BYTES_MAX });
  const document = await parts.rdf.parse(bytes, contentType, url);
  refuseServerManaged(document.quads, containerOf(target));
  if (document.quads.length === 0 && current === undefined) return make;
  // Written anew: what was relative to the container would be relative to its description.
  const description = await parts.rdf.serialize(document, TURTLE);
  return [
    ...make,
    { kind: 'put', path: path + DESCRIPTION_SUFFIX, contentType: TURTLE, body: description },
  ];
}

/** The entries that the feed now has; throws the problem, or Race, of a commit that was refused. */
export async function commit(
  parts: Parts,
  { target, credentials }: Visit,
  what: Pick<Commit, 'changes' | 'preconditions'>,
): Promise<readonly FeedEntry[]> {
  const { agent, client } = credentials;
  const outcome = await parts.storage.commit(target.pod, {
    ...what,
    ...(agent === undefined ? {} : { agent }),
    ...(client === undefined ? {} : { client }),
  });
  return outcome.kind === 'done' ? outcome.entries : refuseOutcome(outcome, target);
}

/** 201 or 204, by what the commit did, not by what was seen before. */
export function answerWritten(
  parts: Parts,
  { target, request, response }: Visit,
  entries: readonly FeedEntry[],
): void {
  const written = entries.findLast(({ path }) => path === target.path);
  const headers = writtenHeaders(request, target, parts.addresses);
  if (written !== undefined) headers.push('ETag', `"${written.version}"`);
  if (written?.kind === 'Create') {
    headers.push('Location', target.url, 'Content-Length', '0');
    response.writeHead(201, headers);
  } else response.writeHead(204, headers);
  response.end();
}
