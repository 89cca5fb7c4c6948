import type { Quad } from 'n3';
import { locn, rdf, schema } from '../../vocab/reused.ts';
import { occupancies, trb } from '../../vocab/terms.ts';
import { type Address, readAddress, writeAddress } from '../address/address.ts';
import { describe, integer, iri, linkedNode, type Node, type Nodes } from '../kit/document.ts';
import { money, optionalCents } from '../kit/money.ts';
import { present } from '../kit/present.ts';

/** A dwelling as its insurer knows it. */
export interface InsuredHome {
  readonly kind: 'home';
  readonly dwellingKind?: 'apartment' | 'house';
  readonly address?: Address;
  readonly roomCount?: number;
  readonly occupancy?: keyof typeof occupancies;
  /** The declared bracket of what the furniture is worth. */
  readonly contentsFromCents?: number;
  readonly contentsToCents?: number;
}

const classOfKind = { apartment: schema.Apartment, house: schema.House } as const;

export function writeInsuredHome(home: InsuredHome, subject: string): Quad[] {
  const address = `${subject}-address`;
  return [
    ...describe(subject, [
      [rdf.type, iri(trb.InsuredHome)],
      [rdf.type, home.dwellingKind && iri(classOfKind[home.dwellingKind])],
      [locn.address, home.address && iri(address)],
      [schema.numberOfRooms, integer(home.roomCount)],
      [trb.occupancy, home.occupancy && iri(occupancies[home.occupancy])],
      [trb.contentsValueFrom, money(home.contentsFromCents)],
      [trb.contentsValueTo, money(home.contentsToCents)],
    ]),
    ...writeAddress(home.address, address),
  ];
}

export function readInsuredHome(nodes: Nodes, node: Node): InsuredHome {
  return present({
    kind: 'home' as const,
    dwellingKind: dwellingKindOf(node),
    address: readAddress(linkedNode(nodes, node, locn.address)),
    roomCount: node.number(schema.numberOfRooms),
    occupancy: node.code(trb.occupancy, occupancies),
    contentsFromCents: optionalCents(node, trb.contentsValueFrom),
    contentsToCents: optionalCents(node, trb.contentsValueTo),
  });
}

function dwellingKindOf(node: Node): InsuredHome['dwellingKind'] {
  if (node.isA(schema.Apartment)) return 'apartment';
  return node.isA(schema.House) ? 'house' : undefined;
}
