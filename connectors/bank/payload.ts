import type { BalanceKind } from '../../shapes/bank-account/bank-account.ts';
import { CREDITOR_IDENTIFIER, MANDATE_REFERENCE } from '../../shapes/kit/patterns.ts';
import type { Field } from '../kit/partner/field.ts';

/** A payment account in euros that the person lets us see. */
export interface FoundAccount {
  /** The bank's name of it under this agreement; another agreement may give another. */
  readonly resourceId: string;
  readonly iban: string;
  readonly name: string | undefined;
  readonly usage: 'private' | 'professional' | undefined;
  /** A person may agree to the one and not to the other. */
  readonly showsBalances: boolean;
  readonly showsTransactions: boolean;
}

export interface BankBalance {
  readonly kind: BalanceKind;
  readonly cents: number;
  readonly day: string | undefined;
}

export interface FoundTransaction {
  readonly status: 'booked' | 'pending';
  /** Undefined where the bank gives no name of its own. */
  readonly reference: string | undefined;
  /** What the payer called it; the same before and after booking. */
  readonly endToEndId: string | undefined;
  readonly day: string;
  readonly valueDay: string | undefined;
  /** What leaves the account is negative. */
  readonly cents: number;
  readonly transactionCode: string | undefined;
  readonly purposeCode: string | undefined;
  readonly mandateReference: string | undefined;
  readonly creditorIdentifier: string | undefined;
  readonly counterparty: string | undefined;
  readonly label: string | undefined;
}

export const PAGE_ITEMS_MAX = 2_000;
/** Ten million euros: beyond it a figure is a fault rather than a household's. */
export const CENTS_MAX = 1_000_000_000;
const LABEL_LENGTH_MAX = 500;
const NAME_LENGTH_MAX = 140;

const RESOURCE_ID = /^[\w.-]{1,100}$/;
const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** The parts of an account that both dialects write alike; undefined for one that is not read. */
export function paymentAccount(
  account: Field,
  iban: Field,
): Omit<FoundAccount, 'name'> | undefined {
  // A card's account lists what the current account pays in one sum: read both, and each purchase would count twice.
  const type = account.at('cashAccountType').optionalText() ?? 'CACC';
  // Sums of other currencies have other decimals, and would be added to euros.
  if (type !== 'CACC' || iban.absent || account.at('currency').text() !== 'EUR') return undefined;
  const links = account.at('_links');
  return {
    resourceId: account.at('resourceId').matching(RESOURCE_ID, 'a resource id'),
    iban: iban.matching(IBAN, 'an IBAN without spaces'),
    usage: usageOf(account.at('usage')),
    showsBalances: !links.at('balances').absent,
    showsTransactions: !links.at('transactions').absent,
  };
}

function usageOf(usage: Field): FoundAccount['usage'] {
  if (usage.absent) return undefined;
  return usage.oneOf('PRIV', 'ORGA') === 'PRIV' ? 'private' : 'professional';
}

/** Euros to the cent, from a text such as "-1234.5". */
export function centsOf(amount: Field): number {
  amount.at('currency').oneOf('EUR');
  return amount.at('amount').cents(CENTS_MAX);
}

export function optionalDay(field: Field): string | undefined {
  return field.absent ? undefined : field.day();
}

/** Banks pad labels and break them over lines. */
export function oneLine(
  text: string | undefined,
  lengthMax = LABEL_LENGTH_MAX,
): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here.
  const line = text?.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
  return line ? Array.from(line).slice(0, lengthMax).join('').trim() : undefined;
}

export const nameOf = (field: Field): string | undefined =>
  oneLine(field.optionalText(), NAME_LENGTH_MAX);

/** "NOTPROVIDED" and the like name no mandate: what is no SEPA reference is as good as nothing. */
export function mandateReferenceIn(text: string | undefined): string | undefined {
  return text !== 'NOTPROVIDED' && MANDATE_REFERENCE.test(text ?? '') ? text : undefined;
}

export function creditorIdentifierIn(text: string | undefined): string | undefined {
  return CREDITOR_IDENTIFIER.test(text ?? '') ? text : undefined;
}

export function nextOf(links: Field): string | undefined {
  return links.at('next').at('href').optionalText();
}
