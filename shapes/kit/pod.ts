import type { Quad } from 'n3';
import { parseTurtle } from './turtle.ts';

/** The largest document, or container listing of ten thousand children, that is read or written. */
export const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;

/** A pod host that says nothing for so long is down. */
const REQUEST_MILLISECONDS_MAX = 30_000;

/** A pod host did not do what was asked. The message names a path, never a whole URL or a body. */
export class PodError extends Error {
  override readonly name = 'PodError';
  /** The HTTP status; 0 when the host could not be reached at all. */
  readonly status: number;
  /** What the host asks for in Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    message: string,
    details: ErrorOptions & { readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    super(message, details);
    this.status = status;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** A document as a pod holds it, whatever it says. */
export interface StoredText {
  readonly text: string;
  /** Only an ETag that can be compared byte by byte; If-Match refuses weak ones (RFC 9110, §13.1.1). */
  readonly strongETag: string | undefined;
}

export interface StoredDocument extends StoredText {
  readonly quads: readonly Quad[];
}

/** The document at `url`, or undefined when there is none. */
export async function getDocument(
  fetch: typeof globalThis.fetch,
  url: string,
): Promise<StoredDocument | undefined> {
  const stored = await getText(fetch, url);
  return stored && { ...stored, quads: parseTurtle(stored.text, url) };
}

/** The same, not parsed. */
export async function getText(
  fetch: typeof globalThis.fetch,
  url: string,
): Promise<StoredText | undefined> {
  const response = await send(
    fetch,
    url,
    { method: 'GET', headers: { accept: 'text/turtle' } },
    [404, 410],
  );
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const text = await readText(response, url);
  const etag = response.headers.get('etag');
  return { text, strongETag: etag?.startsWith('"') ? etag : undefined };
}

/**
 * Sends one request. Success and the expected statuses come back, everything else is a PodError.
 * The redirects of a pod host are followed by fetch itself.
 */
export async function send(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit & { readonly method: string },
  expected: readonly number[] = [],
): Promise<Response> {
  const response = await reach(fetch, url, init);
  const { status } = response;
  if (response.ok || expected.includes(status)) return response;
  await response.body?.cancel();
  throw new PodError(status, `${asked(init.method, url)}: ${meaningOf(status)}`, {
    retryAfterSeconds: secondsOf(response.headers.get('retry-after')),
  });
}

async function reach(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit & { readonly method: string },
): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_MILLISECONDS_MAX) });
  } catch (cause) {
    const message = `${asked(init.method, url)}: the pod host cannot be reached.`;
    throw new PodError(0, message, { cause });
  }
}

/** The whole body; one that breaks off or does not end in time is no answer. */
async function readText(response: Response, url: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readBytes(response, url));
  } catch (cause) {
    if (cause instanceof PodError) throw cause;
    throw new PodError(0, `${asked('GET', url)}: the answer of the pod host broke off.`, { cause });
  }
}

async function readBytes(response: Response, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) break;
    bytes += value.byteLength;
    if (bytes > DOCUMENT_BYTES_MAX) {
      await reader?.cancel();
      const message = `${asked('GET', url)}: it is larger than ${DOCUMENT_BYTES_MAX} bytes.`;
      throw new PodError(response.status, message);
    }
    chunks.push(value);
  }
  const all = new Uint8Array(bytes);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return all;
}

const asked = (method: string, url: string): string => `${method} ${new URL(url).pathname}`;

function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1_000));
}

function meaningOf(status: number): string {
  const meaning: Readonly<Record<number, string>> = {
    401: 'the pod host does not know who is asking (401).',
    403: 'the owner has not given this access (403).',
    404: 'there is nothing (404).',
    409: 'something else is there already (409).',
    412: 'somebody else changed it meanwhile (412).',
    413: 'the pod host finds it too large (413).',
    429: 'the pod host asks to slow down (429).',
    507: 'the pod is full (507).',
  };
  return meaning[status] ?? `the pod host answered ${status}.`;
}
