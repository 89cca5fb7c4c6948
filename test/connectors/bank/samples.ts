import { readFileSync } from 'node:fs';
import type { Exchange, Page } from '../../../connectors/bank/api.ts';
import { apiBerlin } from '../../../connectors/bank/api-berlin.ts';
import { apiStet } from '../../../connectors/bank/api-stet.ts';
import type { FoundTransaction } from '../../../connectors/bank/payload.ts';
import { Field } from '../../../connectors/kit/partner/field.ts';

/** A synthetic answer of a bank, by name. */
export function sample(name: string): unknown {
  const file = new URL(`../fixtures/bank/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The sample with one thing changed in its text. */
export function sampleWith(name: string, before: string, after: string): unknown {
  const text = JSON.stringify(sample(name));
  if (!text.includes(before)) throw new Error(`${name} does not hold ${before}.`);
  return JSON.parse(text.replace(before, after));
}

export const question = { resourceId: 'acc-00017', from: '2026-10-01', today: '2026-11-23' };

export function parsed<Question, Item>(
  exchange: Exchange<Question, Item>,
  answer: unknown,
  asked: Question,
): Page<Item> {
  return exchange.parse(Field.of(answer, 'Banque Exemple'), asked);
}

export const stetTransactions = (answer: unknown): readonly FoundTransaction[] =>
  parsed(apiStet.transactions, answer, question).items;

export const berlinTransactions = (answer: unknown): readonly FoundTransaction[] =>
  parsed(apiBerlin.transactions, answer, question).items;
