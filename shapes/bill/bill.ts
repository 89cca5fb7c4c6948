import type { Quad } from 'n3';
import { dcterms, rdf, schema, xsd } from '../../vocab/reused.ts';
import { billKinds, trb } from '../../vocab/terms.ts';
import { describe, iri, mainNode, type Node, nodesOf, text, typed } from '../kit/document.ts';
import { money, requiredCents } from '../kit/money.ts';
import { DAY } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';

type BillKind = 'bill' | 'credit-note';
export type BillStatus = 'to-pay' | 'paid' | 'rejected';

/** What a provider asks for, or gives back. Days are local: '2026-10-12'. */
export interface Bill {
  /** Short id: 'eau-du-grand-lyon'. */
  readonly partner: string;
  readonly billNumber: string;
  readonly kind: BillKind;
  readonly issued: string;
  readonly due?: string;
  readonly periodFirstDay?: string;
  readonly periodLastDay?: string;
  /** With taxes, in euros; a credit note's is not above zero, a bill's not below. */
  readonly amountCents: number;
  readonly contractNumber?: string;
  readonly status?: BillStatus;
  /** A debit of the bank's pays this bill when mandate and creditor are the same; a label proves nothing. */
  readonly mandateReference?: string;
  /** SEPA ICS. */
  readonly creditorIdentifier?: string;
  /** The day that the provider announced for the debit. */
  readonly debitDay?: string;
  /** Name of the file as the provider made it, in the same container. */
  readonly file?: string;
}

const statuses: Readonly<Record<BillStatus, string>> = {
  'to-pay': schema.PaymentDue,
  paid: schema.PaymentComplete,
  rejected: schema.PaymentDeclined,
};

const EURO = 'EUR';
const FILE_NAME = /^\w[\w.-]*$/;

export const bill: Shape<Bill> = {
  name: 'bill',
  forClass: trb.Bill,
  shapeFile: 'bill/shape.ttl',
  fileNames: /^\d{4}-\d\d-\d\d-[\w-]+\.ttl$/,
  nameOf: (thing) => `${stemOf(thing)}.ttl`,
  write,
  read,
};

/** What the file of a bill is called, beside its document: `pdfNameOf(bill)` is '2026-10-12-F2026-118802.pdf'. */
export function pdfNameOf(thing: Pick<Bill, 'issued' | 'billNumber'>): string {
  return `${stemOf(thing)}.pdf`;
}

function stemOf({ issued, billNumber }: Pick<Bill, 'issued' | 'billNumber'>): string {
  return `${issued}-${billNumber.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')}`;
}

function write(thing: Bill, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#bill`;
  refuseWrongSign(thing, subject);
  const { status, file } = thing;
  return describe(subject, [
    [rdf.type, iri(trb.Bill)],
    [trb.partner, text(thing.partner)],
    [schema.identifier, text(thing.billNumber)],
    [trb.billKind, iri(billKinds[thing.kind])],
    [dcterms.issued, typed(thing.issued, xsd.date)],
    [schema.paymentDueDate, typed(thing.due, xsd.date)],
    [trb.periodFirstDay, typed(thing.periodFirstDay, xsd.date)],
    [trb.periodLastDay, typed(thing.periodLastDay, xsd.date)],
    [schema.price, money(thing.amountCents)],
    [schema.priceCurrency, text(EURO)],
    [schema.accountId, text(thing.contractNumber)],
    [schema.paymentStatus, status === undefined ? undefined : iri(statuses[status])],
    [trb.mandateReference, text(thing.mandateReference)],
    [trb.creditorIdentifier, text(thing.creditorIdentifier)],
    [schema.scheduledPaymentDate, typed(thing.debitDay, xsd.date)],
    [dcterms.hasFormat, file === undefined ? undefined : iri(urlOf(file, documentUrl))],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): Bill {
  const node = mainNode(nodesOf(quads), trb.Bill, documentUrl);
  if (node.requiredText(schema.priceCurrency) !== EURO) {
    throw new ShapeError(node.iri, schema.priceCurrency, 'is not the euro.');
  }
  const thing = present({
    partner: node.requiredText(trb.partner),
    billNumber: node.requiredText(schema.identifier),
    kind: node.requiredCode<BillKind>(trb.billKind, billKinds),
    issued: node.requiredText(dcterms.issued, DAY),
    due: node.text(schema.paymentDueDate, DAY),
    periodFirstDay: node.text(trb.periodFirstDay, DAY),
    periodLastDay: node.text(trb.periodLastDay, DAY),
    amountCents: requiredCents(node, schema.price),
    contractNumber: node.text(schema.accountId),
    status: node.code(schema.paymentStatus, statuses),
    mandateReference: node.text(trb.mandateReference),
    creditorIdentifier: node.text(trb.creditorIdentifier),
    debitDay: node.text(schema.scheduledPaymentDate, DAY),
    file: fileOf(node, documentUrl),
  });
  refuseWrongSign(thing, node.iri);
  return thing;
}

function urlOf(file: string, documentUrl: string): string {
  if (FILE_NAME.test(file)) return new URL(file, documentUrl).href;
  throw new ShapeError(documentUrl, dcterms.hasFormat, 'is no plain file name.');
}

/** A link out of the container is none to a file that was laid with the bill. */
function fileOf(node: Node, documentUrl: string): string | undefined {
  const url = node.text(dcterms.hasFormat);
  if (url === undefined) return undefined;
  const container = new URL('.', documentUrl).href;
  const name = url.slice(container.length);
  if (!url.startsWith(container) || !FILE_NAME.test(name)) {
    throw new ShapeError(node.iri, dcterms.hasFormat, 'is no file of the same container.');
  }
  return name;
}

/** A sum whose sign says the contrary of its kind would be added up wrongly. */
function refuseWrongSign({ kind, amountCents }: Bill, subject: string): void {
  if (kind === 'credit-note' ? amountCents > 0 : amountCents < 0) {
    throw new ShapeError(subject, schema.price, `has the wrong sign for a ${kind}.`);
  }
}
