import { createHmac } from 'node:crypto';

/** A number's stand-in name: thirteen letters, 65 bits. */
export type Mask = (number: string) => string;

/**
 * The stand-in name of a line. It is part of addresses, which reach type indexes, access lists, receipts and
 * the logs of every server on the way: a telephone number there would name the person to all of them.
 */
export function lineName(key: Uint8Array, kind: 'mobile' | 'home', line: string): string {
  return `${kind}-${shortName(hmac(key, `line ${line}`))}`;
}

/**
 * Stand-in names for the people whom a line calls. They gave no agreement, so their numbers stay at Orange, and
 * so do service numbers: that somebody called 3919 or 3114 is more intimate than a friend's number.
 *
 * The same correspondent of a line always has the same name, so that "how often" and "since when" can be counted.
 * The key is that of the process and never lies in a space: there are so few numbers that a hash without a secret
 * is undone by trying them all. Each line has a key of its own, so that two spaces cannot be compared to find out
 * whom two citizens both know.
 */
export function correspondentMask(key: Uint8Array, line: string): Mask {
  const ofLine = hmac(key, `correspondents of ${line}`);
  const known = new Map<string, string>();
  return (number) => {
    const plain = plainNumber(number);
    const name = known.get(plain) ?? shortName(hmac(ofLine, plain));
    known.set(plain, name);
    return name;
  };
}

/** '06 39 98 00 11', '+33639980011' and '33639980011' are one correspondent; a word such as 'INFO' stays one. */
export function plainNumber(number: string): string {
  if (/[a-z]/i.test(number)) return number.trim().toLowerCase();
  const digits = number.replace(/\D/g, '').replace(/^00/, '');
  return /^0[1-9]\d{8}$/.test(digits) ? `33${digits.slice(1)}` : digits;
}

const hmac = (key: Uint8Array, text: string): Uint8Array =>
  createHmac('sha256', key).update(text).digest();

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const NAME_LENGTH = 13;

function shortName(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let name = '';
  while (name.length < NAME_LENGTH) {
    name += LETTERS[Number(rest % 32n)];
    rest /= 32n;
  }
  return name;
}
