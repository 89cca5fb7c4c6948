/** Conditional requests (RFC 9110, §13). Validators are versions; times only serve clients that know nothing better. */
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../http/problem.ts';

export interface Current {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export function isConditional(headers: IncomingHttpHeaders): boolean {
  return (
    headers['if-match'] !== undefined ||
    headers['if-none-match'] !== undefined ||
    headers['if-unmodified-since'] !== undefined ||
    headers['if-modified-since'] !== undefined
  );
}

/** Throws Problem 412 when a precondition of a write or read fails; true: the client has it already (304). */
export function isUnchanged(headers: IncomingHttpHeaders, current: Current | undefined): boolean {
  refuseUnlessMatching(headers, current);
  const none = headers['if-none-match'];
  if (none !== undefined) return current !== undefined && matches(none, current.version);
  const since = headers['if-modified-since'];
  return since !== undefined && current !== undefined && !isLater(current.modified, since);
}

/** For everything but GET and HEAD. */
export function refuseUnmet(headers: IncomingHttpHeaders, current: Current | undefined): void {
  refuseUnlessMatching(headers, current);
  const none = headers['if-none-match'];
  if (none !== undefined && current !== undefined && matches(none, current.version))
    throw new Problem(412, 'condition-none-match');
}

function refuseUnlessMatching(headers: IncomingHttpHeaders, current: Current | undefined): void {
  const match = headers['if-match'];
  if (match !== undefined) {
    if (current === undefined || !matches(match, current.version))
      throw new Problem(412, 'condition-match');
    return;
  }
  const since = headers['if-unmodified-since'];
  if (since !== undefined && current !== undefined && isLater(current.modified, since))
    throw new Problem(412, 'condition-unmodified');
}

/** Whether a list of entity tags names the version, in whichever representation it was read. */
export function matches(list: string, version: string): boolean {
  if (list.trim() === '*') return true;
  return list.split(',').some((tag) => versionIn(tag.trim()) === version);
}

/** `"version"` or `"version-type"`; a weak tag names the same version. */
function versionIn(tag: string): string | undefined {
  const quoted = /^(?:W\/)?"([^"]*)"$/.exec(tag)?.[1];
  return quoted?.split('-')[0];
}

function isLater(modified: number, date: string): boolean {
  const time = Date.parse(date);
  // HTTP dates have whole seconds; one that cannot be read is ignored (RFC 9110, §13.1.3).
  return !Number.isNaN(time) && Math.floor(modified / 1_000) * 1_000 > time;
}
