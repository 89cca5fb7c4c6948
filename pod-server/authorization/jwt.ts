/** JSON Web Tokens (RFC 7515, compact form), taken apart by hand: a library costs three times the signature check itself. */
export type Json = Readonly<Record<string, unknown>>;

export interface Jwt {
  /** Undefined: no JSON object. */
  header(): Json | undefined;
  readonly payload: Json;
  /** As it stands in the token: the same for every proof that a client makes with one key. */
  readonly headerText: string;
  /** What was signed. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Three parts, none empty, in the base64url alphabet: an unsigned token does not pass. */
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Undefined for what has not the shape of a signed token; says nothing about the signature. */
export function parseJwt(token: string): Jwt | undefined {
  if (!SHAPE.test(token)) return undefined;
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  const headerText = token.slice(0, first);
  const payload = parsePart(token.slice(first + 1, second));
  if (payload === undefined) return undefined;
  return {
    header: () => parsePart(headerText),
    payload,
    headerText,
    signed: Buffer.from(token.slice(0, second), 'latin1'),
    signature: Buffer.from(token.slice(second + 1), 'base64url'),
  };
}

function parsePart(text: string): Json | undefined {
  try {
    return asObject(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): Json | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Json) : undefined;
}
