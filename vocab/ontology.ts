import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser, type Quad } from 'n3';
import { owl, rdf, rdfs, skos, trbNamespace } from './reused.ts';

/** A text in the two languages in which everything here is said. */
interface Words {
  readonly fr: string;
  readonly en: string;
}

type TermKind = 'class' | 'property' | 'datatype';

export interface Term {
  readonly iri: string;
  /** The fragment: 'MeterMonth'. */
  readonly name: string;
  readonly kind: TermKind;
  readonly label: Words;
  readonly comment: Words;
}

interface Code {
  readonly iri: string;
  readonly notation: string;
  readonly label: Words;
  readonly definition: Words;
}

export interface CodeList {
  readonly iri: string;
  readonly name: string;
  readonly label: Words;
  readonly codes: readonly Code[];
}

/** One file of words, such as energy.ttl. */
export interface Domain {
  readonly name: string;
  readonly terms: readonly Term[];
}

export interface Ontology {
  readonly domains: readonly Domain[];
  readonly codeLists: readonly CodeList[];
  readonly quads: readonly Quad[];
}

export const domainNames = [
  'core',
  'energy',
  'home',
  'documents',
  'insurance',
  'water',
  'telecom',
  'mobility',
  'bank',
  'connection',
] as const;

const kindOfType: Readonly<Record<string, TermKind>> = {
  [rdfs.Class]: 'class',
  [rdf.Property]: 'property',
  [owl.AnnotationProperty]: 'property',
  [rdfs.Datatype]: 'datatype',
};

/** Reads the words from their folder. A term without a text in both languages is refused by name. */
export function readOntology(folder: string): Ontology {
  const domainFiles = domainNames.map((name) => ({ name, quads: parse(folder, `${name}.ttl`) }));
  const codes = readdirSync(join(folder, 'codes'))
    .sort()
    .map((file) => parse(folder, `codes/${file}`));

  return {
    domains: domainFiles.map(({ name, quads }) => ({ name, terms: termsIn(quads) })),
    codeLists: codes.map(codeListIn),
    quads: [...domainFiles.flatMap(({ quads }) => quads), ...codes.flat()],
  };
}

/** The objects that `subject` has for `predicate`, in the order of the file. */
export function objectsOf(quads: readonly Quad[], subject: string, predicate: string): string[] {
  return quads
    .filter((quad) => quad.subject.value === subject && quad.predicate.value === predicate)
    .map((quad) => quad.object.value);
}

function parse(folder: string, file: string): Quad[] {
  return new Parser().parse(readFileSync(join(folder, file), 'utf8'));
}

function termsIn(quads: readonly Quad[]): Term[] {
  return quads.flatMap((quad) => {
    const kind = kindOfType[quad.object.value];
    if (quad.predicate.value !== rdf.type || kind === undefined) return [];
    const iri = quad.subject.value;
    return [
      {
        iri,
        name: nameOf(iri),
        kind,
        label: wordsOf(quads, iri, rdfs.label),
        comment: wordsOf(quads, iri, rdfs.comment),
      },
    ];
  });
}

function codeListIn(quads: readonly Quad[]): CodeList {
  const scheme = quads.find((quad) => quad.object.value === skos.ConceptScheme)?.subject.value;
  if (scheme === undefined) throw new Error('A file in vocab/codes has no skos:ConceptScheme.');
  const concepts = quads.filter((quad) => quad.object.value === skos.Concept);
  return {
    iri: scheme,
    name: nameOf(scheme),
    label: wordsOf(quads, scheme, skos.prefLabel),
    codes: concepts.map(({ subject }) => ({
      iri: subject.value,
      notation: notationOf(quads, subject.value),
      label: wordsOf(quads, subject.value, skos.prefLabel),
      definition: wordsOf(quads, subject.value, skos.definition),
    })),
  };
}

function notationOf(quads: readonly Quad[], concept: string): string {
  const [notation] = objectsOf(quads, concept, skos.notation);
  if (notation === undefined) throw new Error(`${concept} has no skos:notation.`);
  return notation;
}

function wordsOf(quads: readonly Quad[], subject: string, predicate: string): Words {
  const inLanguage = (language: string): string => {
    const found = quads.find(
      ({ subject: s, predicate: p, object: o }) =>
        s.value === subject &&
        p.value === predicate &&
        o.termType === 'Literal' &&
        o.language === language,
    );
    if (found === undefined) throw new Error(`${subject} has no ${predicate} in "${language}".`);
    return found.object.value;
  };
  return { fr: inLanguage('fr'), en: inLanguage('en') };
}

function nameOf(iri: string): string {
  if (!iri.startsWith(trbNamespace)) throw new Error(`${iri} is not in our namespace.`);
  return iri.slice(trbNamespace.length);
}
