import { centsOfText, euroText } from '../kit/money.ts';
import { present } from '../kit/present.ts';

/** What moved, or will move, on an account. */
export interface BankTransaction {
  /** The local day on which the bank booked it, or expects to. */
  readonly day: string;
  readonly valueDay?: string;
  /** What leaves the account is negative. */
  readonly amountCents: number;
  readonly status: 'booked' | 'pending';
  /** How the bank tells it from the others of the account; a pending one gets another when it is booked. */
  readonly reference: string;
  /** Domain, family and sub-family of ISO 20022: 'PMNT-RDDT-ESDD'. */
  readonly transactionCode?: string;
  /** What for, in four letters of ISO 20022: 'ELEC'. */
  readonly purposeCode?: string;
  readonly mandateReference?: string;
  readonly creditorIdentifier?: string;
  readonly counterparty?: string;
  readonly label?: string;
}

/** No home has so many in a month; a document stays one that a telephone can read. */
export const TRANSACTIONS_PER_MONTH_MAX = 5_000;

const day = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const cell = String.raw`[^\t\n\r]`;
const money = String.raw`-?(?:0|[1-9]\d{0,11})\.\d{2}`;
const line = String.raw`${day}\t(?:${day})?\t${money}\t(?:booked|pending)\t${cell}+(?:\t${cell}*){6}`;

/** Also the sh:pattern of trb:transactions; a test holds the two together. */
export const transactionListPattern: RegExp = new RegExp(`^${line}(?:\n${line})*$`);

const CELL: RegExp = new RegExp(`^${cell}+$`);

/** Eleven columns a line, empty where the bank says nothing (vocab/bank.ttl, trb:transactionList). */
export function writeTransactionList(transactions: readonly BankTransaction[]): string {
  return transactions.map((one) => cellsOf(one).join('\t')).join('\n');
}

/** The transactions, or undefined when the text is not such a list. */
export function readTransactionList(list: string): BankTransaction[] | undefined {
  if (!transactionListPattern.test(list)) return undefined;
  return list.split('\n').map(readLine);
}

/** Whether every text of a transaction fits into its column. */
export function fitsIntoLine(transaction: BankTransaction): boolean {
  const { day: _, amountCents: __, status: ___, ...texts } = transaction;
  return Object.values(texts).every((text) => CELL.test(text));
}

function cellsOf(one: BankTransaction): readonly string[] {
  return [
    one.day,
    one.valueDay ?? '',
    euroText(one.amountCents),
    one.status,
    one.reference,
    one.transactionCode ?? '',
    one.purposeCode ?? '',
    one.mandateReference ?? '',
    one.creditorIdentifier ?? '',
    one.counterparty ?? '',
    one.label ?? '',
  ];
}

function readLine(text: string): BankTransaction {
  const cells = text.split('\t');
  const at = (index: number): string => cells[index] ?? '';
  const said = (index: number): string | undefined => at(index) || undefined;
  return present({
    day: at(0),
    valueDay: said(1),
    amountCents: centsOfText(at(2)) ?? Number.NaN,
    status: at(3) === 'pending' ? ('pending' as const) : ('booked' as const),
    reference: at(4),
    transactionCode: said(5),
    purposeCode: said(6),
    mandateReference: said(7),
    creditorIdentifier: said(8),
    counterparty: said(9),
    label: said(10),
  });
}
