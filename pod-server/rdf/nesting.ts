/** Looks at the brackets of a text before any parser does: costs a few nanoseconds a byte whatever the text. */

export interface Nesting {
  /** The deepest bracket. */
  readonly depth: number;
  /** Offset of the bracket that went past `depthMax`; -1 when none did. */
  readonly tooDeepAt: number;
  /** How many curly brackets open: in N3 each is a formula. */
  readonly curlies: number;
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;
const LESS = 0x3c;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;
const OPEN_CURLY = 0x7b;

const LOOK_CLOSER = 2;
/** +1 for what opens, -1 for what closes, 2 for what needs a closer look, 0 for the rest; by byte. */
const kindsTurtle = kindsOf('([{', ')]}', '"\'#<\\');
const kindsJson = kindsOf('[{', ']}', '"');

/** Brackets of Turtle, TriG, N3 and SPARQL (their strings, comments and IRIs are the same). */
export function turtleNesting(body: Buffer, depthMax: number): Nesting {
  return nesting(body, depthMax, kindsTurtle);
}

/** How many formulas a text in N3 opens. */
export function turtleCurlies(body: Buffer): number {
  return turtleNesting(body, body.length).curlies;
}

export function jsonNesting(body: Buffer, depthMax: number): Nesting {
  return nesting(body, depthMax, kindsJson);
}

function nesting(body: Buffer, depthMax: number, kinds: Int8Array): Nesting {
  let depth = 0;
  let deepest = 0;
  let curlies = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] as number;
    const kind = kinds[byte] as number;
    if (kind === 0) continue;
    if (kind === LOOK_CLOSER) {
      at = endOf(body, at, byte);
      continue;
    }
    depth += kind;
    if (byte === OPEN_CURLY) curlies++;
    deepest = Math.max(deepest, depth);
    if (depth > depthMax) return { depth, tooDeepAt: at, curlies };
  }
  return { depth: deepest, tooDeepAt: -1, curlies };
}

/** Offset of the last byte of the string, comment, IRI or escape that begins at `start`. */
function endOf(body: Buffer, start: number, byte: number): number {
  switch (byte) {
    case HASH: {
      const end = body.indexOf(LINE_FEED, start);
      return end === -1 ? body.length : end;
    }
    case LESS:
      return endOfIri(body, start);
    case BACKSLASH:
      return start + 1;
    default:
      return endOfString(body, start, byte);
  }
}

/** A '<' that no '>' follows before white space is an operator, not an IRI. */
function endOfIri(body: Buffer, start: number): number {
  for (let at = start + 1; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === GREATER) return at;
    if (byte <= SPACE || byte === LESS || byte === QUOTE) return start;
  }
  return start;
}

function endOfString(body: Buffer, start: number, quote: number): number {
  if (body[start + 1] === quote && body[start + 2] === quote) {
    return endOfLongString(body, start + 3, quote);
  }
  for (let at = start + 1; at < body.length; at++) {
    const byte = body[at];
    if (byte === BACKSLASH) at++;
    // A short string ends with its line at the latest; the parser will say so.
    else if (byte === quote || byte === LINE_FEED) return at;
  }
  return body.length;
}

function endOfLongString(body: Buffer, from: number, quote: number): number {
  for (let at = from; at < body.length; at++) {
    const byte = body[at];
    if (byte === BACKSLASH) at++;
    else if (byte === quote && body[at + 1] === quote && body[at + 2] === quote) return at + 2;
  }
  return body.length;
}

function kindsOf(open: string, close: string, special: string): Int8Array {
  const kinds = new Int8Array(256);
  for (const [characters, kind] of [
    [open, 1],
    [close, -1],
    [special, LOOK_CLOSER],
  ] as const) {
    for (const character of characters) kinds[character.charCodeAt(0)] = kind;
  }
  return kinds;
}

/** Where an offset lies, for people: both count from 1, columns in UTF-16 code units. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: Math.min(offset, text.length) - lineStart + 1 };
}
