import type { Quad } from 'n3';
import { locn, rdf } from '../../vocab/reused.ts';
import { trb } from '../../vocab/terms.ts';
import { describe, iri, type Node, text } from '../kit/document.ts';

/** Where a place is, as a partner says it; parts that it does not know are absent. */
export interface Address {
  /** Number and street: '12 rue des Traboules'. */
  readonly thoroughfare?: string;
  readonly building?: string;
  /** Staircase, floor, apartment. */
  readonly unit?: string;
  /** A hamlet or a part of the town. */
  readonly locality?: string;
  readonly postCode?: string;
  readonly postName?: string;
  /** The official code of the municipality: '69123'. */
  readonly inseeCode?: string;
}

const propertyOf: Readonly<Record<keyof Address, string>> = {
  thoroughfare: locn.thoroughfare,
  building: locn.locatorName,
  unit: locn.locatorDesignator,
  locality: locn.addressArea,
  postCode: locn.postCode,
  postName: locn.postName,
  inseeCode: trb.inseeCode,
};
const parts = Object.keys(propertyOf) as readonly (keyof Address)[];

export function writeAddress(address: Address | undefined, subject: string): Quad[] {
  if (address === undefined) return [];
  return describe(subject, [
    [rdf.type, iri(locn.Address)],
    ...parts.map((part) => [propertyOf[part], text(address[part])] as const),
  ]);
}

export function readAddress(node: Node | undefined): Address | undefined {
  if (node === undefined) return undefined;
  return Object.fromEntries(
    parts
      .map((part) => [part, node.text(propertyOf[part])] as const)
      .filter(([, value]) => value !== undefined),
  );
}
