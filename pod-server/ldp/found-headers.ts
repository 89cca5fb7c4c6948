import { commonHeaders, isolation, privacyHeaders, wacAllow } from './headers.ts';
import type { Found, Parts, Visit } from './visit.ts';

/** Of a document or a container that is sent: its version and time, who may do what, and what a browser may do with it. */
export function foundHeaders(
  parts: Parts,
  { request, target }: Visit,
  { resource, permissions }: Found,
  tag: string,
): string[] {
  const headers = commonHeaders(request, target, parts.addresses);
  headers.push(
    'ETag',
    tag,
    'Last-Modified',
    new Date(resource.modified).toUTCString(),
    'WAC-Allow',
    wacAllow(permissions),
    ...privacyHeaders(permissions.public),
    ...isolation(resource.contentType, parts.isOriginShared),
  );
  return headers;
}
