import { DataFactory, type Quad, type Quad_Object, type Term } from 'n3';
import { namespaces, rdf, schemaOverHttp, xsd } from '../../vocab/reused.ts';
import { ShapeError } from './shape.ts';

const { literal, namedNode, quad } = DataFactory;

/** A code of ours and the IRI that stands for it in RDF. */
export type CodeMap<Code extends string> = Readonly<Record<Code, string>>;

/** One node of a document and what the document says about it. */
export class Node {
  readonly iri: string;
  readonly #objects: ReadonlyMap<string, readonly Term[]>;

  constructor(iri: string, objects: ReadonlyMap<string, readonly Term[]>) {
    this.iri = iri;
    this.#objects = objects;
  }

  isA(classIri: string): boolean {
    return this.#all(rdf.type).some(({ value }) => overHttps(value) === classIri);
  }

  /** The values of a property that may have several. */
  texts(property: string): string[] {
    return this.#all(property).map(({ value }) => value);
  }

  /** The value of a property that may be absent: `node.text(trb.firstDay, DAY)`. */
  text(property: string, pattern?: RegExp): string | undefined {
    const [first, second] = this.#all(property);
    if (second !== undefined) throw new ShapeError(this.iri, property, 'is given more than once.');
    if (first !== undefined && pattern?.test(first.value) === false) {
      throw new ShapeError(
        this.iri,
        property,
        `is "${first.value}", which does not match ${pattern}.`,
      );
    }
    return first?.value;
  }

  /** The value of a property that must be there. */
  requiredText(property: string, pattern?: RegExp): string {
    return this.text(property, pattern) ?? this.#missing(property);
  }

  number(property: string): number | undefined {
    const text = this.text(property);
    if (text === undefined) return undefined;
    const value = text === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) {
      throw new ShapeError(this.iri, property, `is "${text}", which is not a number.`);
    }
    return value;
  }

  code<Code extends string>(property: string, codes: CodeMap<Code>): Code | undefined {
    const iri = this.text(property);
    if (iri === undefined) return undefined;
    for (const code in codes) if (codes[code] === iri) return code;
    throw new ShapeError(this.iri, property, `is <${iri}>, which is none of the known codes.`);
  }

  requiredCode<Code extends string>(property: string, codes: CodeMap<Code>): Code {
    return this.code(property, codes) ?? this.#missing(property);
  }

  #all(property: string): readonly Term[] {
    return this.#objects.get(property) ?? [];
  }

  #missing(property: string): never {
    throw new ShapeError(this.iri, property, 'is missing.');
  }
}

/** The nodes of a document, by IRI. */
export type Nodes = ReadonlyMap<string, Node>;

export function nodesOf(quads: readonly Quad[]): Nodes {
  const subjects = new Map<string, Map<string, Term[]>>();
  for (const { subject, predicate, object } of quads) {
    const objects = entry(subjects, subject.value, () => new Map<string, Term[]>());
    entry(objects, overHttps(predicate.value), (): Term[] => []).push(object);
  }
  return new Map([...subjects].map(([iri, objects]) => [iri, new Node(iri, objects)]));
}

/** The one node of this class. A document is about one thing. */
export function mainNode(nodes: Nodes, classIri: string, documentUrl: string): Node {
  const [found, other] = [...nodes.values()].filter((node) => node.isA(classIri));
  if (found === undefined) throw new ShapeError(documentUrl, rdf.type, `has no <${classIri}>.`);
  if (other !== undefined) {
    throw new ShapeError(documentUrl, rdf.type, `has more than one <${classIri}>.`);
  }
  return found;
}

/** The node that a property points to, which must be described in the same document. */
export function linkedNode(nodes: Nodes, from: Node, property: string): Node | undefined {
  const iri = from.text(property);
  return iri === undefined ? undefined : describedNode(nodes, from, property, iri);
}

/** The nodes that a property points to. */
export function linkedNodes(nodes: Nodes, from: Node, property: string): Node[] {
  return from.texts(property).map((iri) => describedNode(nodes, from, property, iri));
}

/** The triples of one node; what is undefined is left out. */
export function describe(
  subject: string,
  properties: readonly (readonly [property: string, value: Quad_Object | undefined])[],
): Quad[] {
  const node = namedNode(subject);
  return properties.flatMap(([property, value]) =>
    value === undefined ? [] : [quad(node, namedNode(property), value)],
  );
}

export const iri = (value: string): Quad_Object => namedNode(value);

export const text = (value: string | undefined): Quad_Object | undefined =>
  value === undefined ? undefined : literal(value);

export const typed = (value: string | undefined, datatype: string): Quad_Object | undefined =>
  value === undefined ? undefined : literal(value, namedNode(datatype));

export const integer = (value: number | undefined): Quad_Object | undefined =>
  value === undefined ? undefined : typed(String(value), xsd.integer);

/** A decimal with a point, so that Turtle may write it bare. */
export const decimal = (value: number | undefined): Quad_Object | undefined =>
  value === undefined
    ? undefined
    : typed(Number.isInteger(value) ? value.toFixed(1) : String(value), xsd.decimal);

function describedNode(nodes: Nodes, from: Node, property: string, iri: string): Node {
  const node = nodes.get(iri);
  if (node === undefined) {
    throw new ShapeError(from.iri, property, `points to <${iri}>, which is not described here.`);
  }
  return node;
}

/** schema.org has two forms of each IRI, of which we know one. */
function overHttps(iri: string): string {
  return iri.startsWith(schemaOverHttp)
    ? namespaces.schema + iri.slice(schemaOverHttp.length)
    : iri;
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
