import { ConnectorError } from '../kit/errors.ts';

const PLAIN_NUMBER = /^\d+(?:\.\d+)?$/;

/** One place in a partner's answer, which knows its path; a refusal names the path and never quotes the value. */
export class Field {
  readonly #value: unknown;
  readonly #path: string;

  private constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  /** @example Field.of(answer).at('grandeur').items(3)[0]?.at('unite').text() */
  static of(answer: unknown): Field {
    return new Field(answer, '');
  }

  /** An empty text counts as absent: Enedis sends "" for what it does not know. */
  get absent(): boolean {
    return this.#value === undefined || this.#value === null || this.#value === '';
  }

  at(name: string): Field {
    const path = this.#path === '' ? name : `${this.#path}.${name}`;
    if (this.absent) return new Field(undefined, path);
    if (typeof this.#value !== 'object' || Array.isArray(this.#value)) {
      throw this.refusal('is not an object');
    }
    return new Field(Reflect.get(Object(this.#value), name), path);
  }

  items(max: number): readonly Field[] {
    if (!Array.isArray(this.#value)) throw this.refusal('is not a list');
    if (this.#value.length > max) throw this.refusal(`has more than ${max} items`);
    return this.#value.map((item, index) => new Field(item, `${this.#path}[${index}]`));
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

  /** Enedis writes numbers as texts; a number as such is understood too. */
  amount(max: number): number {
    if (this.absent) throw this.refusal('is missing');
    const text = typeof this.#value === 'number' ? String(this.#value) : this.text();
    if (/^-\d/.test(text)) throw this.refusal('is negative');
    if (!PLAIN_NUMBER.test(text)) throw this.refusal('is not a number');
    if (Number(text) > max) throw this.refusal(`is above ${max}`);
    return Number(text);
  }

  refusal(problem: string): ConnectorError {
    const place = this.#path === '' ? 'the answer' : this.#path;
    return new ConnectorError(
      'PARTNER_ANSWER_INVALID',
      `Enedis sent data in which ${place} ${problem}`,
    );
  }
}
