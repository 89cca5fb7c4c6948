import type { Language } from '../browser-request.ts';
import type { Problem } from '../problem.ts';
import { authorizationWords } from './authorization.ts';
import { doorWords } from './door.ts';
import { feedWords } from './feed.ts';
import { identityWords } from './identity.ts';
import { ldpWords } from './ldp.ts';
import { rdfWords } from './rdf.ts';

type Sentences = Readonly<Record<string, string>>;

const rooms: readonly Readonly<Record<Language, Sentences>>[] = [
  authorizationWords,
  doorWords,
  feedWords,
  identityWords,
  ldpWords,
  rdfWords,
];

const sentences: Readonly<Record<Language, Sentences>> = {
  fr: Object.assign({}, ...rooms.map(({ fr }) => fr)),
  en: Object.assign({}, ...rooms.map(({ en }) => en)),
};

/** The problem in words; a code without a sentence is a programmer's mistake and shows itself. */
export function sentenceOf({ code, values }: Problem, language: Language): string {
  const sentence = sentences[language][code] ?? code;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
