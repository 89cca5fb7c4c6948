import type { Bill } from '../../../shapes/bill/bill.ts';

/** The bills that were issued in one calendar year, newest first. */
export interface BillsOfYear<Laid extends { readonly bill: Bill }> {
  readonly year: string;
  readonly bills: readonly Laid[];
  /** Credit notes are below zero and so taken off. */
  readonly totalCents: number;
}

export function billsByYear<Laid extends { readonly bill: Bill }>(
  bills: readonly Laid[],
): readonly BillsOfYear<Laid>[] {
  const years = new Map<string, Laid[]>();
  for (const laid of [...bills].sort(newestFirst)) {
    const year = laid.bill.issued.slice(0, 4);
    years.set(year, [...(years.get(year) ?? []), laid]);
  }
  return [...years].map(([year, ofYear]) => ({
    year,
    bills: ofYear,
    totalCents: ofYear.reduce((sum, { bill }) => sum + bill.amountCents, 0),
  }));
}

/** Of two bills of one day the number decides, so that the order is the same at every visit. */
function newestFirst(
  { bill: one }: { readonly bill: Bill },
  { bill: other }: { readonly bill: Bill },
): number {
  const [a, b] = [one, other].map(({ issued, billNumber }) => `${issued} ${billNumber}`);
  return (a ?? '') < (b ?? '') ? 1 : -1;
}
