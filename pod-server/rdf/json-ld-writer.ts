import type { Literal, Quad } from 'n3';

const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string';

interface Value {
  '@id'?: string;
  '@value'?: string;
  '@language'?: string;
  '@type'?: string;
}

type Node = Record<string, string | (string | Value)[]>;

/**
 * JSON-LD in expanded form (JSON-LD 1.1, §5.1): one object a subject, in the order in which subjects and values first come.
 * Literals keep their text: nothing becomes a JSON number, which would lose digits.
 */
export function writeJsonLd(quads: readonly Quad[]): string {
  const nodes = new Map<string, Node>();
  for (const { subject, predicate, object } of quads) {
    const node = nodeOf(nodes, subject.id);
    // @type can name things only; rdf:type with a literal keeps its own name.
    const isType = predicate.id === RDF_TYPE && object.termType !== 'Literal';
    const values = valuesOf(node, isType ? '@type' : predicate.id);
    if (isType) values.push(object.id);
    else values.push(object.termType === 'Literal' ? literalValue(object) : { '@id': object.id });
  }
  return JSON.stringify([...nodes.values()]);
}

function nodeOf(nodes: Map<string, Node>, id: string): Node {
  let node = nodes.get(id);
  if (node === undefined) {
    node = Object.assign(Object.create(null), { '@id': id }) as Node;
    nodes.set(id, node);
  }
  return node;
}

function valuesOf(node: Node, key: string): (string | Value)[] {
  const values = node[key];
  if (Array.isArray(values)) return values;
  const fresh: (string | Value)[] = [];
  node[key] = fresh;
  return fresh;
}

function literalValue(literal: Literal): Value {
  const { value, language } = literal;
  if (language !== '') return { '@value': value, '@language': language };
  const datatype = literal.datatypeString;
  return datatype === XSD_STRING ? { '@value': value } : { '@value': value, '@type': datatype };
}
