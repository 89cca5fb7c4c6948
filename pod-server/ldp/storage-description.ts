/** What a storage says of itself (Solid Protocol, §4.1, "storage description"): the same for everybody who asks. */
import { notificationServices } from '../feed/services.ts';
import type { Target } from '../http/addresses.ts';
import { Problem } from '../http/problem.ts';
import { TURTLE } from '../rdf/media-types.ts';
import { allowOrigin, DESCRIPTION_PLACE, READING } from './headers.ts';
import { negotiate } from './negotiation.ts';
import type { Parts, Visit } from './visit.ts';

const NOTIFY = 'http://www.w3.org/ns/solid/notifications#';
const SOLID = 'http://www.w3.org/ns/solid/terms#';
const SPACE = 'http://www.w3.org/ns/pim/space#';
const FRESH_SECONDS = 300;

export function isDescription({ path }: Target): boolean {
  return path === `/${DESCRIPTION_PLACE}`;
}

export async function sendDescription(parts: Parts, visit: Visit): Promise<void> {
  const { target, request, response, method } = visit;
  if (method !== 'GET' && method !== 'HEAD')
    throw new Problem(405, 'method-not-allowed', { method }, { Allow: READING });
  if ((await parts.storage.read(target.pod, [])) === undefined)
    throw new Problem(404, 'no-such-space');
  const type = negotiate(request.headers.accept, TURTLE);
  const turtle = Buffer.from(describe(parts, target));
  const body = type === TURTLE ? turtle : await parts.rdf.convert(turtle, TURTLE, type, target.url);
  allowOrigin(request, response);
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Cache-Control': `public, max-age=${FRESH_SECONDS}`,
    'X-Content-Type-Options': 'nosniff',
    Allow: READING,
  });
  response.end(method === 'HEAD' ? undefined : body);
}

function describe({ addresses }: Parts, { pod, url }: Target): string {
  const root = addresses.rootOf(pod);
  const lines = [
    `<${root}> a <${SPACE}Storage>; <${SOLID}storageDescription> <${url}>.`,
    `<${root}> <${SOLID}oidcIssuer> <${addresses.baseUrl}>.`,
  ];
  for (const { id, channelType, features } of notificationServices(addresses.baseUrl)) {
    const all = features.map((feature) => `<${feature}>`).join(', ');
    lines.push(`<${url}> <${NOTIFY}subscription> <${id}>.`);
    lines.push(`<${root}> <${NOTIFY}subscription> <${id}>.`);
    lines.push(`<${id}> <${NOTIFY}channelType> <${channelType}>; <${NOTIFY}feature> ${all}.`);
  }
  return `${lines.join('\n')}\n`;
}
