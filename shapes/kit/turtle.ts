import { type Literal, Parser, type Quad, type Term } from 'n3';
import { namespaces, rdf, xsd } from '../../vocab/reused.ts';

/** A text that should have been Turtle and is not. */
export class TurtleError extends Error {
  override readonly name = 'TurtleError';
  readonly line: number | undefined;

  constructor(documentUrl: string, problem: string, line: number | undefined) {
    const place = line === undefined ? '' : ` (line ${line})`;
    super(`The document ${pathOf(documentUrl)} is not Turtle${place}: ${problem}`);
    this.line = line;
  }
}

/** The triples of a Turtle document: `parseTurtle('<#it> a <#Thing> .', 'https://pod.example/it.ttl')`. */
export function parseTurtle(text: string, documentUrl: string): Quad[] {
  try {
    return new Parser({ baseIRI: documentUrl, format: 'text/turtle' }).parse(text);
  } catch (error) {
    const { message, context } = error as Error & { readonly context?: { readonly line?: number } };
    throw new TurtleError(documentUrl, message, context?.line);
  }
}

/**
 * Turtle in which the same graph always has the same bytes: fixed prefixes, subjects that nobody
 * points to first, types first, everything else in the order of its characters.
 */
export function writeTurtle(quads: readonly Quad[], documentUrl: string): string {
  const page = new TurtlePage(documentUrl);
  const subjects = groupBy(quads, (quad) => page.term(quad.subject));
  const pointedTo = new Set(quads.map((quad) => page.term(quad.object)));
  const order = [...subjects.keys()].sort(
    (a, b) => Number(pointedTo.has(a)) - Number(pointedTo.has(b)) || byCharacters(a, b),
  );

  const paragraphs = order.map((subject) => {
    const lines = predicateLines(page, subjects.get(subject) ?? []);
    return `${subject} ${lines.join(' ;\n  ')} .\n`;
  });
  const prefixes = page.usedPrefixes().map((line) => `${line}\n`);
  return [prefixes.join(''), ...paragraphs].join('\n');
}

/** Whether two sets of triples say the same, however they were written down. */
export function sameGraph(a: readonly Quad[], b: readonly Quad[], documentUrl: string): boolean {
  return writeTurtle(a, documentUrl) === writeTurtle(b, documentUrl);
}

function predicateLines(page: TurtlePage, quads: readonly Quad[]): string[] {
  const predicates = groupBy(quads, (quad) => quad.predicate.value);
  const order = [...predicates.keys()].sort(
    (a, b) => Number(b === rdf.type) - Number(a === rdf.type) || byCharacters(a, b),
  );
  return order.map((predicate) => {
    const objects = new Set(
      (predicates.get(predicate) ?? []).map(({ object }) => page.term(object)),
    );
    return `${page.predicate(predicate)} ${[...objects].sort(byCharacters).join(', ')}`;
  });
}

/** Writes terms as seen from one document, and remembers which prefixes that took. */
class TurtlePage {
  readonly #documentUrl: string;
  readonly #written = new Map<string, string>();
  readonly #prefixes = new Set<string>();

  constructor(documentUrl: string) {
    this.#documentUrl = documentUrl;
  }

  predicate(iri: string): string {
    return iri === rdf.type ? 'a' : this.#iri(iri);
  }

  term(term: Term): string {
    if (term.termType === 'NamedNode') return this.#iri(term.value);
    if (term.termType === 'Literal') return this.#literal(term);
    throw new TypeError(
      `A ${term.termType} ("${term.value}") has no place in our documents: give it a hash IRI.`,
    );
  }

  usedPrefixes(): string[] {
    return Object.entries(namespaces)
      .filter(([prefix]) => this.#prefixes.has(prefix))
      .map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .`);
  }

  #iri(iri: string): string {
    const known = this.#written.get(iri);
    if (known !== undefined) return known;
    const written = this.#relative(iri) ?? this.#prefixed(iri) ?? fullIri(iri);
    this.#written.set(iri, written);
    return written;
  }

  #relative(iri: string): string | undefined {
    if (iri === this.#documentUrl) return '<>';
    if (!iri.startsWith(`${this.#documentUrl}#`)) return undefined;
    return `<${checkedIri(iri).slice(this.#documentUrl.length)}>`;
  }

  #prefixed(iri: string): string | undefined {
    const end = Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1;
    const local = iri.slice(end);
    const prefix = prefixOf.get(iri.slice(0, end));
    if (prefix === undefined || !/^[a-z_](?:[\w-]*\w)?$/i.test(local)) return undefined;
    this.#prefixes.add(prefix);
    return `${prefix}:${local}`;
  }

  #literal({ value, language, datatype }: Literal): string {
    if (language !== '') return `${quoted(value)}@${language}`;
    if (datatype.value === xsd.string) return quoted(value);
    if (bareForm[datatype.value]?.test(value)) return value;
    return `${quoted(value)}^^${this.#iri(datatype.value)}`;
  }
}

const prefixOf: ReadonlyMap<string, string> = new Map(
  Object.entries(namespaces).map(([prefix, namespace]) => [namespace, prefix]),
);

/** The literals that Turtle lets us write without quotes (Turtle 1.1, §2.5). */
const bareForm: Readonly<Record<string, RegExp>> = {
  [xsd.integer]: /^[+-]?\d+$/,
  [xsd.decimal]: /^[+-]?\d*\.\d+$/,
  [xsd.boolean]: /^(?:true|false)$/,
};

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quoted(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped here.
  const text = value.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return escapes[character] ?? `\\u${code}`;
  });
  return `"${text}"`;
}

/** An IRI between its brackets; one that would break out of them is refused. */
export function fullIri(iri: string): string {
  return `<${checkedIri(iri)}>`;
}

function checkedIri(iri: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Turtle 1.1, §6.4, production IRIREF.
  if (!/^[^\u0000-\u0020<>"{}|^`\\]+$/.test(iri)) {
    throw new TypeError(`"${iri}" is not an IRI: it holds a character that an IRI must escape.`);
  }
  return iri;
}

function groupBy(quads: readonly Quad[], keyOf: (quad: Quad) => string): Map<string, Quad[]> {
  const groups = new Map<string, Quad[]>();
  for (const quad of quads) {
    const key = keyOf(quad);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [quad]);
    else group.push(quad);
  }
  return groups;
}

const byCharacters = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
