import type { Language } from '../http/browser-request.ts';
import { english } from './words.en.ts';
import { french } from './words.fr.ts';

/** Every sentence of the pages; French is the measure of what there must be. */
export type Words = Readonly<Record<keyof typeof french, string>>;

const words: Readonly<Record<Language, Words>> = { fr: french, en: english };

export function wordsIn(language: Language): Words {
  return words[language];
}
