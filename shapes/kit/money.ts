import type { Quad_Object } from 'n3';
import { xsd } from '../../vocab/reused.ts';
import { typed } from './document.ts';

/** A sum of money as documents write it: two decimals, a point, and no idle sign. */
const EUROS = /^-?\d{1,7}\.\d{2}$/;

/** The euros of a whole number of cents: `euros(6980)` is 69.80, without a detour through binary fractions. */
export function euros(cents: number | undefined): Quad_Object | undefined {
  if (cents === undefined) return undefined;
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const sign = cents < 0 ? '-' : '';
  return typed(`${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`, xsd.decimal);
}

/** The cents of a written sum, or undefined when it is none: `centsOf('69.80')` is 6980. */
export function centsOf(written: string): number | undefined {
  return EUROS.test(written) ? Number(written.replace('.', '')) || 0 : undefined;
}
