/**
 * Paths inside one pod, as the storage names resources: decoded, starting with "/"; a container's path ends with "/".
 * The pod's root container is "/". What an address looks like outside (percent-encoding, host) is not known here.
 */

/** Auxiliary resources belong to a subject, are not contained, and go when it goes (Solid Protocol, §4.3). */
export const ACL_SUFFIX = '.acl';
export const DESCRIPTION_SUFFIX = '.meta';

/** The longest path: a storage key must hold pod name and path. */
export const PATH_BYTES_MAX = 1_536;
export const SEGMENT_BYTES_MAX = 255;

export const ROOT = '/';

export function isContainer(path: string): boolean {
  return path.charCodeAt(path.length - 1) === 0x2f;
}

/** The container that holds a path; undefined for the root. */
export function parentOf(path: string): string | undefined {
  if (path === ROOT) return undefined;
  return path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
}

/** The last segment, without the slash of a container. */
export function nameOf(path: string): string {
  const end = isContainer(path) ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

/** The containers above a path, nearest first, the root last. */
export function ancestorsOf(path: string): readonly string[] {
  const ancestors: string[] = [];
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) ancestors.push(at);
  return ancestors;
}

export function isAcl(path: string): boolean {
  return path.endsWith(ACL_SUFFIX);
}

export function isAuxiliary(path: string): boolean {
  return path.endsWith(ACL_SUFFIX) || path.endsWith(DESCRIPTION_SUFFIX);
}

/** The resource that an auxiliary belongs to; a path that is no auxiliary is its own subject. */
export function subjectOf(path: string): string {
  if (path.endsWith(ACL_SUFFIX)) return path.slice(0, -ACL_SUFFIX.length);
  if (path.endsWith(DESCRIPTION_SUFFIX)) return path.slice(0, -DESCRIPTION_SUFFIX.length);
  return path;
}
