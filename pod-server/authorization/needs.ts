/**
 * Which access modes an operation needs, on which resources: pure, so that it can be read beside the specification.
 *
 * Creation, decided as Web Access Control 1.0.0, §5.3.1 says. The MUST: "When an operation requests to create a resource as a
 * member of a container resource, the server MUST match an Authorization allowing the acl:Append or acl:Write access privilege (as
 * needed by the operation) on the resource to be created." What each operation needs stands in the method mapping of the section:
 * - PUT: "Creating a new resource requires acl:Append and/or acl:Write access to the container as well as acl:Write access to the
 *   (new) resource." So: Append on the container and Write on the new resource, by the rules that it would inherit.
 * - PATCH: "acl:Append can allow requests to insert […]. To create a new resource, acl:Append or acl:Write access mode to the
 *   container is additionally required." So: what the patch needs on the new resource, and Append on the container.
 * - POST: "can be used to create a new resource in a container […] with either acl:Append or acl:Write", and the target is the
 *   container. So: Append on the container and nothing else. The name is the server's choice, so no rule can be about it; an inbox
 *   that gives the public `acl:accessTo` Append and no `acl:default` must take messages (Linked Data Notifications), and the
 *   specification's own tests await 201 for it.
 * - Containers in between: "the server applies the same requirements for the create operation for each container". Making one
 *   only adds, so: Append on each missing container and, by the first rule, on the nearest one that exists.
 *
 * Deletion, same section: "the server MUST match Authorizations allowing the acl:Write access privilege on the resource and the
 * containing container."
 *
 * Auxiliaries are not members of a container, so their container is never asked. For an ACL document "the operation can only be
 * allowed with the acl:Control access mode" of its subject: `Authorizer.permissions` gives Read, Append and Write on the ACL to
 * whoever has Control of the subject, also where it does not exist yet, so the needs below are the same as for any document.
 */
import { isAuxiliary, parentOf } from '../storage/paths.ts';
import { APPEND, type Modes, READ, WRITE } from './modes.ts';

/** All of these modes on this resource. */
export interface Need {
  readonly path: string;
  readonly modes: Modes;
}

export interface Operation {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Of the request's target; for POST the container that takes the new member. */
  readonly path: string;
  readonly exists: boolean;
  /** For a PUT or PATCH that creates: the containers above that would be made too, in any order. */
  readonly missingContainers?: readonly string[];
  /** For PATCH: what the patch itself needs (Solid Protocol, §5.3.1). */
  readonly patchNeeds?: Modes;
}

/** OPTIONS needs nothing: it tells what the server can do, not what is there, and a browser's preflight carries no token. */
const nothing: readonly Need[] = [];

export function needsOf(operation: Operation): readonly Need[] {
  const { method, path } = operation;
  switch (method) {
    case 'OPTIONS':
      return nothing;
    case 'GET':
    case 'HEAD':
      return [{ path, modes: READ }];
    case 'POST':
      return [{ path, modes: APPEND }];
    case 'PUT':
      return [{ path, modes: WRITE }, ...creationNeeds(operation)];
    case 'PATCH':
      return [{ path, modes: operation.patchNeeds ?? WRITE }, ...creationNeeds(operation)];
    case 'DELETE':
      return [{ path, modes: WRITE }, ...removalNeeds(path)];
  }
}

function creationNeeds({ path, exists, missingContainers = [] }: Operation): readonly Need[] {
  if (exists || isAuxiliary(path)) return nothing;
  const containers = new Set<string>();
  for (const made of [path, ...missingContainers]) {
    if (made !== path) containers.add(made);
    const container = parentOf(made);
    if (container !== undefined) containers.add(container);
  }
  return [...containers].map((container) => ({ path: container, modes: APPEND }));
}

function removalNeeds(path: string): readonly Need[] {
  const container = isAuxiliary(path) ? undefined : parentOf(path);
  return container === undefined ? nothing : [{ path: container, modes: WRITE }];
}
