import { ConnectorError } from '../errors.ts';
import { isDay } from './wall-clock.ts';

const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;
const MONEY = /^-?\d{1,12}(?:\.\d{1,2})?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** One place in a partner's answer, which knows its path; a refusal names the path and never quotes the value. */
export class Field {
  readonly #value: unknown;
  readonly #path: string;
  readonly #partner: string;

  private constructor(value: unknown, path: string, partner: string) {
    this.#value = value;
    this.#path = path;
    this.#partner = partner;
  }

  /** @example Field.of(answer, 'Enedis').at('grandeur').items(3)[0]?.at('unite').text() */
  static of(answer: unknown, partner: string): Field {
    return new Field(answer, '', partner);
  }

  /** An empty text counts as absent: partners send "" for what they do not know. */
  get absent(): boolean {
    return this.#value === undefined || this.#value === null || this.#value === '';
  }

  at(name: string): Field {
    const path = this.#path === '' ? name : `${this.#path}.${name}`;
    if (this.absent) return this.#within(undefined, path);
    if (typeof this.#value !== 'object' || Array.isArray(this.#value)) {
      throw this.refusal('is not an object');
    }
    return this.#within(Reflect.get(Object(this.#value), name), path);
  }

  items(max: number): readonly Field[] {
    if (!Array.isArray(this.#value)) throw this.refusal('is not a list');
    if (this.#value.length > max) throw this.refusal(`has more than ${max} items`);
    return this.#value.map((item, index) => this.#within(item, `${this.#path}[${index}]`));
  }

  text(): string {
    if (this.absent) throw this.refusal('is missing');
    if (typeof this.#value !== 'string') throw this.refusal('is not a text');
    return this.#value;
  }

  optionalText(): string | undefined {
    return this.absent ? undefined : this.text().trim() || undefined;
  }

  oneOf<Choice extends string>(...choices: readonly Choice[]): Choice {
    const choice = choices.find((one) => one === this.#value);
    if (choice === undefined) throw this.refusal(`is not ${choices.join(' or ')}`);
    return choice;
  }

  equal(expected: string): void {
    if (this.text() !== expected) throw this.refusal('is not the one that was asked for');
  }

  matching(pattern: RegExp, kind: string): string {
    const text = this.text();
    if (!pattern.test(text)) throw this.refusal(`is not ${kind}`);
    return text;
  }

  /** Not negative. Some partners write numbers as texts: both are understood. */
  amount(max: number): number {
    const number = this.number({ min: Number.NEGATIVE_INFINITY, max });
    if (number < 0) throw this.refusal('is negative');
    return number;
  }

  number({ min, max }: { readonly min: number; readonly max: number }): number {
    if (this.absent) throw this.refusal('is missing');
    const text = typeof this.#value === 'number' ? String(this.#value) : this.text();
    if (!PLAIN_NUMBER.test(text)) throw this.refusal('is not a number');
    const number = Number(text);
    if (number > max) throw this.refusal(`is above ${max}`);
    if (number < min) throw this.refusal(`is below ${min}`);
    return number;
  }

  integer(range: { readonly min: number; readonly max: number }): number {
    const number = this.number(range);
    if (!Number.isInteger(number)) throw this.refusal('is not a whole number');
    return number;
  }

  /** A sum of money of at most two decimals, as cents: '-12.5' is -1250. */
  cents(max: number): number {
    const text = typeof this.#value === 'number' ? String(this.#value) : this.text();
    if (!MONEY.test(text)) throw this.refusal('is not a sum of money with two decimals');
    const cents = Math.round(Number(text) * 100);
    if (Math.abs(cents) > max) throw this.refusal(`is above ${max} cents`);
    return cents;
  }

  flag(): boolean {
    if (typeof this.#value !== 'boolean') throw this.refusal('is neither true nor false');
    return this.#value;
  }

  /** A day of the calendar: '2026-11-23'. */
  day(): string {
    const text = this.text();
    if (!isDay(text)) throw this.refusal('is not a day');
    return text;
  }

  /** An instant that says its offset; without one nobody could say which of two hours of an autumn night is meant. */
  instant(): Date {
    const text = this.text();
    const instant = new Date(text);
    if (!INSTANT.test(text) || Number.isNaN(instant.getTime()) || !isDay(text.slice(0, 10)))
      throw this.refusal('is not an instant with its offset');
    return instant;
  }

  refusal(problem: string): ConnectorError {
    const place = this.#path === '' ? 'the answer' : this.#path;
    return new ConnectorError(
      'PARTNER_ANSWER_INVALID',
      `${this.#partner} sent data in which ${place} ${problem}`,
    );
  }

  #within(value: unknown, path: string): Field {
    return new Field(value, path, this.#partner);
  }
}
