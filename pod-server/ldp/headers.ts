/** The headers that tell a client what it got, what it may do, and where to go on (Solid Protocol, §2.2, §4, §5; WAC 1.0.0, §6). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MODE_NAMES, type Modes, type Permissions, READ } from '../authorization/modes.ts';
import { streamUrl } from '../feed/services.ts';
import type { Addresses, Target } from '../http/addresses.ts';
import { RDF_TYPES } from '../rdf/media-types.ts';
import { PATCH_TYPES } from '../rdf/patch.ts';
import {
  ACL_SUFFIX,
  DESCRIPTION_SUFFIX,
  isAcl,
  isAuxiliary,
  isContainer,
  ROOT,
} from '../storage/paths.ts';

const LDP = 'http://www.w3.org/ns/ldp#';
export const DESCRIPTION_PLACE = '.well-known/solid';
const STORAGE_DESCRIPTION = 'http://www.w3.org/ns/solid/terms#storageDescription';
/** No specification asks for it: clients of CSS find the stream of a resource so. */
const STREAM = 'http://www.w3.org/ns/solid/terms#updatesViaStreamingHttp2023';
/** With a longer address the headers could be more than clients take, which is 16 kB at many. */
const STREAM_URL_LENGTH_MAX = 2_048;

export const ACCEPT_PATCH = PATCH_TYPES.join(', ');
const ACCEPT_WRITE = [...RDF_TYPES, '*/*'].join(', ');

const METHODS = ['OPTIONS', 'HEAD', 'GET', 'PATCH', 'PUT', 'POST', 'DELETE'] as const;
const ON_DOCUMENT = 'OPTIONS, HEAD, GET, PATCH, PUT, DELETE';
const ON_CONTAINER = METHODS.join(', ');
export const READING = 'OPTIONS, HEAD, GET';
const ON_ROOT = 'OPTIONS, HEAD, GET, PATCH, PUT, POST';
const ON_ROOT_ACL = 'OPTIONS, HEAD, GET, PATCH, PUT';

const EXPOSED = [
  'Accept-Patch',
  'Accept-Post',
  'Accept-Put',
  'Accept-Ranges',
  'Allow',
  'Content-Range',
  'Content-Disposition',
  'ETag',
  'Last-Modified',
  'Link',
  'Location',
  'Retry-After',
  'Vary',
  'WAC-Allow',
  'WWW-Authenticate',
].join(', ');
/** What apps send, beside what every request may hold. */
const SENT = 'Accept, Authorization, Content-Type, DPoP, If-Match, If-None-Match, Link, Slug';
const PREFLIGHT_SECONDS = 7_200;
const VARY = 'Accept, Authorization, Origin';

/** Methods that a path takes (RFC 9110, §10.2.1); the root and its rules cannot be deleted (Solid Protocol, §5.4). */
export function allowOf(path: string): string {
  if (path === ROOT) return ON_ROOT;
  if (path === `/${DESCRIPTION_PLACE}`) return READING;
  if (isContainer(path)) return ON_CONTAINER;
  return path === ROOT + ACL_SUFFIX ? ON_ROOT_ACL : ON_DOCUMENT;
}

/** Name and value in turn, as node takes them at once; the caller adds what is of the representation. */
export function commonHeaders(
  request: IncomingMessage,
  target: Target,
  addresses: Addresses,
): string[] {
  const { path } = target;
  const allow = allowOf(path);
  const headers = [
    'Link',
    linksOf(target, addresses),
    'Allow',
    allow,
    'Vary',
    VARY,
    'X-Content-Type-Options',
    'nosniff',
  ];
  if (allow !== READING) headers.push('Accept-Patch', ACCEPT_PATCH, 'Accept-Put', ACCEPT_WRITE);
  if (isContainer(path)) headers.push('Accept-Post', ACCEPT_WRITE);
  addOrigin(headers, request);
  return headers;
}

/** What everybody may read may be kept and shown by other sites; the rest is nobody else's (Fetch, Cross-Origin-Resource-Policy). */
export function privacyHeaders(modes: Modes): readonly string[] {
  return (modes & READ) === 0 ? PRIVATE : PUBLIC;
}

const PRIVATE = [
  'Cache-Control',
  'private, no-store',
  'Cross-Origin-Resource-Policy',
  'same-origin',
];
const PUBLIC = ['Cache-Control', 'no-cache', 'Cross-Origin-Resource-Policy', 'cross-origin'];

