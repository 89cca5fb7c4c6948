import type { Person } from './persons.ts';

/** Whom the household pays by direct debit, under synthetic SEPA creditor identifiers. */
const creditors = {
  EAU: 'FR00ZZZ900001',
  ORANGE: 'FR00ZZZ900002',
  MAIF: 'FR00ZZZ900003',
  GAZ: 'FR00ZZZ900004',
  ELEC: 'FR00ZZZ900005',
} as const;

export type Creditor = keyof typeof creditors;

/** The mandate that the bank's simulation tells with a debit, and the creditor's own with its bills. */
export function mandateOf(
  creditor: Creditor,
  id: Person['id'],
): { readonly reference: string; readonly creditor: string } {
  return { reference: `TRB-${creditor}-${id.toUpperCase()}`, creditor: creditors[creditor] };
}
