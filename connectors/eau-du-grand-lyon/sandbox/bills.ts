import { createHash } from 'node:crypto';
import { addDays } from '../../../shapes/kit/local-time.ts';
import { HOME_TARIFFS } from '../tariff.ts';
import type { Supply } from './homes.ts';
import { daysOf, trueDay } from './water.ts';

export interface SandboxBill {
  readonly reference: string;
  readonly issued: string;
  readonly due: string;
  readonly cents: number;
  readonly cubicMetres: number;
  readonly supply: Supply;
}

const ISSUE_DAYS = ['04-12', '10-12'];
const DUE_DAYS = 22;
const VAT = 0.055;
/** Collection, agencies and the rest, for each cubic metre, in euros; about what a bill of 2026 adds up to. */
const OTHER_PARTS = 2.05;
const SUBSCRIPTION_CENTS = 990;
const CREDIT_CENTS = -1_840;

/** Twice a year a bill; and, where the instalments of a year were too high, a credit note. */
export function billsOf(supply: Supply, from: string, today: string): SandboxBill[] {
  const years = Array.from(
    { length: Number(today.slice(0, 4)) - Number(from.slice(0, 4)) + 1 },
    (_, index) => Number(from.slice(0, 4)) + index,
  );
  const bills = years
    .flatMap((year) => ISSUE_DAYS.map((day) => billOf(supply, `${year}-${day}`)))
    .filter(({ cubicMetres }) => cubicMetres > 0);
  const credits = supply.monthly ? years.map((year) => creditOf(supply, `${year}-05-04`)) : [];
  return [...bills, ...credits].filter(({ issued }) => issued >= from && issued <= today);
}

export const withoutTaxes = (cents: number): number => Math.round(cents / (1 + VAT));

function billOf(supply: Supply, issued: string): SandboxBill {
  const litres = daysOf(supply, addDays(issued, -187), addDays(issued, -5)).reduce(
    (sum, day) => sum + trueDay(supply, day).litres,
    0,
  );
  const cubicMetres = Math.floor(litres / 1_000);
  const cents =
    SUBSCRIPTION_CENTS + Math.round(cubicMetres * OTHER_PARTS * 100) + waterCents(cubicMetres);
  return { ...named(supply, issued, 'F'), cents, cubicMetres, supply };
}

function creditOf(supply: Supply, issued: string): SandboxBill {
  return { ...named(supply, issued, 'AV'), cents: CREDIT_CENTS, cubicMetres: 0, supply };
}

/** Half of each band for half a year. */
function waterCents(cubicMetres: number): number {
  const litres = cubicMetres * 1_000;
  const bands = HOME_TARIFFS[0]?.bands ?? [];
  const tenThousandths = bands.reduce((sum, band) => {
    const from = band.fromLitres / 2;
    const to = (band.toLitres ?? Number.POSITIVE_INFINITY) / 2;
    const within = Math.max(0, Math.min(litres, to) - from);
    return sum + (within / 1_000) * band.tenThousandthsPerCubicMetre;
  }, 0);
  return Math.round(tenThousandths / 100);
}

function named({ id }: Supply, issued: string, kind: 'F' | 'AV') {
  const hash = createHash('sha256').update(`${id} ${issued} ${kind}`).digest();
  const number = String(hash.readUInt32BE() % 1_000_000).padStart(6, '0');
  const reference = `${kind}${issued.slice(0, 4)}-${number}`;
  return { reference, issued, due: addDays(issued, DUE_DAYS) };
}
