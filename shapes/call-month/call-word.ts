import type { Missing, Moment, Wording } from '../kit/moments.ts';

type CommunicationKind = 'voice' | 'sms' | 'mms';
type CommunicationDirection = 'out' | 'in' | 'unknown';

/** One call or message. */
export interface Communication extends Moment {
  readonly kind: CommunicationKind;
  readonly direction: CommunicationDirection;
  /** Seconds of a call, messages of a message. */
  readonly amount: number;
  /** The stand-in name of the other party, who is a third person: never a number. */
  readonly correspondent?: string;
}

const letterOfKind = { voice: 'v', sms: 's', mms: 'm' } as const;
const letterOfDirection = { out: 'o', in: 'i', unknown: 'u' } as const;
const WORD = /^([vsm])([oiu])(0|[1-9]\d{0,5})(?:\/([a-z2-7]{13}))?$/;

/** `66127vo312/k7f3q2m4abcde`: at 18:22:07 a call of 312 seconds to somebody (vocab/telecom.ttl, trb:callList). */
export const callWording: Wording<Communication | Missing> = {
  say: (record) => {
    if (record.kind === 'missing') return '';
    const { kind, direction, amount, correspondent } = record;
    const to = correspondent === undefined ? '' : `/${correspondent}`;
    return `${letterOfKind[kind]}${letterOfDirection[direction]}${amount}${to}`;
  },
  hear: (at, text) => {
    const [, kindLetter, directionLetter, amount, correspondent] = WORD.exec(text) ?? [];
    const kind = keyOf(letterOfKind, kindLetter);
    const direction = keyOf(letterOfDirection, directionLetter);
    if (kind === undefined || direction === undefined) return undefined;
    const record = { at, kind, direction, amount: Number(amount) };
    return correspondent === undefined ? record : { ...record, correspondent };
  },
};

function keyOf<Key extends string>(
  letters: Readonly<Record<Key, string>>,
  letter: string | undefined,
): Key | undefined {
  for (const key in letters) if (letters[key] === letter) return key;
  return undefined;
}
