import { PATH_BYTES_MAX, SEGMENT_BYTES_MAX } from '../storage/paths.ts';
import { Problem } from './problem.ts';

/** One resource of one pod, and the one way to write its address. */
export interface Target {
  readonly pod: string;
  readonly path: string;
  /** Canonical, absolute, without query. */
  readonly url: string;
}

export interface AddressesOptions {
  /** Where people reach the server; ends with a slash. */
  readonly baseUrl: string;
  /** One sub-domain a pod instead of one folder a pod. */
  readonly subdomains?: boolean;
}

const POD_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** What encodeURIComponent escapes although a path segment may hold it (RFC 3986, §3.3). */
const ALLOWED = /%(?:21|24|26|27|28|29|2A|2B|2C|3B|3D|3A|40)/g;
const PLAIN = /^[A-Za-z0-9\-._~/]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const FORBIDDEN = /[\u0000-\u001f\u007f\\]/;

/** Translates between addresses as the web sees them and (pod, path) as the storage names things. */
export class Addresses {
  readonly baseUrl: string;
  /** Parts of the base address; a URL would put them together anew at each look. */
  readonly #protocol: string;
  readonly #host: string;
  readonly #basePath: string;
  readonly #subdomains: boolean;

  public constructor({ baseUrl, subdomains = false }: AddressesOptions) {
    this.baseUrl = baseUrl;
    const { protocol, host, pathname } = new URL(baseUrl);
    this.#protocol = protocol;
    this.#host = host;
    this.#basePath = pathname;
    this.#subdomains = subdomains;
  }

  /** The root of a pod; ends with a slash. */
  public rootOf(pod: string): string {
    if (!this.#subdomains) return `${this.baseUrl}${pod}/`;
    return `${this.#protocol}//${pod}.${this.#host}${this.#basePath}`;
  }

  public urlOf(pod: string, path: string): string {
    return this.rootOf(pod) + encodePath(path).slice(1);
  }

  /**
   * What a request line and a Host header name; undefined: nothing of a pod, such as the origin's own pages.
   * Throws Problem 400 for a path that no resource can have.
   */
  public targetOf(host: string, requestTarget: string): Target | undefined {
    const query = requestTarget.indexOf('?');
    const raw = query === -1 ? requestTarget : requestTarget.slice(0, query);
    const basePath = this.#basePath;
    if (!raw.startsWith(basePath)) return undefined;
    if (this.#subdomains) {
      const pod = this.#podOfHost(host);
      return pod === undefined ? undefined : this.#target(pod, raw.slice(basePath.length - 1));
    }
    const slash = raw.indexOf('/', basePath.length);
    if (slash === -1) return undefined;
    const pod = raw.slice(basePath.length, slash);
    return POD_NAME.test(pod) ? this.#target(pod, raw.slice(slash)) : undefined;
  }

  /** What an absolute address names, when it is one of ours; undefined for everybody else's. */
  public targetOfUrl(url: string): Target | undefined {
    if (!URL.canParse(url)) return undefined;
    const { protocol, host, pathname } = new URL(url);
    if (protocol !== this.#protocol) return undefined;
    if (!this.#subdomains && host !== this.#host) return undefined;
    return this.targetOf(host, pathname);
  }

  /** Whether a Host header is one that this server answers for. */
  public isOwnHost(host: string): boolean {
    return host === this.#host || (this.#subdomains && this.#podOfHost(host) !== undefined);
  }

  #podOfHost(host: string): string | undefined {
    const suffix = `.${this.#host}`;
    if (!host.endsWith(suffix)) return undefined;
    const pod = host.slice(0, -suffix.length);
    return POD_NAME.test(pod) ? pod.toLowerCase() : undefined;
  }

  #target(pod: string, raw: string): Target {
    const path = PLAIN.test(raw) ? raw : decodePath(raw);
    refuseStrange(path);
    return { pod, path, url: this.urlOf(pod, path) };
  }
}

export function isPodName(name: string): boolean {
  return POD_NAME.test(name);
}

function encodePath(path: string): string {
  if (PLAIN.test(path)) return path;
  return path.split('/').map(encodeSegment).join('/');
}

/** One name of a path as an address spells it. */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(ALLOWED, decodeURIComponent);
}

function decodePath(raw: string): string {
  return raw
    .split('/')
    .map((segment) => {
      const decoded = decodeSegment(segment);
      if (decoded.includes('/') || FORBIDDEN.test(decoded))
        throw new Problem(400, 'path-character');
      return decoded.normalize('NFC');
    })
    .join('/');
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Problem(400, 'path-encoding');
  }
}

function refuseStrange(path: string): void {
  if (path.includes('//')) throw new Problem(400, 'path-empty-segment');
  if (path.includes('/.') && /\/\.{1,2}(\/|$)/.test(path)) throw new Problem(400, 'path-dots');
  if (path.length <= SEGMENT_BYTES_MAX && PLAIN.test(path)) return;
  if (Buffer.byteLength(path) > PATH_BYTES_MAX)
    throw new Problem(414, 'path-too-long', { bytesMax: PATH_BYTES_MAX });
  for (const segment of path.split('/'))
    if (Buffer.byteLength(segment) > SEGMENT_BYTES_MAX)
      throw new Problem(414, 'segment-too-long', { bytesMax: SEGMENT_BYTES_MAX });
}
