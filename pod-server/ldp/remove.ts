/** DELETE (Solid Protocol, §5.4): a resource goes with its auxiliaries; a container only when it is empty, the root never. */
import { needsOf } from '../authorization/needs.ts';
import { Problem } from '../http/problem.ts';
import { ACL_SUFFIX, ROOT } from '../storage/paths.ts';
import { isConditional, refuseUnmet } from './conditions.ts';
import { allowOf, writtenHeaders } from './headers.ts';
import { ownersDescribedBy, refuseOtherIssuers } from './protected.ts';
import { demand, mayRead, type Parts, permissionsOn, refusal, type Visit } from './visit.ts';
import { commit } from './write.ts';

export async function remove(parts: Parts, visit: Visit): Promise<void> {
  const { target, request, response } = visit;
  const { pod, path } = target;
  const found = await parts.storage.read(pod, [path]);
  if (found === undefined) throw new Problem(404, 'no-such-space');
  const { state } = found;
  const current = found.resources[0];
  await demand(
    parts,
    visit,
    state,
    needsOf({ method: 'DELETE', path, exists: current !== undefined }),
  );
  if (path === ROOT || path === ROOT + ACL_SUFFIX)
    throw new Problem(405, 'root-stays', {}, { Allow: allowOf(path) });
  refuseUnmet(request.headers, current);
  if (current === undefined) throw await nothingToDelete(parts, visit, state);
  const isProtected = ownersDescribedBy(target, state).length > 0;
  if (isProtected) await refuseOtherIssuers(parts, target, state, current, undefined);
  const looked = isProtected || isConditional(request.headers);
  await commit(parts, visit, {
    changes: [{ kind: 'delete', path }],
    preconditions: [
      { aclEpoch: state.aclEpoch },
      ...(looked ? [{ path, version: current.version }] : []),
    ],
  });
  response.writeHead(204, writtenHeaders(request, target, parts.addresses));
  response.end();
}

/** That nothing is there is told to those only who could have read it. */
async function nothingToDelete(
  parts: Parts,
  visit: Visit,
  state: Parameters<typeof permissionsOn>[2],
): Promise<Problem> {
  const { user } = await permissionsOn(parts, visit, state);
  return mayRead(user) ? new Problem(404, 'not-found') : refusal(parts, visit);
}
