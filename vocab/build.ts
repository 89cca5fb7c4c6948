import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toJsonLd } from './json-ld.ts';
import { domainNames, readOntology } from './ontology.ts';
import { vocabularyPage } from './page.tsx';

// Makes of the copied Turtle files the four documents that a server publishes at the namespace.
const folder = fileURLToPath(new URL('.', import.meta.url));
const ontology = readOntology(folder);

publish('traboule.ttl', allTurtle());
publish('traboule.jsonld', toJsonLd(ontology.quads));
publish('traboule.fr.html', vocabularyPage(ontology, 'fr'));
publish('traboule.en.html', vocabularyPage(ontology, 'en'));

/** The files one after the other, with their comments: Turtle may declare a prefix again. */
function allTurtle(): string {
  const codes = readdirSync(join(folder, 'codes')).sort();
  const files = [
    ...domainNames.map((name) => `${name}.ttl`),
    ...codes.map((file) => join('codes', file)),
  ];
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}

function publish(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}
