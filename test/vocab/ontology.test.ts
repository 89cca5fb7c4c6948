import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseTurtle } from '../../shapes/kit/turtle.ts';
import { termsModule } from '../../vocab/generate.ts';
import { objectsOf, readOntology } from '../../vocab/ontology.ts';
import * as reused from '../../vocab/reused.ts';

const ontology = readOntology('vocab');
const terms = ontology.domains.flatMap(({ terms }) => terms);
const codes = ontology.codeLists.flatMap((list) => list.codes);
const defined = new Set([
  ...[...terms, ...codes, ...ontology.codeLists].map(({ iri }) => iri),
  reused.trbNamespace,
]);

/** The published names of the vocabularies of which we have the file, by namespace. */
const published = new Map(
  Object.entries(
    (
      JSON.parse(readFileSync('test/vocab/fixtures/published-terms.json', 'utf8')) as {
        readonly terms: Readonly<Record<string, string>>;
      }
    ).terms,
  ).map(([namespace, names]) => [namespace, new Set(names.split(' '))]),
);

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));
}

test('the TypeScript terms are those of the Turtle files', async () => {
  await expect(termsModule(ontology)).toMatchFileSnapshot('../../vocab/terms.ts');
});

test('every word, code and list has a name and a meaning in French and in English', () => {
  const texts = [
    ...terms.flatMap(({ label, comment }) => [label, comment]),
    ...codes.flatMap(({ label, definition }) => [label, definition]),
    ...ontology.codeLists.map(({ label }) => label),
  ];

  expect(texts.length).toBeGreaterThan(100);
  for (const { fr, en } of texts) expect([fr.trim(), en.trim()]).not.toContain('');
});

test('every word says where it is defined, how stable it is, and how much it tells of a person', () => {
  const incomplete = terms.filter(({ iri }) =>
    [reused.rdfs.isDefinedBy, reused.vs.term_status, sensitivity].some(
      (property) => objectsOf(ontology.quads, iri, property).length !== 1,
    ),
  );

  expect(incomplete.map(({ name }) => name)).toEqual([]);
});

test('every word that tells of a person names its category of personal data', () => {
  const silent = terms.filter(
    ({ iri }) =>
      !objectsOf(ontology.quads, iri, sensitivity)[0]?.endsWith('-neutral') &&
      objectsOf(ontology.quads, iri, category).length === 0,
  );

  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('every word leans on a public one', () => {
  const { rdfs, skos } = reused;
  const links = [rdfs.subClassOf, rdfs.subPropertyOf, skos.closeMatch, skos.relatedMatch];
  const alone = terms.filter(
    ({ iri }) => !links.some((link) => objectsOf(ontology.quads, iri, link).length > 0),
  );

  expect(alone.map(({ name }) => name)).toEqual([]);
});

test('no two words and no two codes of a list have the same name', () => {
  const iris = [...terms, ...codes, ...ontology.codeLists].map(({ iri }) => iri);

  expect(new Set(iris).size).toBe(iris.length);
});

test('every word of ours that a shape, an example or the vocabulary itself uses is defined', () => {
  const files = [...filesBelow('vocab', '.ttl'), ...filesBelow('shapes', '.ttl')];
  const deliberate = new Set(['state-asleep', 'vector-sun', 'contract-sleeping']);
  const unknown = files.flatMap((file) =>
    parseTurtle(readFileSync(file, 'utf8'), 'https://exemple.invalid/it.ttl')
      .flatMap(({ subject, predicate, object }) => [subject, predicate, object])
      .map(({ value }) => value)
      .filter((iri) => iri.startsWith(reused.trbNamespace) && !defined.has(iri))
      .filter((iri) => !deliberate.has(iri.slice(reused.trbNamespace.length)))
      .map((iri) => `${file}: ${iri}`),
  );

  expect(unknown).toEqual([]);
});

test('no word about data is idle: each is used by a shape', () => {
  const shapes = filesBelow('shapes', 'shape.ttl').flatMap((file) =>
    parseTurtle(readFileSync(file, 'utf8'), 'https://exemple.invalid/it.ttl'),
  );
  const used = new Set(shapes.map(({ object }) => object.value));
  // A kind of contract, a category of data and the words about words have no documents of their own.
  const aboutWords = ['Contract', 'EnergyUsage', 'personalDataCategory', 'sensitivity'];
  const idle = terms.filter(({ iri, name }) => !used.has(iri) && !aboutWords.includes(name));

  expect(idle.map(({ name }) => name)).toEqual([]);
});

test('the public words that we use exist where we have the file that defines them', () => {
  const lists = Object.values(reused).filter((list) => typeof list === 'object');
  const used = [
    ...lists.flatMap((list) => (list === reused.namespaces ? [] : Object.values<string>(list))),
    ...ontology.quads.flatMap(({ predicate, object }) => [predicate.value, object.value]),
  ];
  const checked = [...published].flatMap(([namespace, names]) =>
    used
      .filter((iri) => iri.startsWith(namespace))
      .map((iri) => ({ iri, exists: names.has(iri.slice(namespace.length)) })),
  );

  expect(checked.length).toBeGreaterThan(40);
  expect(checked.filter(({ exists }) => !exists)).toEqual([]);
});

const sensitivity = `${reused.trbNamespace}sensitivity`;
const category = `${reused.trbNamespace}personalDataCategory`;
