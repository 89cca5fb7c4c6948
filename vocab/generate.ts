import type { CodeList, Ontology } from './ontology.ts';

/** The text of terms.ts: what the rest of the code imports instead of spelling an IRI. */
export function termsModule(ontology: Ontology): string {
  const terms = ontology.domains.flatMap((domain) => domain.terms);
  return [
    '// Made from the Turtle files beside it; `npx vitest run --config test/vitest.config.ts test/vocab --update` makes it anew.',
    'export const trb = {',
    ...terms.map(({ name, iri }) => `  ${name}: '${iri}',`),
    '} as const;',
    ...ontology.codeLists.flatMap(codeListConstant),
    '',
  ].join('\n');
}

/** A code list becomes a map from the code that TypeScript uses to its IRI; published whether we use it or not. */
function codeListConstant({ name, label, codes }: CodeList): string[] {
  return [
    '',
    `/** ${label.en} @public */`,
    `export const ${name} = {`,
    ...codes.map(({ notation, iri }) => `  ${key(notation)}: '${iri}',`),
    '} as const;',
  ];
}

const key = (notation: string): string =>
  /^[a-z_]\w*$/i.test(notation) ? notation : `'${notation}'`;
