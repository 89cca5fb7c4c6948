import type { Quad, Term } from 'n3';
import { namespaces, rdf } from './reused.ts';

type Json = string | { readonly [key: string]: Json } | readonly Json[];

/** The words as JSON-LD: one object a subject, with the prefixes that the pages show. */
export function toJsonLd(quads: readonly Quad[]): string {
  const subjects = new Map<string, Map<string, Json[]>>();
  for (const { subject, predicate, object } of quads) {
    const properties = subjects.get(subject.value) ?? new Map<string, Json[]>();
    subjects.set(subject.value, properties);
    const isType = predicate.value === rdf.type;
    const key = isType ? '@type' : shortIri(predicate.value);
    const value = isType ? shortIri(object.value) : objectOf(object);
    properties.set(key, [...(properties.get(key) ?? []), value]);
  }
  const graph = [...subjects].map(([iri, properties]) => ({
    '@id': shortIri(iri),
    ...Object.fromEntries(properties),
  }));
  return `${JSON.stringify({ '@context': namespaces, '@graph': graph }, undefined, 1)}\n`;
}

/** `shortIri('https://w3id.org/traboule#total')` is 'trb:total'. */
export function shortIri(iri: string): string {
  for (const [prefix, namespace] of Object.entries(namespaces)) {
    if (iri.startsWith(namespace)) return `${prefix}:${iri.slice(namespace.length)}`;
  }
  return iri;
}

function objectOf(term: Term): Json {
  if (term.termType !== 'Literal') return { '@id': shortIri(term.value) };
  return term.language === ''
    ? { '@value': term.value, '@type': shortIri(term.datatype.value) }
    : { '@value': term.value, '@language': term.language };
}
