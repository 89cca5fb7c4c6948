/** One request to a pod, as the files of this room hand it on. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../authorization/authenticator.ts';
import type { Authorizer, OwnAcl } from '../authorization/authorizer.ts';
import { type Credentials, type Modes, type Permissions, READ } from '../authorization/modes.ts';
import type { Need } from '../authorization/needs.ts';
import type { Addresses, Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import type { Rdf } from '../rdf/rdf.ts';
import type { PodState, Resource, Storage } from '../storage/storage.ts';

export interface Parts {
  readonly storage: Storage;
  readonly addresses: Addresses;
  readonly rdf: Rdf;
  readonly authenticator: Pick<Authenticator, 'authenticate' | 'challenge'>;
  readonly authorizer: Pick<Authorizer, 'permissions'>;
  /** Pods share one origin: what a browser could run is then only handed over as a file. */
  readonly isOriginShared: boolean;
}

export interface Visit {
  readonly target: Target;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly credentials: Credentials;
  /** The site whose script asks, when a browser says so. */
  readonly origin: string | undefined;
}

/** A resource that was found, and what the visitor may do with it. */
export interface Found {
  readonly resource: Resource;
  readonly permissions: Permissions;
}

/** Somebody read or wrote meanwhile what this request was decided by: read again and decide anew. Never leaves the room. */
export class Race extends Error {
  override readonly name = 'Race';
}

/** Who may not is told nothing else: the answer is the same for what exists and what does not (WAC 1.0.0, §8). */
export function refusal(parts: Parts, { credentials }: Visit): Problem {
  if (credentials.agent !== undefined) return new Problem(403, 'access-refused');
  const challenge = { 'WWW-Authenticate': parts.authenticator.challenge };
  return new Problem(401, 'sign-in-needed', {}, challenge);
}

/** What the visitor may do with the target itself, by the rules of the same moment as `state`. */
export async function permissionsOn(
  parts: Parts,
  visit: Visit,
  state: PodState,
  own?: OwnAcl,
): Promise<Permissions> {
  const { target, credentials, origin } = visit;
  const decision = await parts.authorizer.permissions(target, state, credentials, origin, own);
  if (decision.aclEpoch !== state.aclEpoch) throw new Race();
  return decision;
}

/** Throws the refusal unless every need is met. */
export async function demand(
  parts: Parts,
  visit: Visit,
  state: PodState,
  needs: readonly Need[],
): Promise<void> {
  for (const need of needs)
    if (!(await isMet(parts, visit, state, need))) throw refusal(parts, visit);
}

export async function isMet(
  parts: Parts,
  visit: Visit,
  state: PodState,
  { path, modes }: Need,
): Promise<boolean> {
  const { pod } = visit.target;
  const at =
    path === visit.target.path
      ? visit.target
      : { pod, path, url: parts.addresses.urlOf(pod, path) };
  const { user } = await parts.authorizer.permissions(at, state, visit.credentials, visit.origin);
  return (user & modes) === modes;
}

export function mayRead(modes: Modes): boolean {
  return (modes & READ) !== 0;
}
