/** What a browser says with a request: which form of an answer, which language, which cookies, which form fields. */
import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

export type Language = 'fr' | 'en';

const LANGUAGES: readonly Language[] = ['fr', 'en'];
const LANGUAGE_COOKIE = 'lang';
const FORM_BYTES_MAX = 16_384;
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Whether a page is wanted, not data: HTML is asked for, and above `other`. */
export function prefersPage(request: IncomingMessage, other = 'application/json'): boolean {
  return weight(request, 'text/html', false) > weight(request, other, true);
}

/** The weight of a media type in Accept; a wildcard counts only for what programs ask for. */
export function weight(request: IncomingMessage, type: string, wildcards: boolean): number {
  const ranges = (request.headers.accept ?? '').split(',').map(readRange);
  const named = ranges.find(({ range }) => range === type);
  if (named !== undefined) return named.weight;
  if (!wildcards) return 0;
  const family = `${type.split('/')[0]}/*`;
  const wild = ranges.find(({ range }) => range === family || range === '*/*');
  return wild?.weight ?? 0;
}

export function isForm(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === FORM_TYPE;
}

/** The bytes of a body; one longer than `bytesMax` is refused with Problem 413. */
export async function readBody(
  request: IncomingMessage,
  bytesMax = FORM_BYTES_MAX,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Problem(413, 'form-too-large', { bytesMax });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The fields of a posted form; a longer body than any form of ours is refused. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams((await readBody(request)).toString('utf8'));
}

/** Refuses what another site sends in a person's name: browsers say where a form or script stood. */
export function refuseForeignSite(request: IncomingMessage, baseUrl: string): void {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  // "none" is a person who typed the address or opened a bookmark.
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== new URL(baseUrl).origin);
  if (foreign) throw new Problem(400, 'foreign-site');
}

export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return decode(value.join('='));
  }
  return undefined;
}

/** The language asked for in the address, else chosen before, else the browser's, else French. */
export function languageOf(request: IncomingMessage, address: URL): Language {
  return (
    chosenLanguage(address) ??
    asLanguage(cookieOf(request, LANGUAGE_COOKIE)) ??
    browserLanguage(request.headers['accept-language']) ??
    'fr'
  );
}

/** The cookie that remembers a choice made in the address. */
export function languageCookie(address: URL): string | undefined {
  const chosen = chosenLanguage(address);
  return chosen === undefined
    ? undefined
    : `${LANGUAGE_COOKIE}=${chosen}; Path=/; SameSite=Lax; Max-Age=31536000`;
}

function chosenLanguage(address: URL): Language | undefined {
  return asLanguage(address.searchParams.get('lang') ?? undefined);
}

/** The first language of ours in Accept-Language, by weight. */
function browserLanguage(header: string | undefined): Language | undefined {
  const ranges = (header ?? '').split(',').map(readRange);
  ranges.sort((one, other) => other.weight - one.weight);
  for (const { range, weight } of ranges) {
    const language = asLanguage(range.split('-')[0]);
    if (weight > 0 && language !== undefined) return language;
  }
  return undefined;
}

function asLanguage(text: string | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === text);
}

function readRange(entry: string): { readonly range: string; readonly weight: number } {
  const [range = '', ...parameters] = entry.trim().toLowerCase().split(';');
  const q = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find(Boolean);
  return { range: range.trim(), weight: q === undefined ? 1 : Number(q) };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
