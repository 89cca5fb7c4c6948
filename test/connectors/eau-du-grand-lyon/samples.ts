import { readFileSync } from 'node:fs';
import { Field } from '../../../connectors/kit/partner/field.ts';

/** A synthetic answer of the web space, by name. */
export function sample(name: string): unknown {
  const file = new URL(`../fixtures/eau-du-grand-lyon/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

export const fieldOf = (answer: unknown): Field => Field.of(answer, 'Eau du Grand Lyon');

export const november = { contractId: '840017', from: '2026-11-01', to: '2026-11-30' };

export interface RawDay {
  readonly jour: unknown;
  readonly mois?: unknown;
  readonly annee?: unknown;
  readonly consommation?: unknown;
  readonly volumeEstimeFuite?: unknown;
}

/** An answer of the daily call with the given days of November. */
export function daysAnswer(days: readonly RawDay[], unit: unknown = 'L'): object {
  return {
    postes: [{ data: days.map((day) => ({ annee: 2026, mois: 10, consommation: 100, ...day })) }],
    unites: { consommation: unit, index: 'm3' },
  };
}

export function monthsAnswer(data: readonly object[], rest: object = {}): object {
  return { postes: [{ data }], ...rest };
}
