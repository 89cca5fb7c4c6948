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
import { euroText, money, requiredCents } from '../kit/money.ts';
import { ACCOUNT_KEY, CREDITOR_IDENTIFIER, DAY, MANDATE_REFERENCE } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import type { Shape } from '../kit/shape.ts';

interface AnnouncedDebit {
  readonly dueDay: string;
  /** Positive, as on a bill. */
  readonly amountCents: number;
  readonly mandateReference: string;
  readonly creditorIdentifier: string;
  readonly creditorName?: string;
}

/** All the debits that a bank announces on an account today. Laid whole each time: what is called off is gone. */
export interface AnnouncedDebits {
  readonly accountKey: string;
  /** By day, creditor, mandate and amount. */
  readonly debits: readonly AnnouncedDebit[];
}

export const announcedDebits: Shape<AnnouncedDebits> = {
  name: 'announced-debits',
  forClass: trb.AnnouncedDebits,
  shapeFile: 'announced-debits/shape.ttl',
  fileNames: /^announced-[0-9a-f]{16}\.ttl$/,
  nameOf: ({ accountKey }) => `announced-${accountKey}.ttl`,
  write,
  read,
};

function write({ accountKey, debits }: AnnouncedDebits, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#debits`;
  const named = inOrder(debits).map((debit, index) => ({
    debit,
    iri: `${documentUrl}#debit-${index + 1}`,
  }));
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.AnnouncedDebits)],
      [trb.accountKey, text(accountKey)],
    ]),
    ...named.flatMap((one) => describe(subject, [[trb.announcedDebit, iri(one.iri)]])),
    ...named.flatMap((one) =>
      describe(one.iri, [
        [rdf.type, iri(trb.AnnouncedDebit)],
        [trb.dueDay, typed(one.debit.dueDay, xsd.date)],
        [schema.amount, money(one.debit.amountCents)],
        [trb.mandateReference, text(one.debit.mandateReference)],
        [trb.creditorIdentifier, text(one.debit.creditorIdentifier)],
        [trb.creditorName, text(one.debit.creditorName)],
      ]),
    ),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): AnnouncedDebits {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.AnnouncedDebits, documentUrl);
  return {
    accountKey: node.requiredText(trb.accountKey, ACCOUNT_KEY),
    debits: inOrder(linkedNodes(nodes, node, trb.announcedDebit).map(readDebit)),
  };
}

function readDebit(node: Node): AnnouncedDebit {
  return present({
    dueDay: node.requiredText(trb.dueDay, DAY),
    amountCents: requiredCents(node, schema.amount),
    mandateReference: node.requiredText(trb.mandateReference, MANDATE_REFERENCE),
    creditorIdentifier: node.requiredText(trb.creditorIdentifier, CREDITOR_IDENTIFIER),
    creditorName: node.text(trb.creditorName),
  });
}

function inOrder(debits: readonly AnnouncedDebit[]): AnnouncedDebit[] {
  return [...debits].sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : Number(rankOf(a) > rankOf(b))));
}

const rankOf = (debit: AnnouncedDebit): string =>
  [
    debit.dueDay,
    debit.creditorIdentifier,
    debit.mandateReference,
    euroText(debit.amountCents).padStart(16, '0'),
    debit.creditorName ?? '',
  ].join('\t');
