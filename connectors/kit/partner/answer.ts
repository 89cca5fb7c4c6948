import { ConnectorError } from '../errors.ts';

/** What a partner answered, taken in whole and not yet believed. */
export interface PartnerAnswer {
  readonly status: number;
  /** The media type, without parameters, in lower case; '' when none was said. */
  readonly type: string;
  readonly headers: Headers;
  /** As they came, for what is no text, such as a bill. */
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly partner: string;
}

export interface Reading {
  readonly bytesMax: number;
  /** Takes the text of a good answer part by part, as it comes; the answer then holds none. */
  readonly take?: (text: string) => void;
}

/** Reads no further than the limit. */
export async function readAnswer(
  response: Response,
  partner: string,
  { bytesMax, take }: Reading,
): Promise<PartnerAnswer> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const parts: Uint8Array[] = [];
  const taken = response.ok && take !== undefined ? decoded(take) : undefined;
  for await (const chunk of chunksOf(response, partner, bytesMax)) {
    if (taken === undefined) parts.push(chunk);
    else taken.part(chunk);
  }
  taken?.end();
  const bytes = Buffer.concat(parts);
  return {
    status: response.status,
    type: type.trim().toLowerCase(),
    headers: response.headers,
    bytes,
    text: new TextDecoder().decode(bytes),
    partner,
  };
}

/** A character may lie in two chunks. */
function decoded(take: (part: string) => void) {
  const decoder = new TextDecoder();
  return {
    part: (chunk: Uint8Array) => take(decoder.decode(chunk, { stream: true })),
    end: () => take(decoder.decode()),
  };
}

async function* chunksOf(
  response: Response,
  partner: string,
  bytesMax: number,
): AsyncGenerator<Uint8Array> {
  const tooLong = (): ConnectorError =>
    invalid(partner, `an answer longer than ANSWER_BYTES_MAX (${bytesMax} bytes)`);
  if (Number(response.headers.get('content-length') ?? 0) > bytesMax) throw tooLong();
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLong();
    yield chunk;
  }
}

/** What a good answer holds: JSON, and said to be JSON. */
export function jsonOf({ type, text, partner }: PartnerAnswer): unknown {
  if (!/^application\/(?:[\w.+-]+\+)?json$/.test(type))
    throw invalid(partner, `${type || 'nothing'} where JSON is due`);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which can hold a customer's number.
    throw invalid(partner, 'JSON that breaks off or is malformed');
  }
}

/** The pause that a partner asks for, by length or by naming the hour (RFC 9110, §10.2.3); nothing when it names none. */
export interface AskedPause {
  readonly retryAfterSeconds?: number;
  readonly retryAt?: Date;
}

/** @example throw new ConnectorError('PARTNER_SLOW_DOWN', sentence, askedPauseOf(answer)) */
export function askedPauseOf({ headers }: Pick<PartnerAnswer, 'headers'>): AskedPause {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return { retryAfterSeconds: Number(text) };
  const retryAt = new Date(text);
  return /GMT$/.test(text) && !Number.isNaN(retryAt.getTime()) ? { retryAt } : {};
}

/** Code and message of a refusal, whichever of the usual forms it has; a page of a proxy has neither. */
export function complaintOf(text: string): { readonly code: string; readonly message: string } {
  const fields = fieldsOf(text);
  const textAt = (...names: string[]): string =>
    names.map((name) => fields.get(name)).find((value) => typeof value === 'string') ?? '';
  return {
    code: textAt('error', 'code'),
    message: textAt('error_description', 'description', 'message'),
  };
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  try {
    const body: unknown = JSON.parse(text);
    return new Map(
      Object.entries(body ?? {}).map(([name, value]) => [name, String(value)] as const),
    );
  } catch {
    return new Map();
  }
}

const invalid = (partner: string, what: string): ConnectorError =>
  new ConnectorError('PARTNER_ANSWER_INVALID', `${partner} sent ${what}`);
