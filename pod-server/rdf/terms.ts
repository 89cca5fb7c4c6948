import { DataFactory, type Quad, type Term } from 'n3';
import { Problem } from '../http/problem.ts';
import { IRI_BYTES_MAX, LITERAL_BYTES_MAX } from './limits.ts';

/** The factory methods that parsers call; ours also keep the limits, so that no second walk over the quads is needed. */
export interface TermMaker {
  namedNode(iri: string): unknown;
  blankNode(label?: string): unknown;
  literal(value: string, languageOrDatatype?: unknown): unknown;
  variable(name: string): unknown;
  defaultGraph(): unknown;
  quad(subject: unknown, predicate: unknown, object: unknown, graph?: unknown): unknown;
}

/** With the u flag only a surrogate without its other half matches; UTF-8 cannot hold one. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what an IRI must not hold.
const NOT_IN_IRI = /[\u0000-\u0020<>"{}|^`\\]/;
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;
const LANGUAGE = /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i;

function checkIri(iri: string): void {
  if (iri.length > IRI_BYTES_MAX)
    throw new Problem(422, 'rdf-iri-long', { bytesMax: IRI_BYTES_MAX });
}

/** For syntaxes whose parser lets any text pass as an IRI (RDF 1.1 Concepts, §3.2). */
export function checkIriText(iri: string): void {
  checkIri(iri);
  if (NOT_IN_IRI.test(iri) || !ABSOLUTE.test(iri) || LONE_SURROGATE.test(iri)) {
    throw new Problem(400, 'rdf-iri', { iri: iri.slice(0, 200) });
  }
}

export function checkLanguage(language: string): void {
  if (!LANGUAGE.test(language)) {
    throw new Problem(400, 'rdf-language', { language: language.slice(0, 40) });
  }
}

function checkLiteral(value: string): void {
  if (value.length > LITERAL_BYTES_MAX) throw literalTooLong();
  // UTF-8 takes up to three bytes for a code unit; counting is only worth it near the limit.
  if (value.length > LITERAL_BYTES_MAX / 3 && Buffer.byteLength(value) > LITERAL_BYTES_MAX) {
    throw literalTooLong();
  }
}

function literalTooLong(): Problem {
  return new Problem(422, 'rdf-literal-long', { bytesMax: LITERAL_BYTES_MAX });
}

/** Refuses half a surrogate pair, which only an escape can bring. */
export function checkWhole(value: string): void {
  if (LONE_SURROGATE.test(value)) throw new Problem(400, 'rdf-surrogate');
}

function namedGraph(): Problem {
  return new Problem(400, 'rdf-named-graph');
}

/** What a check makes of a term: what kind it is. The parser takes the text of a prefix, or of its complaint, from it. */
class CheckedTerm {
  readonly termType: string;
  readonly id: string;
  readonly value: string;

  public constructor(termType: string, value: string) {
    this.termType = termType;
    this.id = value;
    this.value = value;
  }
}

const BLANK_NODE = new CheckedTerm('BlankNode', '');
const LITERAL = new CheckedTerm('Literal', '');
const CHECKED_GRAPH = new CheckedTerm('DefaultGraph', '');

/** Makes next to nothing: all blank nodes and all literals are one object each, which is all that a check needs. */
export class CheckingTerms implements TermMaker {
  readonly #hasEscapes: boolean;

  public constructor(text: string) {
    this.#hasEscapes = text.includes('\\u') || text.includes('\\U');
  }

  public namedNode(iri: string): CheckedTerm {
    checkIri(iri);
    if (this.#hasEscapes) checkWhole(iri);
    return new CheckedTerm('NamedNode', iri);
  }

  public blankNode(): CheckedTerm {
    return BLANK_NODE;
  }

  public literal(value: string): CheckedTerm {
    checkLiteral(value);
    if (this.#hasEscapes) checkWhole(value);
    return LITERAL;
  }

  public variable(): never {
    throw new Problem(400, 'n3-formula');
  }

  public defaultGraph(): CheckedTerm {
    return CHECKED_GRAPH;
  }

  public quad(
    subject: CheckedTerm,
    predicate: CheckedTerm,
    _object: CheckedTerm,
    graph: CheckedTerm,
  ): undefined {
    if (graph !== CHECKED_GRAPH) throw namedGraph();
    if (subject === LITERAL || predicate === BLANK_NODE) {
      throw new Problem(400, 'n3-term');
    }
    return undefined;
  }
}

const DEFAULT_GRAPH = DataFactory.defaultGraph();

/**
 * Makes n3's terms. Blank nodes keep the labels that they have in the text, so that a document that is patched again and again
 * does not grow; those without a label get one that the text does not use.
 */
export class DocumentTerms implements TermMaker {
  readonly #text: string;
  readonly #hasEscapes: boolean;
  readonly #isFormulaAllowed: boolean;
  #prefix = '';
  #count = 0;

  public constructor(text: string, options: { readonly isFormulaAllowed?: boolean } = {}) {
    this.#text = text;
    this.#hasEscapes = text.includes('\\u') || text.includes('\\U');
    this.#isFormulaAllowed = options.isFormulaAllowed ?? false;
  }

  public namedNode(iri: string): Term {
    checkIri(iri);
    if (this.#hasEscapes) checkWhole(iri);
    return DataFactory.namedNode(iri);
  }

  public blankNode(label?: string): Term {
    if (label === undefined || label === '') return DataFactory.blankNode(this.#freshLabel());
    // In N3 the parser marks labels inside brackets with a dot, although brackets are no scope.
    return DataFactory.blankNode(label.startsWith('.') ? label.slice(1) : label);
  }

  public literal(value: string, languageOrDatatype?: unknown): Term {
    checkLiteral(value);
    if (this.#hasEscapes) checkWhole(value);
    return DataFactory.literal(value, languageOrDatatype as string);
  }

  public variable(name: string): Term {
    if (!this.#isFormulaAllowed) throw new Problem(400, 'n3-formula');
    return DataFactory.variable(name);
  }

  public defaultGraph(): Term {
    return DEFAULT_GRAPH;
  }

  /** Nothing for an empty formula, of which the parser makes a quad without terms. */
  public quad(
    subject: Term | null,
    predicate: Term | null,
    object: Term | null,
    graph: Term,
  ): Quad | undefined {
    if (!subject || !predicate || !object) return undefined;
    if (!this.#isFormulaAllowed) {
      if (graph !== DEFAULT_GRAPH) throw namedGraph();
      if (predicate.termType !== 'NamedNode' || subject.termType === 'Literal') {
        throw new Problem(400, 'n3-term');
      }
    }
    return DataFactory.quad(subject as never, predicate as never, object as never, graph as never);
  }

  #freshLabel(): string {
    if (this.#prefix === '') this.#prefix = unusedPrefix(this.#text, this.#hasEscapes);
    return `${this.#prefix}${this.#count++}`;
  }
}

/** JSON may spell a label with escapes, which a search in the text would miss: then a label that nobody can know is taken. */
function unusedPrefix(text: string, hasEscapes: boolean): string {
  let prefix = hasEscapes ? `b${Math.random().toString(36).slice(2)}` : 'b';
  while (text.includes(`_:${prefix}`)) prefix += 'n';
  return prefix;
}
