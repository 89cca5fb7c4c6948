import { LOCAL_TIME_ZONE, startOfLocalDay } from '../../../shapes/kit/local-time.ts';
import type { Language } from '../words.ts';

const locales: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

/** A local day as it is said: "1er novembre 2026", "1 November 2026". */
export function sayDay(day: string, language: Language): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return ordinal(format(startOfLocalDay(day), language, options), language);
}

/** An instant as it is said: "mardi 3 novembre, 8 h 30", "Tuesday 3 November, 08:30". */
export function sayTime(instant: Date, language: Language): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  const day = ordinal(format(instant, language, options).replace(',', ''), language);
  const [hour = '', minute = ''] = format(instant, 'en', {
    hour: '2-digit',
    minute: '2-digit',
  }).split(':');
  if (language === 'en') return `${day}, ${hour}:${minute}`;
  return `${day}, ${Number(hour)} h${minute === '00' ? '' : ` ${minute}`}`;
}

function format(instant: Date, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locales[language], {
    ...options,
    timeZone: LOCAL_TIME_ZONE,
  }).format(instant);
}

/** French says the first of a month, and only the first, as an ordinal. */
function ordinal(text: string, language: Language): string {
  return language === 'fr' ? text.replace(/(^| )1 /, '$11er ') : text;
}
