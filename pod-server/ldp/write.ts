/** PUT and POST (Solid Protocol, §5.3): a body becomes a resource, whole or not at all. */
import { randomUUID } from 'node:crypto';
import type { Quad } from 'n3';
import { refuseUselessAcl } from '../authorization/acl-document.ts';
import { needsOf } from '../authorization/needs.ts';
import { Problem } from '../http/problem.ts';
import { RDF_BYTES_MAX } from '../rdf/limits.ts';
import { isRdf } from '../rdf/media-types.ts';
import {
  ancestorsOf,
  DESCRIPTION_SUFFIX,
  isAcl,
  isAuxiliary,
  isContainer,
  ROOT,
  SEGMENT_BYTES_MAX,
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
import { refuseServerManaged } from './container-triples.ts';
import { allowOf, allowOrigin } from './headers.ts';
import { readOrStage, readWhole } from './incoming.ts';
import { ownersDescribedBy, refuseOtherIssuers } from './protected.ts';
import { refuseOutcome } from './refusals.ts';
import { demand, isMet, type Parts, type Visit } from './visit.ts';

/** A body is read once, however often a race makes the decision be taken again. */
export interface Incoming {
  readonly contentType: string;
  get(): Promise<Buffer | StagedBody>;
  /** Forgets a staged body that no commit took. */
  discard(): Promise<void>;
}

export function incoming(parts: Parts, { request }: Visit): Incoming {
  const contentType = request.headers['content-type'];
  if (contentType === undefined || !/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/.test(contentType))
    throw new Problem(400, 'content-type-missing');
  if (request.headers['content-range'] !== undefined) throw new Problem(400, 'content-range');
  if (request.headers['content-encoding'] !== undefined)
    throw new Problem(415, 'content-encoding', {}, { 'Accept-Encoding': 'identity' });
  let body: Promise<Buffer | StagedBody> | undefined;
  return {
    contentType,
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

/** What lies at the target and above it, in one trip. */
interface Place {
  readonly state: PodState;
  readonly current: Resource | undefined;
  readonly missingContainers: readonly string[];
}

export async function placeOf(parts: Parts, { target }: Visit): Promise<Place> {
  const containers = ancestorsOf(target.path);
  const found = await parts.storage.read(target.pod, [target.path, ...containers]);
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
  if (isAuxiliary(subjectOf(path))) throw new Problem(409, 'auxiliary-of-auxiliary');
  const changes = isContainer(path)
    ? await containerChanges(parts, visit, body, place)
    : await documentChanges(parts, visit, body, place);
  const preconditions = await preconditionsOf(parts, visit, place);
  const entries = await commit(parts, visit, { changes, preconditions });
  answerWritten(visit, entries, exists);
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

async function documentChanges(
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
  const { path, url } = visit.target;
  if (isAcl(path)) refuseUselessAcl(aclArguments(parts, visit, quads));
  else if (isAuxiliary(path) && isContainer(subjectOf(path)))
    refuseServerManaged(quads, url.slice(0, -DESCRIPTION_SUFFIX.length));
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
async function containerChanges(
  parts: Parts,
  { target }: Visit,
  body: Incoming,
  { current }: Place,
): Promise<readonly Change[]> {
  const { path, url } = target;
  const { contentType } = body;
  if (!isRdf(contentType)) throw new Problem(415, 'container-not-rdf');
  const bytes = await body.get();
  if (!Buffer.isBuffer(bytes))
    throw new Problem(413, 'body-too-large', { bytesMax: RDF_BYTES_MAX });
  const { quads } = await parts.rdf.parse(bytes, contentType, url);
  refuseServerManaged(quads, url);
  const make: readonly Change[] = current === undefined ? [{ kind: 'make', path }] : [];
  const description = path + DESCRIPTION_SUFFIX;
  if (quads.length === 0 && current === undefined) return make;
  return [...make, { kind: 'put', path: description, contentType, body: bytes }];
}

export async function post(parts: Parts, visit: Visit, body: Incoming): Promise<void> {
  const { target, request } = visit;
  const { pod, path } = target;
  const place = await placeOf(parts, visit);
  const { state, current } = place;
  await demand(
    parts,
    visit,
    state,
    needsOf({ method: 'POST', path, exists: current !== undefined }),
  );
  if (!isContainer(path)) throw new Problem(405, 'post-on-document', {}, { Allow: allowOf(path) });
  if (current === undefined) throw new Problem(404, 'not-found');
  refuseUnmet(request.headers, current);
  const isFolder = wantsContainer(request.headers.link);
  const name = nameFrom(request.headers.slug);
  // The name that was asked for, and should it be taken, one that cannot be.
  const wanted = path + name + (isFolder ? '/' : '');
  const taken = await parts.storage.read(pod, [path + name, `${path}${name}/`]);
  const isTaken = taken?.resources.some((one) => one !== undefined) ?? true;
  const made = isTaken ? `${path}${withRandomPart(name)}${isFolder ? '/' : ''}` : wanted;
  const member = { ...visit, target: { pod, path: made, url: parts.addresses.urlOf(pod, made) } };
  const nothing: Place = { state, current: undefined, missingContainers: [] };
  const changes = isFolder
    ? await containerChanges(parts, member, body, nothing)
    : await documentChanges(parts, member, body, nothing);
  const preconditions = [{ aclEpoch: state.aclEpoch }, { path: made, version: undefined }];
  const entries = await commit(parts, member, { changes, preconditions });
  answerWritten(member, entries, false);
}

function wantsContainer(link: string | string[] | undefined): boolean {
  const links = Array.isArray(link) ? link.join(', ') : (link ?? '');
  return /<http:\/\/www\.w3\.org\/ns\/ldp#(Basic)?Container>\s*;[^,]*rel="?type"?/.test(links);
}

/** A wish, not an order (RFC 5023, §9.7): what no name may hold becomes a hyphen. */
function nameFrom(slug: string | string[] | undefined): string {
  const wish = String(slug ?? '');
  const cleaned = decodedOrAsIs(wish)
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._~!$'()*+,;=@ -]/gu, '-')
    .trim()
    .replace(/^\.+|\/+$/g, '');
  const isUsable =
    cleaned !== '' && !isAuxiliary(cleaned) && Buffer.byteLength(cleaned) <= SEGMENT_BYTES_MAX;
  return isUsable ? cleaned : randomUUID();
}

function decodedOrAsIs(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Before the ending, which says what the thing is. */
function withRandomPart(name: string): string {
  const random = randomUUID();
  const dot = name.lastIndexOf('.');
  const stem = (dot > 0 ? name.slice(0, dot) : name).slice(0, 64);
  const ending = dot > 0 ? name.slice(dot).slice(0, 32) : '';
  return `${stem}-${random}${ending}`;
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

export function answerWritten(
  { target, request, response }: Visit,
  entries: readonly FeedEntry[],
  existed: boolean,
): void {
  allowOrigin(request, response);
  const version = entries.findLast(({ path }) => path === target.path)?.version;
  if (version !== undefined) response.setHeader('ETag', `"${version}"`);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (existed) response.writeHead(204);
  else response.writeHead(201, { Location: target.url, 'Content-Length': '0' });
  response.end();
}
