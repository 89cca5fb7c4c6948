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

/**
 * For GET and HEAD; true: the client has it already (304). Only the tag of the representation that would be sent counts, because
 * what a cache keeps in another type is not what was asked for. Throws Problem 412 when a precondition fails.
 */
export function isUnchanged(headers: IncomingHttpHeaders, current: Current, tag: string): boolean {
  refuseUnlessMatching(headers, current);
  const none = headers['if-none-match'];
  if (none !== undefined) return isAny(none) || tagsIn(none).some((one) => weakened(one) === tag);
  const since = headers['if-modified-since'];
  return since !== undefined && !isLater(current.modified, since) && isDate(since);
}

/** For everything but GET and HEAD. */
export function refuseUnmet(headers: IncomingHttpHeaders, current: Current | undefined): void {
  refuseUnlessMatching(headers, current);
  const none = headers['if-none-match'];
  if (none === undefined || current === undefined) return;
  const { version } = current;
  if (isAny(none) || tagsIn(none).some((tag) => versionIn(weakened(tag)) === version))
    throw new Problem(412, 'condition-none-match');
}

function refuseUnlessMatching(headers: IncomingHttpHeaders, current: Current | undefined): void {
  const match = headers['if-match'];
  if (match !== undefined) {
    const isMet =
      current !== undefined &&
      (isAny(match) || tagsIn(match).some((tag) => versionIn(tag) === current.version));
    if (!isMet) throw new Problem(412, 'condition-match');
    return;
  }
  const since = headers['if-unmodified-since'];
  if (since !== undefined && current !== undefined && isLater(current.modified, since))
    throw new Problem(412, 'condition-unmodified');
}

function isAny(list: string): boolean {
  return list.trim() === '*';
}

function tagsIn(list: string): readonly string[] {
  return list.split(',').map((tag) => tag.trim());
}

/** Weak tags count where nothing is lost by it: If-None-Match compares weakly, If-Match strongly (RFC 9110, §13.1). */
function weakened(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}

/** `"version"` or `"version-type"`: in whichever representation it was read, it is that version. */
function versionIn(tag: string): string | undefined {
  return /^"([^"-]+)(?:-[^"]*)?"$/.exec(tag)?.[1];
}

function isDate(date: string): boolean {
  return !Number.isNaN(Date.parse(date));
}

function isLater(modified: number, date: string): boolean {
  const time = Date.parse(date);
  // HTTP dates have whole seconds; one that cannot be read is ignored (RFC 9110, §13.1.3).
  return !Number.isNaN(time) && Math.floor(modified / 1_000) * 1_000 > time;
}
