/** Which representation a client wants (RFC 9110, §12.5.1). */

import { Problem } from '../http/problem.ts';
import { isRdf, mediaTypeOf, RDF_TYPES } from '../rdf/media-types.ts';

const RANGES_MAX = 100;

/** Of an entity tag, so that two representations of one version differ. */
const SHORT: Readonly<Record<string, string>> = {
  'text/turtle': 'ttl',
  'application/ld+json': 'jsonld',
  'application/n-triples': 'nt',
  'application/n-quads': 'nq',
  'application/trig': 'trig',
  'text/n3': 'n3',
};

/**
 * The media type to answer with: the stored one when it is liked as much as any other, else the best of those that it can be
 * converted to. Throws Problem 406 that lists what there is.
 */
export function negotiate(accept: string | undefined, contentType: string): string {
  const stored = mediaTypeOf(contentType);
  if (accept === undefined || accept === '*/*' || accept === stored) return stored;
  const ranges = readRanges(accept);
  const offered = isRdf(stored) ? [stored, ...RDF_TYPES.filter((one) => one !== stored)] : [stored];
  let best: string | undefined;
  let most = 0;
  for (const type of offered) {
    const liked = weightOf(type, ranges);
    if (liked > most) {
      most = liked;
      best = type;
    }
  }
  if (best === undefined) throw new Problem(406, 'not-acceptable', { types: offered.join(', ') });
  return best;
}

/** The entity tag of a representation: strong, made of the version. */
export function entityTag(version: string, type: string, stored: string): string {
  return type === stored ? `"${version}"` : `"${version}-${SHORT[type] ?? 'other'}"`;
}

interface Range {
  readonly type: string;
  readonly weight: number;
}

function readRanges(accept: string): readonly Range[] {
  return accept
    .split(',', RANGES_MAX)
    .map((entry) => {
      const [type = '', ...parameters] = entry.toLowerCase().split(';');
      const q = parameters.map((one) => /^\s*q\s*=\s*([\d.]+)\s*$/.exec(one)?.[1]).find(Boolean);
      const weight = q === undefined ? 1 : Number(q);
      return { type: type.trim(), weight: Number.isNaN(weight) ? 0 : Math.min(weight, 1) };
    })
    .filter(({ type }) => type.includes('/'));
}

/** The most specific range that fits decides, whatever its weight. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const family = `${type.slice(0, type.indexOf('/'))}/*`;
  for (const wanted of [type, family, '*/*']) {
    const found = ranges.find((range) => range.type === wanted);
    if (found !== undefined) return found.weight;
  }
  return 0;
}
