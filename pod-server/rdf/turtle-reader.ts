import { isUtf8 } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import { Parser, type Quad } from 'n3';
import { Problem } from '../http/problem.ts';
import { IRI_BYTES_MAX, NESTING_MAX, PREFIXES_MAX, RDF_BYTES_MAX } from './limits.ts';
import { N3, TURTLE } from './media-types.ts';
import { type Nesting, positionOf, turtleNesting } from './nesting.ts';
import { isPlainTurtle } from './plain-turtle.ts';
import { CheckingTerms, DocumentTerms, type TermMaker } from './terms.ts';

/** What n3 says of an error; its types leave this out. */
interface ParseError extends Error {
  readonly context?: {
    readonly token?: Place | undefined;
    readonly line: number;
    readonly previousToken?: Place | undefined;
  };
}

interface Place {
  readonly type: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface Reading {
  readonly quads: Quad[];
  readonly prefixes: Record<string, string>;
}

/** The document in a syntax of the Turtle family. Throws Problem 400, 413 or 422. */
export function readTurtle(body: Buffer, mediaType: string, baseIri: string): Reading {
  const text = textOf(body);
  refuseFormula(mediaType, refuseNesting(body, text));
  const reading: Reading = { quads: [], prefixes: {} };
  runParser({ text, mediaType, baseIri, terms: new DocumentTerms(text), reading });
  return reading;
}

/** Only whether `readTurtle` would succeed. */
export function checkTurtle(body: Buffer, mediaType: string, baseIri: string): void {
  refuseUnreadable(body);
  if (mediaType === TURTLE && isPlainTurtle(body, baseIri)) return;
  const text = body.toString('utf8');
  refuseFormula(mediaType, refuseNesting(body, text));
  runParser({ text, mediaType, baseIri, terms: new CheckingTerms(text) });
}

/** N3 with formulas and variables, for patches: the quads of a formula lie in the graph that the formula's node names. */
export function readFormulas(body: Buffer, baseIri: string): Reading {
  const text = textOf(body);
  refuseNesting(body, text);
  const reading: Reading = { quads: [], prefixes: {} };
  const terms = new DocumentTerms(text, { isFormulaAllowed: true });
  runParser({ text, mediaType: N3, baseIri, terms, reading });
  return reading;
}

/** The bytes as text. Throws Problem 413 when they are too many, 400 when they are no UTF-8. */
export function textOf(body: Buffer): string {
  refuseUnreadable(body);
  return body.toString('utf8');
}

function refuseUnreadable(body: Buffer): void {
  if (body.length > RDF_BYTES_MAX) throw new Problem(413, 'rdf-large', { bytesMax: RDF_BYTES_MAX });
  if (!isUtf8(body)) throw new Problem(400, 'rdf-encoding');
}

/** Throws Problem 422 before any parser sees a text with too many brackets in brackets. */
export function refuseNesting(body: Buffer, text: string): Nesting {
  const nesting = turtleNesting(body, NESTING_MAX);
  if (nesting.tooDeepAt !== -1) throw tooDeep(body, text, nesting.tooDeepAt);
  return nesting;
}

export function tooDeep(body: Buffer, text: string, byteOffset: number): Problem {
  const { line, column } = positionOf(text, body.toString('utf8', 0, byteOffset).length);
  return new Problem(422, 'rdf-nesting', { depthMax: NESTING_MAX, line, column });
}

/** An empty formula leaves no trace in the quads, so the bracket itself is the sign. */
function refuseFormula(mediaType: string, { curlies }: Nesting): void {
  if (mediaType === N3 && curlies > 0) throw new Problem(400, 'n3-formula');
}

interface Run {
  readonly text: string;
  readonly mediaType: string;
  readonly baseIri: string;
  readonly terms: TermMaker;
  /** Where the quads go; without it they are dropped. */
  readonly reading?: Reading;
}

/**
 * Hands the text to the parser as a stream of one piece: the only way to have it work at once, without a list of all tokens,
 * and stop at the first exception.
 */
function runParser({ text, mediaType, baseIri, terms, reading }: Run): void {
  const parser = new Parser({
    format: mediaType,
    baseIRI: baseIri,
    factory: terms as never,
    // Labels stay as they are written.
    blankNodePrefix: '_:',
  });
  const source = new WholeText();
  let prefixCount = 0;
  parser.parse(
    source as unknown as EventEmitter,
    (error: Error | null, quad: Quad | null | undefined) => {
      if (error) throw syntaxProblem(error, text);
      if (reading && quad) reading.quads.push(quad);
    },
    (prefix, iri) => {
      prefixCount++;
      if (prefixCount > PREFIXES_MAX) {
        throw new Problem(422, 'rdf-prefixes', { prefixesMax: PREFIXES_MAX });
      }
      if (reading) reading.prefixes[prefix] = typeof iri === 'string' ? iri : iri.value;
    },
  );
  try {
    source.send(text);
  } catch (error) {
    // Only a name of millions of characters makes the parser's regular expressions run out of stack.
    if (error instanceof RangeError) {
      throw new Problem(422, 'rdf-iri-long', { bytesMax: IRI_BYTES_MAX });
    }
    throw error;
  }
}

class WholeText {
  #onData: ((text: string) => void) | undefined;
  #onEnd: (() => void) | undefined;

  public on(event: string, listener: (text?: unknown) => void): this {
    if (event === 'data') this.#onData = listener;
    if (event === 'end') this.#onEnd = listener as () => void;
    return this;
  }

  public send(text: string): void {
    if (text !== '') this.#onData?.(text);
    this.#onEnd?.();
  }
}

const REASON_LENGTH_MAX = 160;

function syntaxProblem(error: ParseError, text: string): Problem {
  const line = error.context?.line ?? 1;
  return new Problem(400, 'rdf-syntax', {
    line,
    column: columnOf(error, text, line),
    reason: shortened(error.message.replace(/ on line \d+\.$/, '')),
  });
}

/** A parser quotes what it did not understand, and that may be the rest of a large text. */
export function shortened(reason: string): string {
  const oneLine = reason.replace(/\s+/g, ' ').trim();
  return oneLine.length > REASON_LENGTH_MAX ? `${oneLine.slice(0, REASON_LENGTH_MAX)}…` : oneLine;
}

/** n3 counts within a line from its first sign that is not white space, and after a literal of several lines from elsewhere. */
function columnOf({ context, message }: ParseError, text: string, line: number): number {
  const lineText = text.split(/\r\n|\n|\r/)[line - 1] ?? '';
  const indent = /^[ \t]*/.exec(lineText)?.[0].length ?? 0;
  const token = context?.token;
  if (token?.type === 'eof') return lineText.length + 1;
  if (token) return Math.min(indent + token.start, lineText.length) + 1;
  const previous = context?.previousToken;
  const from = previous?.line === line ? Math.min(indent + previous.end, lineText.length) : 0;
  const issue = /^Unexpected "(.*)" on line/s.exec(message)?.[1] ?? '';
  const at = lineText.indexOf(issue, from);
  return (at === -1 ? from : at) + 1;
}
