import type { Field } from '../kit/partner/field.ts';
import {
  type BillRecord,
  type ContractRecord,
  type DaysAnswer,
  type MonthVolume,
  parseBills,
  parseContracts,
  parseDays,
  parseMonths,
} from './payload.ts';

export interface EauRequest {
  readonly method: 'GET' | 'POST';
  /** The number of the contract is in the path because the partner wants it there; it reaches no log of ours. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** One question to the web space and what its answer must look like. */
export interface Exchange<Question, Answer> {
  request(question: Question): EauRequest;
  /** Throws PARTNER_ANSWER_INVALID, naming the path of what is wrong. */
  parse(answer: Field, question: Question): Answer;
}

export interface DaysQuestion {
  readonly contractId: string;
  /** Local days, both included; at most 90 of them. */
  readonly from: string;
  readonly to: string;
}

/** Every contract of the customer's. Assumed: an empty search finds all of them, on one page. */
export const contracts: Exchange<undefined, readonly ContractRecord[]> = {
  request: () => ({
    method: 'POST',
    path: '/rest/interfaces/ael/contrats/rechercher',
    query: {},
    body: {},
  }),
  parse: parseContracts,
};

export const months: Exchange<{ readonly contractId: string }, readonly MonthVolume[]> = {
  request: ({ contractId }) =>
    get(`/rest/interfaces/ael/contrats/${contractId}/consommationsMensuelles`),
  parse: parseMonths,
};

/** Assumed: `dateFin` is the last day that is asked for, not the one after it. */
export const days: Exchange<DaysQuestion, DaysAnswer> = {
  request: ({ contractId, from, to }) =>
    get(`/rest/produits/contrats/${contractId}/consommationsJournalieres`, {
      dateDebut: from,
      dateFin: to,
    }),
  parse: parseDays,
};

export const bills: Exchange<undefined, readonly BillRecord[]> = {
  request: () => get('/rest/produits/factures'),
  parse: parseBills,
};

/** Assumed: there is a PDF for each bill, but its address could not be verified. */
export function billFile(reference: string): EauRequest {
  return get(`/rest/produits/factures/${encodeURIComponent(reference)}/pdf`);
}

function get(path: string, query: EauRequest['query'] = {}): EauRequest {
  return { method: 'GET', path, query };
}
