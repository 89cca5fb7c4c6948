import { Problem } from '../http/problem.ts';
import { positionOf } from './nesting.ts';

/** Parses JSON; throws Problem 400 'rdf-syntax' with the place of the first mistake, which JSON.parse does not tell on Node 20. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { offset, reason } = findMistake(text);
    throw new Problem(400, 'rdf-syntax', { ...positionOf(text, offset), reason });
  }
}

interface Mistake {
  readonly offset: number;
  readonly reason: string;
}

const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings must not hold them.
const IN_STRING = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** What may come next: a value, a value or the end of its array, a key, a key or the end of its object, a colon, or the end. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/** Walks through JSON (RFC 8259) with a list for a stack, so that depth costs nothing. */
function findMistake(text: string): Mistake {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = endOf(SPACE, text, at);
    const inner = open.at(-1);
    if (expected === ', or end' && inner === undefined) {
      return { offset: at, reason: 'Expected nothing more' };
    }
    const step = take(text, at, expected, inner);
    if (step === undefined) return { offset: at, reason: reasonOf(text, at, expected, inner) };
    if (step.opens) open.push(step.opens);
    if (step.closes) open.pop();
    at = step.end;
    expected = step.next;
  }
}

interface Step {
  readonly end: number;
  readonly next: Expected;
  readonly opens?: '[' | '{';
  readonly closes?: true;
}

function take(
  text: string,
  at: number,
  expected: Expected,
  inner: '[' | '{' | undefined,
): Step | undefined {
  const sign = text[at];
  switch (expected) {
    case ':':
      return sign === ':' ? { end: at + 1, next: 'value' } : undefined;
    case ', or end':
      if (sign === ',') return { end: at + 1, next: inner === '[' ? 'value' : 'key' };
      return closing(sign, at, inner);
    case 'key':
    case 'key or }':
      if (expected === 'key or }' && sign === '}') return closing(sign, at, inner);
      return after(endOfString(text, at), ':');
    default:
      if (expected === 'value or ]' && sign === ']') return closing(sign, at, inner);
      return takeValue(text, at);
  }
}

function takeValue(text: string, at: number): Step | undefined {
  const sign = text[at];
  if (sign === '[') return { end: at + 1, next: 'value or ]', opens: '[' };
  if (sign === '{') return { end: at + 1, next: 'key or }', opens: '{' };
  return after(sign === '"' ? endOfString(text, at) : endOf(SCALAR, text, at), ', or end');
}

function closing(sign: string | undefined, at: number, inner: '[' | '{' | undefined) {
  const isRight = (sign === ']' && inner === '[') || (sign === '}' && inner === '{');
  return isRight ? ({ end: at + 1, next: ', or end', closes: true } as const) : undefined;
}

function after(end: number, next: Expected): Step | undefined {
  return end === -1 ? undefined : { end, next };
}

/** Piece by piece: one expression for a whole string would run out of stack on a long one. */
function endOfString(text: string, start: number): number {
  if (text[start] !== '"') return -1;
  let at = endOf(IN_STRING, text, start + 1);
  while (text[at] === '\\') {
    const end = endOf(ESCAPE, text, at);
    if (end === -1) return -1;
    at = endOf(IN_STRING, text, end);
  }
  return text[at] === '"' ? at + 1 : -1;
}

function endOf(token: RegExp, text: string, at: number): number {
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : -1;
}

function reasonOf(
  text: string,
  at: number,
  expected: Expected,
  inner: '[' | '{' | undefined,
): string {
  const wanted = expected === ', or end' ? `, or ${inner === '[' ? ']' : '}'}` : expected;
  const found = at < text.length ? `"${text.slice(at, at + 1)}"` : 'the end of the text';
  return `Expected ${wanted} but found ${found}`;
}
