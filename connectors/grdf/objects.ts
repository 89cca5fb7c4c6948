import { ConnectorError } from '../kit/errors.ts';
import { Field } from '../kit/partner/field.ts';
import { PARTNER } from './manifest.ts';

/** Takes text as it comes and gives each JSON object in it once it is whole, wherever lines or parts were broken. */
export interface ObjectReader {
  take(text: string): void;
  /** Refuses what breaks off. */
  end(): void;
}

/** No more of an answer is held than the object that is under way: a record has some 2 000 characters. */
const OBJECT_CHARACTERS_MAX = 100_000;

/** @example const reader = readObjects((object) => lines.push(object)) */
export function readObjects(each: (object: Field) => void): ObjectReader {
  const place = createPlace();
  let held = '';

  return {
    take: (text) => {
      let begin = 0;
      for (let index = 0; index < text.length; index += 1) {
        const turn = place.step(text[index] ?? '');
        if (turn === 'begins') begin = index;
        if (turn !== 'ends') continue;
        each(parsed(held + text.slice(begin, index + 1)));
        held = '';
      }
      if (!place.isInside()) return;
      held += text.slice(begin);
      if (held.length > OBJECT_CHARACTERS_MAX) {
        throw invalid(`a record longer than OBJECT_CHARACTERS_MAX (${OBJECT_CHARACTERS_MAX})`);
      }
    },
    end: () => {
      if (place.isInside()) throw invalid('JSON that breaks off or is malformed');
    },
  };
}

type Turn = 'begins' | 'ends' | undefined;

/** Where in JSON a walk from character to character stands: how deep, and whether in a text. */
function createPlace() {
  let depth = 0;
  let inText = false;
  let escaped = false;

  const stepInText = (character: string): void => {
    if (!escaped && character === '"') inText = false;
    escaped = !escaped && character === '\\';
  };

  const stepBetween = (character: string): Turn => {
    if (character.trim() === '') return undefined;
    if (character !== '{') throw invalid('something that is no record where a record is due');
    depth = 1;
    return 'begins';
  };

  const stepInside = (character: string): Turn => {
    if (character === '"') inText = true;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    return depth === 0 ? 'ends' : undefined;
  };

  const step = (character: string): Turn => {
    if (depth === 0) return stepBetween(character);
    if (!inText) return stepInside(character);
    stepInText(character);
    return undefined;
  };

  return { step, isInside: (): boolean => depth > 0 };
}

function parsed(text: string): Field {
  try {
    return Field.of(JSON.parse(text), PARTNER);
  } catch {
    // The parser's own message quotes the text, which can hold a customer's number.
    throw invalid('JSON that breaks off or is malformed');
  }
}

const invalid = (what: string): ConnectorError =>
  new ConnectorError('PARTNER_ANSWER_INVALID', `${PARTNER} sent ${what}`);
