import type { Quad } from 'n3';
import { rdf, xsd } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import { describe, iri, mainNode, nodesOf, text, typed } from '../kit/document.ts';
import { money, requiredCents } from '../kit/money.ts';
import { ACCOUNT_KEY, CREDITOR_IDENTIFIER, DAY, MANDATE_REFERENCE } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import type { Shape } from '../kit/shape.ts';

/** Who may debit an account, as the booked debits show it. A bill that names both numbers is paid by it. */
export interface DirectDebitMandate {
  /** Sixteen hexadecimal digits, made from account, creditor and reference. */
  readonly mandateKey: string;
  readonly accountKey: string;
  readonly mandateReference: string;
  readonly creditorIdentifier: string;
  readonly creditorName?: string;
  readonly firstDebitDay: string;
  readonly lastDebitDay: string;
  /** What the debit of the last day took: positive, as on a bill. */
  readonly lastDebitCents: number;
}

/** The document of a mandate: `new Shelf({ fetch, container, shape: directDebitMandate })`. */
export const directDebitMandate: Shape<DirectDebitMandate> = {
  name: 'direct-debit-mandate',
  forClass: trb.DirectDebitMandate,
  shapeFile: 'direct-debit-mandate/shape.ttl',
  fileNames: /^mandate-[0-9a-f]{16}\.ttl$/,
  nameOf: ({ mandateKey }) => `mandate-${mandateKey}.ttl`,
  write,
  read,
};

/** What is known of a mandate from the debits of two periods, whichever came first. */
export function mergeMandates(
  stored: DirectDebitMandate | undefined,
  fresh: DirectDebitMandate,
): DirectDebitMandate {
  if (stored === undefined) return fresh;
  const later = stored.lastDebitDay > fresh.lastDebitDay ? stored : fresh;
  const [firstDebitDay = later.firstDebitDay] = [
    stored.firstDebitDay,
    fresh.firstDebitDay,
  ].toSorted();
  return { ...stored, ...later, firstDebitDay };
}

function write(mandate: DirectDebitMandate, documentUrl: string): Quad[] {
  return describe(`${documentUrl}#mandate`, [
    [rdf.type, iri(trb.DirectDebitMandate)],
    [trb.mandateKey, text(mandate.mandateKey)],
    [trb.accountKey, text(mandate.accountKey)],
    [trb.mandateReference, text(mandate.mandateReference)],
    [trb.creditorIdentifier, text(mandate.creditorIdentifier)],
    [trb.creditorName, text(mandate.creditorName)],
    [trb.firstDebitDay, typed(mandate.firstDebitDay, xsd.date)],
    [trb.lastDebitDay, typed(mandate.lastDebitDay, xsd.date)],
    [trb.lastDebitAmount, money(mandate.lastDebitCents)],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): DirectDebitMandate {
  const node = mainNode(nodesOf(quads), trb.DirectDebitMandate, documentUrl);
  return present({
    mandateKey: node.requiredText(trb.mandateKey, ACCOUNT_KEY),
    accountKey: node.requiredText(trb.accountKey, ACCOUNT_KEY),
    mandateReference: node.requiredText(trb.mandateReference, MANDATE_REFERENCE),
    creditorIdentifier: node.requiredText(trb.creditorIdentifier, CREDITOR_IDENTIFIER),
    creditorName: node.text(trb.creditorName),
    firstDebitDay: node.requiredText(trb.firstDebitDay, DAY),
    lastDebitDay: node.requiredText(trb.lastDebitDay, DAY),
    lastDebitCents: requiredCents(node, trb.lastDebitAmount),
  });
}
