import { addMonths, monthOf } from '../../../shapes/kit/local-time.ts';
import type { Line } from './lines.ts';
import { pdfOf } from './pdf.ts';
import { daysOf, videoRows } from './rows.ts';

export interface SandboxBill {
  readonly vendorRef: string;
  readonly contractId: string;
  readonly date: string;
  /** Euros, as a number of at most two decimals. */
  readonly amount: number;
  readonly currency: 'EUR';
  readonly publicNumber: string;
  readonly fileName: string;
}

const BILL_DAY = '20';

/** One bill a month, on the twentieth: the subscription, and at home the videos ordered since the bill before. */
export function billsOf(line: Line, today: string): SandboxBill[] {
  const days = daysOf(line, '', today);
  return days
    .filter((day) => day.endsWith(`-${BILL_DAY}`))
    .map((date) => {
      const before = `${addMonths(monthOf(date), -1)}-${BILL_DAY}`;
      const since = line.kind === 'fixe' ? days.filter((day) => day >= before && day < date) : [];
      const cents =
        line.monthlyCents + since.reduce((sum, day) => sum + orderedCents(line, day), 0);
      const amount = cents / 100;
      return {
        vendorRef: `ORA-${line.id.slice(-2)}-${monthOf(date)}`,
        contractId: `C-77${line.id.slice(-2)}-${line.kind === 'mobile' ? 'M' : 'F'}`,
        date,
        amount,
        currency: 'EUR' as const,
        publicNumber: line.kind === 'mobile' ? line.id : `33${line.holder.telephone.slice(1)}`,
        fileName: `${date}_orange_${amount.toFixed(2)}EUR.pdf`,
      };
    });
}

export function pdfOfBill({ holder }: Line, { vendorRef, date, amount }: SandboxBill): Uint8Array {
  return pdfOf([
    'Orange (simulation)',
    `Facture ${vendorRef} du ${date}`,
    `${holder.firstName} ${holder.lastName}`,
    `Total TTC : ${amount.toFixed(2)} EUR`,
  ]);
}

function orderedCents(line: Line, day: string): number {
  const orders = videoRows(line, day).filter(({ body }) => body.action === 'Commande');
  return orders.reduce((sum, { body }) => sum + Math.round(Number(body.price) * 100), 0);
}
