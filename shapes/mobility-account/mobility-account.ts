import type { Quad } from 'n3';
import { prov, rdf, schema, xsd } from '../../vocab/reused.ts';
import { identitySources, trb } from '../../vocab/terms.ts';
import {
  type CodeMap,
  describe,
  iri,
  linkedNodes,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { withLocalOffset } from '../kit/local-time.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';

export type IdentityProperty = 'familyName' | 'givenName' | 'birthDate';
export type IdentitySource = 'franceconnect' | 'account';

/** One value, and who answers for it since when. */
export interface CertifiedValue {
  readonly property: IdentityProperty;
  readonly value: string;
  readonly source: IdentitySource;
  /** A whole second. */
  readonly at: Date;
}

/** An account in which mobility operators meet, and what it knows of its holder. */
export interface MobilityAccount {
  readonly accountId: string;
  /** In the order of their properties, each once. */
  readonly values: readonly CertifiedValue[];
}

export const mobilityAccount: Shape<MobilityAccount> = {
  name: 'mobility-account',
  forClass: trb.MobilityAccount,
  shapeFile: 'mobility-account/shape.ttl',
  fileNames: /^account\.ttl$/,
  nameOf: () => 'account.ttl',
  write,
  read,
};

const properties: CodeMap<IdentityProperty> = {
  familyName: schema.familyName,
  givenName: schema.givenName,
  birthDate: schema.birthDate,
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;

function write({ accountId, values }: MobilityAccount, documentUrl: string): Quad[] {
  const subject = `${documentUrl}#account`;
  const ordered = inOrder(values);
  refuseRepeats(ordered, subject);
  const iriOf = ({ property }: CertifiedValue): string => `${documentUrl}#${property}`;
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.MobilityAccount)],
      [schema.identifier, text(accountId)],
    ]),
    ...ordered.flatMap((one) => describe(subject, [[trb.certifiedValue, iri(iriOf(one))]])),
    ...ordered.flatMap((one) =>
      describe(iriOf(one), [
        [rdf.type, iri(trb.CertifiedValue)],
        [trb.certifiedProperty, iri(properties[one.property])],
        [schema.value, text(one.value)],
        [trb.certifiedBy, iri(identitySources[one.source])],
        [prov.generatedAtTime, typed(withLocalOffset(one.at), xsd.dateTime)],
      ]),
    ),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): MobilityAccount {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.MobilityAccount, documentUrl);
  const values = inOrder(linkedNodes(nodes, node, trb.certifiedValue).map(readValue));
  refuseRepeats(values, node.iri);
  return { accountId: node.requiredText(schema.identifier), values };
}

function readValue(node: Node): CertifiedValue {
  return {
    property: node.requiredCode(trb.certifiedProperty, properties),
    value: node.requiredText(schema.value),
    source: node.requiredCode<IdentitySource>(trb.certifiedBy, identitySources),
    at: new Date(node.requiredText(prov.generatedAtTime, INSTANT)),
  };
}

function refuseRepeats(values: readonly CertifiedValue[], subject: string): void {
  if (new Set(values.map(({ property }) => property)).size !== values.length) {
    throw new ShapeError(subject, trb.certifiedValue, 'names one property twice.');
  }
}

const inOrder = (values: readonly CertifiedValue[]): CertifiedValue[] =>
  values.toSorted((a, b) => (a.property < b.property ? -1 : 1));
