/** PATCH (Solid Protocol, §5.3.1): what the patch itself needs is what the visitor must be allowed. */
import { refuseUselessAcl } from '../authorization/acl-document.ts';
import { needsOf } from '../authorization/needs.ts';
import { Problem } from '../http/problem.ts';
import { RDF_BYTES_MAX } from '../rdf/limits.ts';
import { isRdf, mediaTypeOf } from '../rdf/media-types.ts';
import { PATCH_TYPES, type Patch } from '../rdf/patch.ts';
import { DESCRIPTION_SUFFIX, isAcl, isContainer, subjectOf } from '../storage/paths.ts';
import {
  type Change,
  INLINE_BYTES_MAX,
  type Precondition,
  type Resource,
} from '../storage/storage.ts';
import { isConditional, refuseUnmet } from './conditions.ts';
import { refuseServerManaged } from './container-triples.ts';
import { wholeRdf } from './conversions.ts';
import { ACCEPT_PATCH } from './headers.ts';
import { readWhole } from './incoming.ts';
import { ownersDescribedBy, refuseOtherIssuers } from './protected.ts';
import { demand, type Parts, refusal, type Visit } from './visit.ts';
import {
  aclArguments,
  answerWritten,
  commit,
  containerOf,
  placeOf,
  refuseReservedNames,
} from './write.ts';

/** Reads and understands the patch, once for all tries. */
export async function incomingPatch(parts: Parts, visit: Visit): Promise<Patch> {
  const { request, target } = visit;
  const contentType = request.headers['content-type'];
  if (contentType === undefined) throw new Problem(400, 'content-type-missing');
  if (!PATCH_TYPES.includes(mediaTypeOf(contentType)))
    throw new Problem(415, 'patch-type', { types: ACCEPT_PATCH }, { 'Accept-Patch': ACCEPT_PATCH });
  if (!(Number(request.headers['content-length']) <= INLINE_BYTES_MAX))
    await refuseStrangers(parts, visit);
  const body = await readWhole(request, RDF_BYTES_MAX);
  return parts.rdf.readPatch(body, contentType, target.url);
}

/** What a patch needs stands in it; but who may do nothing at all need not send much of it. */
async function refuseStrangers(parts: Parts, visit: Visit): Promise<void> {
  const found = await parts.storage.read(visit.target.pod, []);
  if (found === undefined) throw new Problem(404, 'no-such-space');
  const { target, credentials, origin } = visit;
  const { user } = await parts.authorizer.permissions(target, found.state, credentials, origin);
  if (user === 0) throw refusal(parts, visit);
}

/**
 * A container is patched in its description. Every decision stands on one version, and the commit on that version too, so that
 * patches to one document follow each other and none is lost.
 */
export async function patch(parts: Parts, visit: Visit, change: Patch): Promise<void> {
  const { target, request } = visit;
  const { path } = target;
  const { state, current, missingContainers } = await placeOf(parts, visit);
  const exists = current !== undefined;
  await demand(
    parts,
    visit,
    state,
    needsOf({ method: 'PATCH', path, exists, missingContainers, patchNeeds: change.needs }),
  );
  refuseUnmet(request.headers, current);
  refuseReservedNames(path);
  const patched = isContainer(path) ? path + DESCRIPTION_SUFFIX : path;
  const document = isContainer(path) ? await descriptionOf(parts, visit) : current;
  if (document !== undefined && !isRdf(document.contentType))
    throw new Problem(409, 'patch-not-rdf', { type: mediaTypeOf(document.contentType) });
  const stored = document && {
    body: await wholeRdf(parts.storage, document),
    contentType: document.contentType,
  };
  const baseIri = isContainer(path) ? target.url + DESCRIPTION_SUFFIX : target.url;
  const result = await parts.rdf.patch(change, stored, baseIri);
  if (isAcl(path)) refuseUselessAcl(aclArguments(parts, visit, result.after));
  if (isContainer(subjectOf(path)) && !isAcl(path))
    refuseServerManaged([...change.deletes, ...result.after], containerOf(target));
  // Only of a profile: reading `after` of a large patch costs something.
  if (ownersDescribedBy(target, state).length > 0)
    await refuseOtherIssuers(parts, target, state, current, result.after);
  const make: readonly Change[] = isContainer(path) && !exists ? [{ kind: 'make', path }] : [];
  const changes: readonly Change[] = [
    ...make,
    { kind: 'put', path: patched, contentType: result.contentType, body: result.body },
  ];
  const preconditions: readonly Precondition[] = [
    { aclEpoch: state.aclEpoch },
    { path: patched, version: document?.version },
    ...(isContainer(path) && (!exists || isConditional(request.headers))
      ? [{ path, version: current?.version }]
      : []),
  ];
  answerWritten(parts, visit, await commit(parts, visit, { changes, preconditions }));
}

async function descriptionOf(parts: Parts, { target }: Visit): Promise<Resource | undefined> {
  const found = await parts.storage.read(target.pod, [target.path + DESCRIPTION_SUFFIX]);
  return found?.resources[0];
}
