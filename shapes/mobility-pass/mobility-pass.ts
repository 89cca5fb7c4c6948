import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import { describe, integer, iri, mainNode, nodesOf, text, typed } from '../kit/document.ts';
import { money, requiredCents } from '../kit/money.ts';
import { DAY } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';

/** A season pass or ticket, for the time in which it is valid; a renewal is another pass. */
export interface MobilityPass {
  /** Sixteen hexadecimal digits that whoever brings the pass makes of what identifies it. */
  readonly id: string;
  readonly orderNumber: string;
  readonly label: string;
  /** In the order of their characters; several for a combined pass. */
  readonly operators: readonly string[];
  /** In the partner's words; to show. */
  readonly periodicity?: string;
  readonly zoneMin?: number;
  readonly zoneMax?: number;
  /** Local days, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly priceCents: number;
}

const NAME = /^pass-\d{4}-\d\d-\d\d-([0-9a-f]{16})\.ttl$/;

export const mobilityPass: Shape<MobilityPass> = {
  name: 'mobility-pass',
  forClass: trb.MobilityPass,
  shapeFile: 'mobility-pass/shape.ttl',
  fileNames: NAME,
  nameOf: ({ firstDay, id }) => `pass-${firstDay}-${id}.ttl`,
  write,
  read,
};

function write(pass: MobilityPass, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#pass-${pass.id}`;
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.MobilityPass)],
      [schema.orderNumber, text(pass.orderNumber)],
      [schema.name, text(pass.label)],
      [trb.passPeriodicity, text(pass.periodicity)],
      [trb.zoneMin, integer(pass.zoneMin)],
      [trb.zoneMax, integer(pass.zoneMax)],
      [schema.startDate, typed(pass.firstDay, xsd.date)],
      [schema.endDate, typed(pass.lastDay, xsd.date)],
      [schema.price, money(pass.priceCents)],
      [schema.priceCurrency, text('EUR')],
    ]),
    ...pass.operators.flatMap((name) => describe(subject, [[trb.operatorName, text(name)]])),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): MobilityPass {
  const node = mainNode(nodesOf(quads), trb.MobilityPass, documentUrl);
  const pass = present({
    id: node.iri.slice(node.iri.lastIndexOf('#pass-') + '#pass-'.length),
    orderNumber: node.requiredText(schema.orderNumber),
    label: node.requiredText(schema.name),
    operators: node.texts(trb.operatorName).toSorted(),
    periodicity: node.text(trb.passPeriodicity),
    zoneMin: node.number(trb.zoneMin),
    zoneMax: node.number(trb.zoneMax),
    firstDay: node.requiredText(schema.startDate, DAY),
    lastDay: node.requiredText(schema.endDate, DAY),
    priceCents: requiredCents(node, schema.price),
  });
  if (pass.lastDay < pass.firstDay) {
    throw new ShapeError(node.iri, schema.endDate, 'lies before the first day.');
  }
  return pass;
}
