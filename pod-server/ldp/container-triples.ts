/** What the server alone says of a container, and nobody can write (Solid Protocol, §5.3, "protect contained resource metadata"). */
import type { Quad } from 'n3';
import { Problem } from '../http/problem.ts';

const LDP = 'http://www.w3.org/ns/ldp#';
const STAT = 'http://www.w3.org/ns/posix/stat#';
const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const MODIFIED = 'http://purl.org/dc/terms/modified';
const MEDIA_TYPES = 'http://www.w3.org/ns/iana/media-types/';
const STORAGE = 'http://www.w3.org/ns/pim/space#Storage';

export interface Container {
  readonly url: string;
  readonly isRoot: boolean;
}

/** Throws Problem 409 when the triples say what only the server may say of this container or of what it holds. */
export function refuseServerManaged(quads: readonly Quad[], container: Container): void {
  for (const quad of quads)
    if (isServerManaged(quad, container))
      throw new Problem(409, 'containment-protected', { property: quad.predicate.value });
}

function isServerManaged(
  { subject, predicate, object }: Quad,
  { url, isRoot }: Container,
): boolean {
  if (predicate.value === `${LDP}contains`) return true;
  if (!subject.value.startsWith(url) || subject.value.includes('#')) return false;
  if (predicate.value.startsWith(STAT) || predicate.value === MODIFIED) return true;
  if (predicate.value !== RDF_TYPE) return false;
  // Types that it has anyway may be repeated; a storage is made by the account page only.
  return object.value === STORAGE ? !isRoot : object.value.startsWith(MEDIA_TYPES);
}