function linksOf({ pod, path, url }: Target, addresses: Addresses): string {
  const description = `<${addresses.rootOf(pod)}${DESCRIPTION_PLACE}>; rel="${STORAGE_DESCRIPTION}"`;
  const type = `<${LDP}Resource>; rel="type"`;
  if (isAcl(path)) return `${type}, ${description}`;
  const rules = `<${aclUrlOf(path, url)}>; rel="acl"`;
  const rest = `${type}, ${description}${streamLink(addresses.baseUrl, url)}`;
  if (isAuxiliary(path)) return `${rules}, ${rest}`;
  const links = `${rules}, <${url}${DESCRIPTION_SUFFIX}>; rel="describedby", ${rest}`;
  if (!isContainer(path)) return links;
  const container = `${links}, <${LDP}Container>; rel="type", <${LDP}BasicContainer>; rel="type"`;
  return path === ROOT
    ? `${container}, <http://www.w3.org/ns/pim/space#Storage>; rel="type"`
    : container;
}

function streamLink(baseUrl: string, url: string): string {
  const stream = streamUrl(baseUrl, url);
  return stream.length > STREAM_URL_LENGTH_MAX ? '' : `, <${stream}>; rel="${STREAM}"`;
}

/** A description is ruled by its subject's rules. */
function aclUrlOf(path: string, url: string): string {
  return path.endsWith(DESCRIPTION_SUFFIX)
    ? url.slice(0, -DESCRIPTION_SUFFIX.length) + ACL_SUFFIX
    : url + ACL_SUFFIX;
}

const MODES_SAID = Array.from({ length: 16 }, (_, modes) =>
  MODE_NAMES.filter(([mode]) => (modes & mode) !== 0)
    .map(([, name]) => name)
    .join(' '),
);

/** WAC 1.0.0, §6.2. */
export function wacAllow(permissions: Permissions): string {
  return `user="${said(permissions.user)}",public="${said(permissions.public)}"`;
}

function said(modes: Modes): string {
  return MODES_SAID[modes & 15] ?? '';
}

/** What follows a write: where its rules and description lie, and what may be done next. */
export function writtenHeaders(
  request: IncomingMessage,
  target: Target,
  addresses: Addresses,
): string[] {
  const links = linksOf(target, addresses);
  const headers = ['Link', links, 'Allow', allowOf(target.path), 'Vary', VARY];
  addOrigin(headers, request);
  return headers;
}

function addOrigin(headers: string[], { headers: { origin } }: IncomingMessage): void {
  if (origin === undefined) return;
  headers.push(
    'Access-Control-Allow-Origin',
    origin,
    'Access-Control-Allow-Headers',
    SENT,
    'Access-Control-Expose-Headers',
    EXPOSED,
  );
}

/** For answers that go through setHeader, such as errors: a script must be able to read why. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  response.setHeader('Vary', VARY);
  if (origin === undefined) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', EXPOSED);
}

/** A browser asks before it sends (Fetch, CORS-preflight); nothing of the pod is looked at. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const asked = request.headers['access-control-request-headers'];
  response.writeHead(204, {
    'Access-Control-Allow-Origin': request.headers.origin ?? '*',
    'Access-Control-Allow-Methods': ON_CONTAINER,
    'Access-Control-Allow-Headers': asked ?? SENT,
    'Access-Control-Expose-Headers': EXPOSED,
    'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
    Vary: 'Origin, Access-Control-Request-Headers',
  });
  response.end();
}

/** What a browser would run or render with scripts. */
const ACTIVE =
  /^(text\/(html|xml|xsl|javascript|css)|application\/(xhtml\+xml|xml|javascript|ecmascript|pdf)|image\/svg\+xml|[\w.-]+\/[\w.-]+\+xml)\b/i;

/** Stored content never acts in the name of the server: it has no origin of its own, and on a shared one it is only a file. */
export function isolation(contentType: string, isOriginShared: boolean): readonly string[] {
  const sandbox = ['Content-Security-Policy', SANDBOX];
  return isOriginShared && ACTIVE.test(contentType)
    ? [...sandbox, 'Content-Disposition', 'attachment']
    : sandbox;
}

const SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'";
