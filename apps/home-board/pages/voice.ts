import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en } from '../words/en.ts';
import { type Formats, formatsOf, type Language } from '../words/format.ts';
import { fr, type Words } from '../words/fr.ts';

/** In which words and formats a page speaks. */
export interface Voice {
  readonly language: Language;
  readonly words: Words;
  readonly formats: Formats;
}

export function voiceIn(language: Language): Voice {
  return { language, words: language === 'fr' ? fr : en, formats: formatsOf(language) };
}

export const VoiceContext = createContext<Voice>(voiceIn('fr'));

export function useVoice(): Voice {
  return useContext(VoiceContext);
}
