/** POST (Solid Protocol, §5.3): a new member of a container, under a name that the server chooses. */
import { randomUUID } from 'node:crypto';
import { needsOf } from '../authorization/needs.ts';
import { Problem } from '../http/problem.ts';
import { isAuxiliary, isContainer, PATH_BYTES_MAX, SEGMENT_BYTES_MAX } from '../storage/paths.ts';
import { refuseUnmet } from './conditions.ts';
import { allowOf } from './headers.ts';
import { demand, type Parts, type Visit } from './visit.ts';
import {
  answerWritten,
  commit,
  containerChanges,
  documentChanges,
  type Incoming,
  type Place,
  placeOf,
} from './write.ts';

/** Of what a client wishes: room is left for what makes it unique, and for the names of auxiliaries. */
const NAME_BYTES_MAX = 200;
const NAME_WITH_RANDOM_BYTES_MAX = SEGMENT_BYTES_MAX - 16;

export async function post(parts: Parts, visit: Visit, body: Incoming): Promise<void> {
  const { target, request } = visit;
  const { pod, path } = target;
  const { state, current } = await placeOf(parts, visit);
  const exists = current !== undefined;
  await demand(parts, visit, state, needsOf({ method: 'POST', path, exists }));
  if (!isContainer(path)) throw new Problem(405, 'post-on-document', {}, { Allow: allowOf(path) });
  if (!exists) throw new Problem(404, 'not-found');
  refuseUnmet(request.headers, current);
  const isFolder = wantsContainer(request.headers.link);
  const made = await freePath(parts, visit, isFolder);
  const member = { ...visit, target: { pod, path: made, url: parts.addresses.urlOf(pod, made) } };
  const nothing: Place = { state, current: undefined, missingContainers: [] };
  const changes = isFolder
    ? await containerChanges(parts, member, body, nothing)
    : await documentChanges(parts, member, body, nothing);
  const preconditions = [
    { aclEpoch: state.aclEpoch },
    { path: made, version: undefined },
    ...(hasConditions(visit) ? [{ path, version: current.version }] : []),
  ];
  answerWritten(parts, member, await commit(parts, member, { changes, preconditions }));
}

function hasConditions({ request: { headers } }: Visit): boolean {
  return headers['if-match'] !== undefined || headers['if-unmodified-since'] !== undefined;
}

function wantsContainer(link: string | string[] | undefined): boolean {
  const links = Array.isArray(link) ? link.join(', ') : (link ?? '');
  return /<http:\/\/www\.w3\.org\/ns\/ldp#(Basic)?Container>\s{0,9};[^,]{0,99}rel="?type"?/.test(
    links,
  );
}

/** The name that was asked for and, should it be taken, at once one that cannot be: nobody searches. */
async function freePath(parts: Parts, { target, request }: Visit, isFolder: boolean) {
  const { pod, path } = target;
  const name = nameFrom(request.headers.slug);
  const found = await parts.storage.read(pod, [path + name, `${path}${name}/`]);
  const isFree = found?.resources.every((one) => one === undefined) ?? false;
  const made = `${path}${isFree ? name : withRandomPart(name)}${isFolder ? '/' : ''}`;
  if (Buffer.byteLength(made) > PATH_BYTES_MAX)
    throw new Problem(414, 'path-too-long', { bytesMax: PATH_BYTES_MAX });
  return made;
}

/**
 * A wish, not an order (RFC 5023, §9.7): what no name may hold becomes a hyphen. Throws Problem 403 for the name of an auxiliary
 * (Solid Protocol, §5.3, "POST with Slug on an auxiliary").
 */
function nameFrom(slug: string | string[] | undefined): string {
  const wish = decodedOrAsIs(String(slug ?? ''))
    .normalize('NFC')
    .trim()
    .replace(/\/+$/, '');
  if (isAuxiliary(wish)) throw new Problem(403, 'slug-auxiliary');
  const cleaned = wish.replace(/[^\p{L}\p{N}._~!$'()*+,;=@ -]/gu, '-').replace(/^[. ]+| +$/g, '');
  const isUsable = cleaned !== '' && Buffer.byteLength(cleaned) <= NAME_BYTES_MAX;
  return isUsable ? cleaned : randomUUID();
}

function decodedOrAsIs(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Before the ending, which says what the thing is. */
function withRandomPart(name: string): string {
  const random = `-${randomUUID()}`;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  const bytesLeft = NAME_WITH_RANDOM_BYTES_MAX - Buffer.byteLength(random + ending);
  return cutTo(name.slice(0, name.length - ending.length), bytesLeft) + random + ending;
}

/** Whole characters only. */
function cutTo(text: string, bytesMax: number): string {
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    cut += character;
  }
  return cut;
}
