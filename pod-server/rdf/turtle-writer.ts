import type { Literal, Quad, Term } from 'n3';

const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const XSD_STRING = `${XSD}string`;

/** Literals that Turtle writes without quotes (Turtle, §2.5.2 and §2.5.3), by datatype. */
const plain: Readonly<Record<string, RegExp>> = {
  [`${XSD}boolean`]: /^(?:true|false)$/,
  [`${XSD}integer`]: /^[+-]?\d+$/,
  [`${XSD}decimal`]: /^[+-]?\d*\.\d+$/,
  [`${XSD}double`]: /^[+-]?(?:\d+\.\d*|\.?\d+)[eE][+-]?\d+$/,
};

const PREFIX = /^(?:[A-Za-z](?:[\w-]*[\w])?)?$/;
/** A subset of what a local name may hold, so that nothing needs an escape. */
const LOCAL = /^[A-Za-z0-9_](?:[\w-]*)$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are written as escapes.
const TO_ESCAPE = /["\\\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are written as escapes.
const ALL_TO_ESCAPE = /["\\\u0000-\u001f\u007f]/g;

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * Turtle, which is also TriG and N3: quads in their order, subject and predicate not repeated where they follow each other.
 * n3's own writer is not used: it takes an IRI such as <ex:a> for a name with the prefix ex, and so changes the graph.
 */
export function writeTurtle(
  quads: readonly Quad[],
  prefixes: Readonly<Record<string, string>>,
): string {
  const names = new Names();
  let text = '';
  for (const [prefix, iri] of Object.entries(prefixes)) {
    if (names.add(prefix, iri)) text += `@prefix ${prefix}: <${iri}>.\n`;
  }
  if (text !== '') text += '\n';
  return text + statements(quads, names);
}

/** The same, to stand behind a text that declares these prefixes already. */
export function writeMoreTurtle(
  quads: readonly Quad[],
  prefixes: Readonly<Record<string, string>>,
): string {
  const names = new Names();
  for (const [prefix, iri] of Object.entries(prefixes)) names.add(prefix, iri);
  return statements(quads, names);
}

function statements(quads: readonly Quad[], names: Names): string {
  let text = '';
  let subject = '';
  let predicate = '';
  for (const quad of quads) {
    const { id: subjectId } = quad.subject;
    const { id: predicateId } = quad.predicate;
    if (subjectId !== subject) {
      text += `${subject === '' ? '' : '.\n'}${names.write(quad.subject)} ${names.verb(predicateId)} `;
    } else if (predicateId !== predicate) text += `;\n    ${names.verb(predicateId)} `;
    else text += ', ';
    text += names.write(quad.object);
    subject = subjectId;
    predicate = predicateId;
  }
  return subject === '' ? text : `${text}.\n`;
}

/** N-Triples, which is also N-Quads of the default graph. */
export function writeLines(quads: readonly Quad[]): string {
  let text = '';
  for (const { subject, predicate, object } of quads) {
    text += `${wholeTerm(subject)} <${predicate.id}> ${wholeTerm(object)} .\n`;
  }
  return text;
}

function wholeTerm(term: Term): string {
  switch (term.termType) {
    case 'NamedNode':
      return `<${term.id}>`;
    case 'Literal':
      return wholeLiteral(term);
    default:
      return term.id;
  }
}

function wholeLiteral(literal: Literal): string {
  const quoted = `"${escaped(literal.value)}"`;
  if (literal.language !== '') return `${quoted}@${literal.language}`;
  const datatype = literal.datatypeString;
  return datatype === XSD_STRING ? quoted : `${quoted}^^<${datatype}>`;
}

function escaped(value: string): string {
  return TO_ESCAPE.test(value) ? value.replace(ALL_TO_ESCAPE, escapeOf) : value;
}

function escapeOf(character: string): string {
  return (
    escapes[character] ??
    `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  );
}

/** Shortens IRIs by the prefixes of the document and remembers the outcome: documents name few things often. */
class Names {
  readonly #prefixOf = new Map<string, string>();
  readonly #written = new Map<string, string>();

  /** False: the prefix is left out. */
  public add(prefix: string, iri: string): boolean {
    if (!PREFIX.test(prefix) || iri === '' || this.#prefixOf.has(iri)) return false;
    this.#prefixOf.set(iri, prefix);
    return true;
  }

  public verb(iri: string): string {
    return iri === RDF_TYPE ? 'a' : this.#iri(iri);
  }

  public write(term: Term): string {
    switch (term.termType) {
      case 'NamedNode':
        return this.#iri(term.id);
      case 'Literal':
        return this.#literal(term);
      default:
        return term.id;
    }
  }

  #literal(literal: Literal): string {
    // n3 keeps a simple literal as its text in quotes and nothing else.
    const { value } = literal;
    if (literal.id.length === value.length + 2) return `"${escaped(value)}"`;
    if (literal.language !== '') return `"${escaped(value)}"@${literal.language}`;
    const datatype = literal.datatypeString;
    if (plain[datatype]?.test(value)) return value;
    return `"${escaped(value)}"^^${this.#iri(datatype)}`;
  }

  #iri(iri: string): string {
    let written = this.#written.get(iri);
    if (written === undefined) {
      written = this.#shortened(iri);
      this.#written.set(iri, written);
    }
    return written;
  }

  #shortened(iri: string): string {
    const end = Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/'), iri.lastIndexOf(':')) + 1;
    const prefix = this.#prefixOf.get(iri.slice(0, end));
    const local = iri.slice(end);
    return prefix !== undefined && LOCAL.test(local) ? `${prefix}:${local}` : `<${iri}>`;
  }
}
