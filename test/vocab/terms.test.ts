import { expect, test } from 'vitest';
import { termsModule } from '../../vocab/generate.ts';
import { readOntology } from '../../vocab/ontology.ts';

const ontology = readOntology('vocab');

test('the TypeScript terms are those of the Turtle files', async () => {
  await expect(termsModule(ontology)).toMatchFileSnapshot('../../vocab/terms.ts');
});
