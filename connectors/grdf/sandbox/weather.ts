import { daysBetween } from '../../../shapes/kit/local-time.ts';

const YEAR_DAYS = 365.25;
const COLDEST_DAY = 18;
/** Lyon, as a model: a season, spells of a few days, and the day itself. */
const MEAN = 12.9;
const SEASON = 9.4;
const SPELL_DAYS = 6;
const SPELL = 3.8;
const OF_THE_DAY = 1.4;

/** Degrees Celsius, the mean of a day. The same day has the same weather for ever. */
export function temperatureOf(day: string): number {
  const number = daysBetween('2000-01-01', day);
  const season = -SEASON * Math.cos((2 * Math.PI * (number - COLDEST_DAY)) / YEAR_DAYS);
  const spell = Math.floor(number / SPELL_DAYS);
  const share = (number - spell * SPELL_DAYS) / SPELL_DAYS;
  const between = chance(`spell ${spell}`) * (1 - share) + chance(`spell ${spell + 1}`) * share;
  return MEAN + season + SPELL * between + OF_THE_DAY * chance(`day ${number}`);
}

/** A number from -1 to 1 that depends on nothing but the text (FNV-1a, then a mixing step). */
export function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (((hash ^ (hash >>> 13)) >>> 0) / 0xffffffff) * 2 - 1;
}
