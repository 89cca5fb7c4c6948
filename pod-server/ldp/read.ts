/** GET and HEAD (Solid Protocol, §5.2): a document as it is stored or converted, a container as its listing. */
import type { ServerResponse } from 'node:http';
import { Problem } from '../http/problem.ts';
import { mediaTypeOf } from '../rdf/media-types.ts';
import { ACL_SUFFIX, isAuxiliary, isContainer } from '../storage/paths.ts';
import type { PodRead, Resource } from '../storage/storage.ts';
import { isConditional, isUnchanged } from './conditions.ts';
import type { Conversions } from './conversions.ts';
import { foundHeaders } from './found-headers.ts';
import type { Listings } from './listings.ts';
import { entityTag, negotiate } from './negotiation.ts';
import { type Range, readRange } from './ranges.ts';
import { send } from './sending.ts';
import {
  type Found,
  mayRead,
  type Parts,
  permissionsOn,
  Race,
  refusal,
  type Visit,
} from './visit.ts';

export interface Reading {
  readonly conversions: Conversions;
  readonly listings: Listings;
}

export async function read(parts: Parts, reading: Reading, visit: Visit): Promise<void> {
  const { pod, path } = visit.target;
  const hasRules = !isAuxiliary(path);
  const found = await parts.storage.read(pod, hasRules ? [path, path + ACL_SUFFIX] : [path]);
  if (found === undefined) throw new Problem(404, 'no-such-space');
  const { state } = found;
  const [resource, document] = found.resources;
  const permissions = await permissionsOn(parts, visit, state, hasRules ? { document } : undefined);
  if (!mayRead(permissions.user)) throw refusal(parts, visit);
  if (resource === undefined) throw await nothingThere(parts, visit, found);
  if (isContainer(path)) await reading.listings.send(parts, visit, { resource, permissions });
  else await sendDocument(parts, reading, visit, { resource, permissions });
}

async function sendDocument(
  parts: Parts,
  { conversions }: Reading,
  visit: Visit,
  { resource, permissions }: Found,
): Promise<void> {
  const { request, response, target } = visit;
  const { headers } = request;
  const stored = mediaTypeOf(resource.contentType);
  const type = negotiate(headers.accept, resource.contentType);
  const tag = entityTag(resource.version, type, stored);
  const unchanged = isConditional(headers) && isUnchanged(headers, resource, tag);
  const out = foundHeaders(parts, visit, { resource, permissions }, tag);
  out.push('Accept-Ranges', 'bytes');
  if (unchanged) {
    response.writeHead(304, out);
    response.end();
    return;
  }
  if (type !== stored) {
    const body = await conversions.get(target, resource, type);
    out.push('Content-Type', type, 'Content-Length', String(body.length));
    response.writeHead(200, out);
    if (visit.method === 'HEAD') response.end();
    else endWith(response, body);
    return;
  }
  out.push('Content-Type', resource.contentType);
  const range = rangeOf(visit, resource, tag);
  if (range !== undefined) return sendPart(parts, visit, resource, range, out);
  out.push('Content-Length', String(resource.size));
  const { body } = resource;
  if (visit.method === 'HEAD') {
    response.writeHead(200, out);
    response.end();
  } else if (Buffer.isBuffer(body)) {
    response.writeHead(200, out);
    endWith(response, body);
  } else await send(parts.storage.openBody(body), response, { status: 200, headers: out });
}

/** A body up to here is sent in one piece with the head. */
const ONE_PIECE_BYTES_MAX = 16_384;

/** Node writes head and body at once only when both are text; as Latin-1 the bytes stay what they are. */
function endWith(response: ServerResponse, body: Buffer): void {
  if (body.length > ONE_PIECE_BYTES_MAX) response.end(body);
  else response.end(body.toString('latin1'), 'latin1');
}

/** A range of another version than the client has would give it a mixture (RFC 9110, §13.1.5). */
function rangeOf({ request, method }: Visit, resource: Resource, tag: string): Range | undefined {
  const { headers } = request;
  if (method !== 'GET' || headers.range === undefined) return undefined;
  const condition = headers['if-range'];
  if (condition !== undefined && condition !== tag) return undefined;
  return readRange(headers.range, resource.size);
}

async function sendPart(
  parts: Parts,
  { response }: Visit,
  { body, size }: Resource,
  range: Range,
  headers: string[],
): Promise<void> {
  const { start, end } = range;
  headers.push('Content-Range', `bytes ${start}-${end}/${size}`);
  headers.push('Content-Length', String(end - start + 1));
  if (!Buffer.isBuffer(body))
    return send(parts.storage.openBody(body, range), response, { status: 206, headers });
  response.writeHead(206, headers);
  response.end(body.subarray(start, end + 1));
}

/** Who forgot a container's slash is shown the way, if she may go it (Solid Protocol, §3.1). */
async function nothingThere(parts: Parts, visit: Visit, { state }: PodRead): Promise<Problem> {
  const { pod, path } = visit.target;
  if (isContainer(path)) return new Problem(404, 'not-found');
  const container = `${path}/`;
  const found = await parts.storage.read(pod, [container]);
  if (found?.state.aclEpoch !== state.aclEpoch) throw new Race();
  if (found.resources[0] === undefined) return new Problem(404, 'not-found');
  const url = parts.addresses.urlOf(pod, container);
  const target = { pod, path: container, url };
  const permissions = await permissionsOn(parts, { ...visit, target }, state);
  if (!mayRead(permissions.user)) return new Problem(404, 'not-found');
  const query = visit.request.url?.indexOf('?') ?? -1;
  const search = query === -1 ? '' : (visit.request.url?.slice(query) ?? '');
  return new Problem(308, 'container-slash', {}, { Location: url + search });
}
