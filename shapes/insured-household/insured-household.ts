import type { Quad } from 'n3';
import { rdf } from '../../vocab/reused.ts';
import { coveredRoles, trb } from '../../vocab/terms.ts';
import { describe, integer, iri, linkedNodes, mainNode, nodesOf, text } from '../kit/document.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';

export type CoveredRole = keyof typeof coveredRoles;

/** Who of a household is covered: how many people, in which role. Nobody is named. */
export interface InsuredHousehold {
  readonly insurer: string;
  /** At least one role; none has zero people. */
  readonly people: Readonly<Partial<Record<CoveredRole, number>>>;
}

export const insuredHousehold: Shape<InsuredHousehold> = {
  name: 'insured-household',
  forClass: trb.InsuredHousehold,
  shapeFile: 'insured-household/shape.ttl',
  fileNames: /^household\.ttl$/,
  nameOf: () => 'household.ttl',
  write,
  read,
};

const roles = Object.keys(coveredRoles) as readonly CoveredRole[];

function write({ insurer, people }: InsuredHousehold, documentUrl: string): Quad[] {
  const covered = roles.filter((role) => people[role] !== undefined);
  const groupIri = (role: CoveredRole): string => `${documentUrl}#${role}`;
  return [
    ...describe(`${documentUrl}#household`, [
      [rdf.type, iri(trb.InsuredHousehold)],
      [trb.supplierName, text(insurer)],
      ...covered.map((role) => [trb.coveredGroup, iri(groupIri(role))] as const),
    ]),
    ...covered.flatMap((role) =>
      describe(groupIri(role), [
        [rdf.type, iri(trb.CoveredGroup)],
        [trb.coveredRole, iri(coveredRoles[role])],
        [trb.personCount, integer(people[role])],
      ]),
    ),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): InsuredHousehold {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.InsuredHousehold, documentUrl);
  const people: Partial<Record<CoveredRole, number>> = {};
  for (const group of linkedNodes(nodes, node, trb.coveredGroup)) {
    const role = group.requiredCode(trb.coveredRole, coveredRoles);
    if (people[role] !== undefined) {
      throw new ShapeError(group.iri, trb.coveredRole, 'is the role of another group as well.');
    }
    people[role] = Number(group.requiredText(trb.personCount, /^[1-9]\d?$/));
  }
  return { insurer: node.requiredText(trb.supplierName), people };
}
