import { expect } from 'vitest';
import { Problem } from '../../../pod-server/http/problem.ts';
import { rdfWords } from '../../../pod-server/http/words/rdf.ts';

/** The problem that the work ends in; it must have a sentence in both languages, with all its blanks filled. */
export async function problemOf(work: () => unknown): Promise<Problem> {
  const problem = await Promise.resolve()
    .then(work)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(problem).toBeInstanceOf(Problem);
  const { code, values } = problem as Problem;
  for (const sentences of [rdfWords.fr, rdfWords.en]) {
    const sentence: string = Object.entries(sentences).find(([name]) => name === code)?.[1] ?? '';
    expect(sentence, code).not.toBe('');
    for (const [, blank = ''] of sentence.matchAll(/\{(\w+)\}/g))
      expect(values).toHaveProperty(blank);
  }
  return problem as Problem;
}
