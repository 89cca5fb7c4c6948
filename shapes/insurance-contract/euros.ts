import type { Quad_Object } from 'n3';
import { xsd } from '../../vocab/reused.ts';
import { type Node, typed } from '../kit/document.ts';

const EUROS = /^\d+\.\d\d$/;

/** Whole cents as euros with both decimals: 49860 is "498.60". */
export function writeEuros(cents: number | undefined): Quad_Object | undefined {
  return typed(cents === undefined ? undefined : (cents / 100).toFixed(2), xsd.decimal);
}

/** @example readEuros(node, trb.yearlyPremium) // 49860 */
export function readEuros(node: Node, property: string): number | undefined {
  const euros = node.text(property, EUROS);
  return euros === undefined ? undefined : Number(euros.replace('.', ''));
}
