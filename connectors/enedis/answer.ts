import { ConnectorError } from '../kit/errors.ts';

/** A week of five-minute points is 200 kB; a tenfold answer is still read, a 10 MB one is not. */
export const ANSWER_BYTES_MAX = 2_000_000;

/** The text of an answer, read no further than the limit. */
export async function textOf(response: Response): Promise<string> {
  if (Number(response.headers.get('content-length') ?? 0) > ANSWER_BYTES_MAX) throw tooLong();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw tooLong();
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join('') + decoder.decode();
}

/** What a good answer holds: JSON, and said to be JSON. */
export function jsonOf(response: Response, text: string): unknown {
  const type = response.headers.get('content-type') ?? 'nothing';
  if (!/^application\/(?:[\w.+-]+\+)?json\b/.test(type)) {
    throw invalid(`Enedis sent ${type.split(';')[0]} where JSON is due`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which can hold a meter number.
    throw invalid('Enedis sent JSON that breaks off or is malformed');
  }
}

/** Code and message of a refusal, whichever of its forms it has; a page of a proxy has neither. */
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

const tooLong = (): ConnectorError =>
  invalid(`Enedis sent an answer longer than ANSWER_BYTES_MAX (${ANSWER_BYTES_MAX} bytes)`);

const invalid = (message: string): ConnectorError =>
  new ConnectorError('PARTNER_ANSWER_INVALID', message);
