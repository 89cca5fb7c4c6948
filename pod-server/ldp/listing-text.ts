/** A container's listing as text (Solid Protocol, §4.2, "contained resource metadata"): written straight, because it can be long. */
import { encodeSegment, type Target } from '../http/addresses.ts';
import { mediaTypeOf } from '../rdf/media-types.ts';
import { isContainer, nameOf, ROOT } from '../storage/paths.ts';
import type { Child, Resource } from '../storage/storage.ts';

const LDP = 'http://www.w3.org/ns/ldp#';
const DCT = 'http://purl.org/dc/terms/';
const STAT = 'http://www.w3.org/ns/posix/stat#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const MEDIA_TYPES = 'http://www.w3.org/ns/iana/media-types/';
const STORAGE = 'http://www.w3.org/ns/pim/space#Storage';

/** One way to write a listing: what comes first, each child, what comes last. */
export interface ListingText {
  head(target: Target, container: Resource): string;
  child(target: Target, child: Child): string;
  tail(): string;
}

export const turtleListing: ListingText = {
  head: ({ path }, { modified }) =>
    [
      `@prefix ldp: <${LDP}>.`,
      `@prefix dct: <${DCT}>.`,
      `@prefix stat: <${STAT}>.`,
      `@prefix xsd: <${XSD}>.`,
      `<> a ldp:Container, ldp:BasicContainer, ldp:Resource${path === ROOT ? `, <${STORAGE}>` : ''};`,
      `  dct:modified "${instant(modified)}"^^xsd:dateTime; stat:mtime ${seconds(modified)}.`,
      '',
    ].join('\n'),
  child: (_, child) => {
    const name = `<./${encodedName(child.path)}>`;
    const common = `dct:modified "${instant(child.modified)}"^^xsd:dateTime; stat:mtime ${seconds(child.modified)}`;
    return isContainer(child.path)
      ? `<> ldp:contains ${name}.\n${name} a ldp:Container, ldp:BasicContainer, ldp:Resource; ${common}.\n`
      : `<> ldp:contains ${name}.\n${name} a ldp:Resource${mediaTypeIri(child, '<', '>')}; ${common}; stat:size ${child.size}.\n`;
  },
  tail: () => '',
};

export const jsonLdListing: ListingText = {
  head: ({ url, path }, { modified }) => {
    const types = [`${LDP}Container`, `${LDP}BasicContainer`, `${LDP}Resource`];
    if (path === ROOT) types.push(STORAGE);
    return `[${JSON.stringify({ '@id': url, '@type': types, ...times(modified) })}`;
  },
  child: ({ url }, child) => {
    const id = url + encodedName(child.path);
    const contains = `,{"@id":${JSON.stringify(url)},"${LDP}contains":[{"@id":${JSON.stringify(id)}}]}`;
    const types = isContainer(child.path)
      ? `"${LDP}Container","${LDP}BasicContainer","${LDP}Resource"`
      : `"${LDP}Resource"${mediaTypeIri(child, '"', '"')}`;
    const size = isContainer(child.path) ? '' : `,"${STAT}size":${child.size}`;
    return `${contains},{"@id":${JSON.stringify(id)},"@type":[${types}],"${DCT}modified":{"@type":"${XSD}dateTime","@value":"${instant(child.modified)}"},"${STAT}mtime":${seconds(child.modified)}${size}}`;
  },
  tail: () => ']\n',
};

function times(modified: number): Readonly<Record<string, unknown>> {
  return {
    [`${DCT}modified`]: { '@type': `${XSD}dateTime`, '@value': instant(modified) },
    [`${STAT}mtime`]: seconds(modified),
  };
}

/** A container keeps its slash. */
function encodedName(path: string): string {
  const name = encodeSegment(nameOf(path));
  return isContainer(path) ? `${name}/` : name;
}

/** As CSS writes it, and clients read it. */
function mediaTypeIri({ contentType }: Child, open: string, close: string): string {
  const type = mediaTypeOf(contentType);
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? `, ${open}${MEDIA_TYPES}${type}#Resource${close}` : '';
}

let lastSecond = -1;
let lastInstant = '';

/** Neighbours in a listing were often written in the same second. */
function instant(milliseconds: number): string {
  const second = seconds(milliseconds);
  if (second !== lastSecond) {
    lastSecond = second;
    lastInstant = `${new Date(second * 1_000).toISOString().slice(0, 19)}Z`;
  }
  return lastInstant;
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}
