import type { Quad } from 'n3';
import { rdf, schema, xsd } from '../../vocab/reused.ts';
import { contractStatuses, trb } from '../../vocab/terms.ts';
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
import { money, optionalCents } from '../kit/money.ts';
import { DAY } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';
import { type InsuredHome, readInsuredHome, writeInsuredHome } from './insured-home.ts';

interface InsuredVehicle {
  readonly kind: 'vehicle';
  /** As on the plate: 'AA-000-AA'. */
  readonly registrationNumber?: string;
}

export type InsuredThing = InsuredHome | InsuredVehicle;

/** The contract by which an insurer covers homes or vehicles. All that the insurer does not say is absent. */
export interface InsuranceContract {
  /** 16 hexadecimal digits: what tells this contract from the others of the same insurer. */
  readonly contractKey: string;
  readonly insurer: string;
  readonly status: keyof typeof contractStatuses;
  readonly memberNumber?: string;
  readonly product?: string;
  readonly formula?: string;
  /** Local day: '2021-06-01'. */
  readonly start?: string;
  /** For one year, taxes included. */
  readonly yearlyPremiumCents?: number;
  readonly covers?: readonly InsuredThing[];
}

export const insuranceContract: Shape<InsuranceContract> = {
  name: 'insurance-contract',
  forClass: trb.InsuranceContract,
  shapeFile: 'insurance-contract/shape.ttl',
  fileNames: /^contract-[0-9a-f]{16}\.ttl$/,
  nameOf: ({ contractKey }) => `contract-${contractKey}.ttl`,
  write,
  read,
};

const KEY = /^[0-9a-f]{16}$/;

function write(contract: InsuranceContract, documentUrl: string): Quad[] {
  const things = contract.covers ?? [];
  // Two digits, so that the things keep their order when names are sorted.
  const thingIri = (index: number): string =>
    `${documentUrl}#covered-${String(index + 1).padStart(2, '0')}`;
  return [
    ...describe(`${documentUrl}#contract`, [
      [rdf.type, iri(trb.InsuranceContract)],
      [trb.contractKey, text(contract.contractKey)],
      [trb.supplierName, text(contract.insurer)],
      [trb.contractStatus, iri(contractStatuses[contract.status])],
      [trb.memberNumber, text(contract.memberNumber)],
      [trb.insuranceProduct, text(contract.product)],
      [trb.coverFormula, text(contract.formula)],
      [schema.startDate, typed(contract.start, xsd.date)],
      [trb.yearlyPremium, money(contract.yearlyPremiumCents)],
      ...things.map((_, index) => [trb.covers, iri(thingIri(index))] as const),
    ]),
    ...things.flatMap((thing, index) => writeThing(thing, thingIri(index))),
  ];
}

function writeThing(thing: InsuredThing, subject: string): Quad[] {
  if (thing.kind !== 'vehicle') return writeInsuredHome(thing, subject);
  return describe(subject, [
    [rdf.type, iri(trb.InsuredVehicle)],
    [trb.registrationNumber, text(thing.registrationNumber)],
  ]);
}

function read(quads: readonly Quad[], documentUrl: string): InsuranceContract {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.InsuranceContract, documentUrl);
  const things = linkedNodes(nodes, node, trb.covers)
    .sort((a, b) => (a.iri < b.iri ? -1 : 1))
    .map((thing) =>
      thing.isA(trb.InsuredHome) ? readInsuredHome(nodes, thing) : readVehicle(thing),
    );
  return present({
    contractKey: node.requiredText(trb.contractKey, KEY),
    insurer: node.requiredText(trb.supplierName),
    status: node.requiredCode(trb.contractStatus, contractStatuses),
    memberNumber: node.text(trb.memberNumber),
    product: node.text(trb.insuranceProduct),
    formula: node.text(trb.coverFormula),
    start: node.text(schema.startDate, DAY),
    yearlyPremiumCents: optionalCents(node, trb.yearlyPremium),
    covers: things.length === 0 ? undefined : things,
  });
}

function readVehicle(node: Node): InsuredVehicle {
  if (!node.isA(trb.InsuredVehicle)) {
    throw new ShapeError(node.iri, rdf.type, 'is neither an insured home nor an insured vehicle.');
  }
  return present({
    kind: 'vehicle' as const,
    registrationNumber: node.text(trb.registrationNumber),
  });
}
