/**
 * Who may vouch for a WebID is said on the account page only (reliability: whoever could add an issuer to the profile could become its
 * owner; Solid Security Considerations, "protected properties"). A write that changes what the profile says of it is refused.
 */
import type { Quad } from 'n3';
import type { Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import { isRdf } from '../rdf/media-types.ts';
import type { PodState, Resource } from '../storage/storage.ts';
import { wholeRdf } from './conversions.ts';
import type { Parts } from './visit.ts';

const OIDC_ISSUER = 'http://www.w3.org/ns/solid/terms#oidcIssuer';

/** The owners whose WebID document this is; usually none. */
export function ownersDescribedBy({ url }: Target, { owners }: PodState): readonly string[] {
  return owners.filter(
    (owner) => owner.startsWith(url) && (owner.length === url.length || owner[url.length] === '#'),
  );
}

/** `after` undefined: the document goes, or is RDF no longer. */
export async function refuseOtherIssuers(
  parts: Parts,
  target: Target,
  state: PodState,
  current: Resource | undefined,
  after: readonly Quad[] | undefined,
): Promise<void> {
  const owners = ownersDescribedBy(target, state);
  if (owners.length === 0) return;
  const before = current === undefined ? [] : await quadsOf(parts, target, current);
  if (issuersIn(before, owners) !== issuersIn(after ?? [], owners))
    throw new Problem(403, 'issuer-protected');
}

async function quadsOf(
  parts: Parts,
  { url }: Target,
  resource: Resource,
): Promise<readonly Quad[]> {
  if (!isRdf(resource.contentType)) return [];
  const body = await wholeRdf(parts.storage, resource);
  return (await parts.rdf.parse(body, resource.contentType, url)).quads;
}

/** As one text, so that two sets compare at once. */
function issuersIn(quads: readonly Quad[], owners: readonly string[]): string {
  const issuers = quads
    .filter(
      ({ subject, predicate }) => predicate.value === OIDC_ISSUER && owners.includes(subject.value),
    )
    .map(({ subject, object }) => `${subject.value} ${object.value}`);
  return [...new Set(issuers)].sort().join('\n');
}
