import type { Language } from '../http/browser-request.ts';
import { english } from './words.en.ts';
import { french, type Words } from './words.fr.ts';

export type { Words };

const words: Readonly<Record<Language, Words>> = { fr: french, en: english };

export function wordsIn(language: Language): Words {
  return words[language];
}
