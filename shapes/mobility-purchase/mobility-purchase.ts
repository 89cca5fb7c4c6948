import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import {
  describe,
  iri,
  linkedNodes,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { localMonth, withLocalOffset } from '../kit/local-time.ts';
import { money, requiredCents } from '../kit/money.ts';
import { MONTH } from '../kit/patterns.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';

/** One purchase, however many operators tell of it. */
export interface MobilityPurchase {
  /** Sixteen hexadecimal digits that whoever brings the purchase makes of what identifies it. */
  readonly id: string;
  readonly orderNumber: string;
  /** A whole second. */
  readonly at: Date;
  /** In the order of their characters. */
  readonly operators: readonly string[];
  /** What was bought, in the order of the characters, each name once. */
  readonly labels: readonly string[];
  /** All taxes included; negative for money given back. */
  readonly priceCents: number;
}

/** What a person bought during one local month in order to travel. */
export interface MobilityPurchaseMonth {
  readonly month: string;
  /** By time, then by id. */
  readonly purchases: readonly MobilityPurchase[];
}

export const mobilityPurchaseMonth: Shape<MobilityPurchaseMonth> = {
  name: 'mobility-purchase-month',
  forClass: trb.MobilityPurchaseMonth,
  shapeFile: 'mobility-purchase/shape.ttl',
  fileNames: /^purchases-\d{4}-\d\d\.ttl$/,
  nameOf: ({ month }) => `purchases-${month}.ttl`,
  write,
  read,
};

const FRAGMENT = '#order-';

function write({ month, purchases }: MobilityPurchaseMonth, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#month`;
  const ordered = inOrder(purchases);
  refuseOtherMonth(month, ordered, subject);
  const iriOf = ({ id }: MobilityPurchase): string => documentUrl + FRAGMENT + id;
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.MobilityPurchaseMonth)],
      [schema.temporalCoverage, typed(month, xsd.gYearMonth)],
      [schema.priceCurrency, text('EUR')],
    ]),
    ...ordered.flatMap((one) => describe(subject, [[schema.hasPart, iri(iriOf(one))]])),
    ...ordered.flatMap((one) => [
      ...describe(iriOf(one), [
        [rdf.type, iri(trb.MobilityPurchase)],
        [schema.orderNumber, text(one.orderNumber)],
        [schema.orderDate, typed(withLocalOffset(one.at), xsd.dateTime)],
        [schema.price, money(one.priceCents)],
      ]),
      ...one.operators.flatMap((name) => describe(iriOf(one), [[trb.operatorName, text(name)]])),
      ...one.labels.flatMap((label) => describe(iriOf(one), [[schema.name, text(label)]])),
    ]),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): MobilityPurchaseMonth {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.MobilityPurchaseMonth, documentUrl);
  const month = node.requiredText(schema.temporalCoverage, MONTH);
  const purchases = inOrder(linkedNodes(nodes, node, schema.hasPart).map(readPurchase));
  refuseOtherMonth(month, purchases, node.iri);
  return { month, purchases };
}

function readPurchase(node: Node): MobilityPurchase {
  return {
    id: node.iri.slice(node.iri.lastIndexOf(FRAGMENT) + FRAGMENT.length),
    orderNumber: node.requiredText(schema.orderNumber),
    at: new Date(node.requiredText(schema.orderDate, INSTANT)),
    operators: node.texts(trb.operatorName).toSorted(),
    labels: node.texts(schema.name).toSorted(),
    priceCents: requiredCents(node, schema.price),
  };
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;

function refuseOtherMonth(
  month: string,
  purchases: readonly MobilityPurchase[],
  subject: string,
): void {
  const stray = purchases.find(({ at }) => localMonth(at) !== month);
  if (stray !== undefined) {
    throw new ShapeError(
      subject,
      schema.orderDate,
      `${stray.at.toISOString()} is not in ${month}.`,
    );
  }
  const ids = new Set(purchases.map(({ id }) => id));
  if (ids.size !== purchases.length) {
    throw new ShapeError(subject, schema.hasPart, 'names one purchase twice.');
  }
}

function inOrder(purchases: readonly MobilityPurchase[]): MobilityPurchase[] {
  return purchases.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
}
