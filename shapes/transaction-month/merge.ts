import type { BankTransaction } from './transaction-list.ts';

interface Month {
  readonly accountKey: string;
  readonly month: string;
  readonly transactions: readonly BankTransaction[];
}

/** By day, then by reference. */
export function inOrder(transactions: readonly BankTransaction[]): BankTransaction[] {
  return [...transactions].sort(
    (a, b) => byCharacters(a.day, b.day) || byCharacters(a.reference, b.reference),
  );
}

/**
 * A month as the bank now tells it, joined with what is stored. Pending transactions are the bank's of today: one that was
 * booked meanwhile comes back under another reference, and one that was called off comes back no more. Booked ones stay,
 * even when the bank no longer shows them; one that it shows under a new reference takes the place of its old self.
 */
export function mergeTransactionMonths<Kept extends Month>(
  stored: Kept | undefined,
  fresh: Kept,
): Kept {
  if (stored === undefined) return { ...fresh, transactions: inOrder(fresh.transactions) };
  if (stored.accountKey !== fresh.accountKey || stored.month !== fresh.month) {
    throw new RangeError('Two months can merge only if both are of one account and one month.');
  }
  const kept = whatTheBankForgot(stored.transactions.filter(isBooked), fresh.transactions);
  const references = new Set(kept.map(({ reference }) => reference));
  const came = fresh.transactions.filter(({ reference }) => !references.has(reference));
  return { ...fresh, transactions: inOrder([...kept, ...came]) };
}

function whatTheBankForgot(
  stored: readonly BankTransaction[],
  fresh: readonly BankTransaction[],
): BankTransaction[] {
  const booked = fresh.filter(isBooked);
  const known = new Set(stored.map(({ reference }) => reference));
  const shown = new Set(booked.map(({ reference }) => reference));
  // Two coffees of one day are two transactions: each new reference takes the place of one old one.
  const renamed = new Map<string, number>();
  for (const one of booked.filter(({ reference }) => !known.has(reference))) {
    renamed.set(contentOf(one), (renamed.get(contentOf(one)) ?? 0) + 1);
  }
  return stored.filter((one) => {
    if (shown.has(one.reference)) return false;
    const left = renamed.get(contentOf(one)) ?? 0;
    renamed.set(contentOf(one), left - 1);
    return left <= 0;
  });
}

const isBooked = ({ status }: BankTransaction): boolean => status === 'booked';

const contentOf = (one: BankTransaction): string =>
  [
    one.day,
    one.amountCents,
    one.mandateReference ?? '',
    one.creditorIdentifier ?? '',
    one.label ?? '',
  ].join('\t');

const byCharacters = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
