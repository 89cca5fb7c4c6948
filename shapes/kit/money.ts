import type { Quad_Object } from 'n3';
import { xsd } from '../../vocab/reused.ts';
import { type Node, typed } from './document.ts';
import { ShapeError } from './shape.ts';

const MONEY = /^([+-]?)(\d{1,12})(?:\.(\d{1,2})0*)?$/;

/** A sum of money as text with two decimals, without a detour through binary fractions: `euroText(-1_250)` is '-12.50'. */
export function euroText(cents: number): string {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`${cents} is no whole number of cents.`);
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The cents of a decimal text, or undefined when it is no sum of money: `centsOfText('-12.5')` is -1 250. */
export function centsOfText(text: string): number | undefined {
  const [, sign, euros, decimals = ''] = MONEY.exec(text) ?? [];
  if (euros === undefined) return undefined;
  const cents = Number(euros) * 100 + Number(decimals.padEnd(2, '0'));
  return sign === '-' && cents > 0 ? -cents : cents;
}

/** Cents as the decimal that a document keeps: `[schema.price, money(7_526)]`. */
export const money = (cents: number | undefined): Quad_Object | undefined =>
  cents === undefined ? undefined : typed(euroText(cents), xsd.decimal);

/** The cents of a property that must be there: `requiredCents(node, schema.price)`. */
export function requiredCents(node: Node, property: string): number {
  const cents = centsOfText(node.requiredText(property));
  if (cents === undefined) throw new ShapeError(node.iri, property, 'is no sum of money.');
  return cents;
}
