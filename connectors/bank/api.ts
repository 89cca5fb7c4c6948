import type { Field } from '../kit/partner/field.ts';
import type { BankBalance, FoundAccount, FoundTransaction } from './payload.ts';

/** One question to a bank and what each page of its answer must look like. */
export interface Exchange<Question, Item> {
  request(question: Question): BankRequest;
  /** Throws PARTNER_ANSWER_INVALID, naming the path of what is wrong. */
  parse(answer: Field, question: Question): Page<Item>;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page is, as the bank writes it. */
  readonly next: string | undefined;
}

export interface BankRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

interface AccountQuestion {
  /** The bank's own name of the account for this agreement: it stands in the path, the IBAN never does. */
  readonly resourceId: string;
}

export interface TransactionsQuestion extends AccountQuestion {
  /** Local day, included. Nothing bounds the period at its end: announced debits lie ahead. */
  readonly from: string;
  /** For what the bank announces without a day. */
  readonly today: string;
}

/** What both dialects of PSD2 can be asked; the answers have one form. */
export interface BankApi {
  readonly accounts: Exchange<undefined, FoundAccount>;
  readonly balances: Exchange<AccountQuestion, BankBalance>;
  readonly transactions: Exchange<TransactionsQuestion, FoundTransaction>;
}

export const accountPath = (resourceId: string, what: string): string =>
  `/v1/accounts/${encodeURIComponent(resourceId)}/${what}`;
