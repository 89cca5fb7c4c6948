import type { Quad } from 'n3';
import { locn, rdf, schema, xsd } from '../../vocab/reused.ts';
import { energyVectors, trb } from '../../vocab/terms.ts';
import { type Address, readAddress, writeAddress } from '../address/address.ts';
import {
  decimal,
  describe,
  integer,
  iri,
  linkedNode,
  mainNode,
  type Node,
  nodesOf,
  text,
  typed,
} from '../kit/document.ts';
import { PRM } from '../kit/patterns.ts';
import { present } from '../kit/present.ts';
import { type Shape, ShapeError } from '../kit/shape.ts';

/** A dwelling in which a household lives. All that nobody has said is absent. */
export interface Dwelling {
  readonly kind?: 'apartment' | 'house';
  readonly address?: Address;
  readonly floorAreaSquareMetres?: number;
  readonly roomCount?: number;
  readonly yearBuilt?: number;
  /** Letter of the energy performance certificate. */
  readonly energyLabel?: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G';
  readonly heatingEnergy?: keyof typeof energyVectors;
  /** The delivery points that feed it, by number. */
  readonly deliveryPointIds?: readonly string[];
}

export const dwelling: Shape<Dwelling> = {
  name: 'dwelling',
  forClass: trb.Dwelling,
  shapeFile: 'dwelling/shape.ttl',
  fileNames: /^dwelling\.ttl$/,
  nameOf: () => 'dwelling.ttl',
  write,
  read,
};

const classOfKind = { apartment: schema.Apartment, house: schema.House } as const;

function write(home: Dwelling, documentUrl: string): Quad[] {
  const address = `${documentUrl}#address`;
  return [
    ...describe(`${documentUrl}#dwelling`, [
      [rdf.type, iri(trb.Dwelling)],
      [rdf.type, home.kind && iri(classOfKind[home.kind])],
      [locn.address, home.address && iri(address)],
      [trb.floorArea, decimal(home.floorAreaSquareMetres)],
      [schema.numberOfRooms, integer(home.roomCount)],
      [
        schema.yearBuilt,
        typed(home.yearBuilt === undefined ? undefined : String(home.yearBuilt), xsd.gYear),
      ],
      [trb.energyLabel, text(home.energyLabel)],
      [trb.heatingEnergy, home.heatingEnergy && iri(energyVectors[home.heatingEnergy])],
      ...[...(home.deliveryPointIds ?? [])]
        .sort()
        .map((id) => [trb.deliveryPointId, text(id)] as const),
    ]),
    ...writeAddress(home.address, address),
  ];
}

function read(quads: readonly Quad[], documentUrl: string): Dwelling {
  const nodes = nodesOf(quads);
  const node = mainNode(nodes, trb.Dwelling, documentUrl);
  const deliveryPointIds = node.texts(trb.deliveryPointId).sort();
  const wrong = deliveryPointIds.find((id) => !PRM.test(id));
  if (wrong !== undefined) {
    throw new ShapeError(node.iri, trb.deliveryPointId, `is "${wrong}", not 14 digits.`);
  }
  return present({
    kind: kindOf(node),
    address: readAddress(linkedNode(nodes, node, locn.address)),
    floorAreaSquareMetres: node.number(trb.floorArea),
    roomCount: node.number(schema.numberOfRooms),
    yearBuilt: node.number(schema.yearBuilt),
    energyLabel: labelOf(node),
    heatingEnergy: node.code(trb.heatingEnergy, energyVectors),
    deliveryPointIds: deliveryPointIds.length === 0 ? undefined : deliveryPointIds,
  });
}

function kindOf(node: Node): Dwelling['kind'] {
  if (node.isA(schema.Apartment)) return 'apartment';
  return node.isA(schema.House) ? 'house' : undefined;
}

function labelOf(node: Node): Dwelling['energyLabel'] {
  return node.text(trb.energyLabel, /^[A-G]$/) as Dwelling['energyLabel'];
}
