import type { ReadingQuality } from './reading.ts';

/**
 * The literal that holds the readings of a block, one word per step, such as `210 98.5e - 77c`:
 * a decimal number without idle zeros, three decimals at most, then e if estimated, c if corrected,
 * then p if provisional; `-` for a missing slot. (vocab/energy.ttl, trb:numberList)
 */
export interface ListedValue {
  /** An integer, because sums of it are exact. */
  readonly milliwattHours: number;
  readonly quality: ReadingQuality;
  readonly provisional?: true;
}

/** A day of 25 hours in steps of five minutes; a month of daily readings is shorter. */
export const VALUES_PER_BLOCK_MAX = 300;

/** More in one reading than the whole of a town uses in a month; sums of a month stay exact integers. */
export const MILLIWATT_HOURS_MAX = 1e12;

const word = String.raw`(?:-|(?:0|[1-9]\d{0,8})(?:\.\d{0,2}[1-9])?[ec]?p?)`;

/** Also the sh:pattern of trb:values; a test holds the two together. */
export const valueListPattern: RegExp = new RegExp(`^${word}(?: ${word})*$`);

const suffixOf: Readonly<Record<ReadingQuality, string>> = {
  measured: '',
  estimated: 'e',
  corrected: 'c',
};

/** `writeValueList([{ milliwattHours: 1_278_500, quality: 'measured' }, undefined])` is '1278.5 -'. */
export function writeValueList(values: readonly (ListedValue | undefined)[]): string {
  return values
    .map((value) =>
      value === undefined
        ? '-'
        : thousandthsText(value.milliwattHours) +
          suffixOf[value.quality] +
          (value.provisional ? 'p' : ''),
    )
    .join(' ');
}

/** The values, or undefined when the text is not such a list. */
export function readValueList(list: string): (ListedValue | undefined)[] | undefined {
  if (!valueListPattern.test(list)) return undefined;
  return list.split(' ').map(readWord);
}

/** `thousandthsText(1_278_500)` is '1278.5'. */
export function thousandthsText(amount: number): string {
  const whole = Math.trunc(amount / 1_000);
  const thousandths = amount - whole * 1_000;
  if (thousandths === 0) return String(whole);
  return `${whole}.${String(thousandths).padStart(3, '0').replace(/0+$/, '')}`;
}

/** Litres by step, written as cubic metres; they have no quality of their own. */
export function writeVolumeList(litres: readonly (number | undefined)[]): string {
  return litres.map((one) => (one === undefined ? '-' : thousandthsText(one))).join(' ');
}

/** The litres, or undefined when the text is no list of bare numbers. */
export function readVolumeList(list: string): (number | undefined)[] | undefined {
  const values = /[ecp]/.test(list) ? undefined : readValueList(list);
  return values?.map((value) => value?.milliwattHours);
}

function readWord(text: string): ListedValue | undefined {
  if (text === '-') return undefined;
  const settled = text.replace(/p$/, '');
  const quality = settled.endsWith('e')
    ? 'estimated'
    : settled.endsWith('c')
      ? 'corrected'
      : 'measured';
  const number = quality === 'measured' ? settled : settled.slice(0, -1);
  // The product of a short decimal and 1000 is at most a rounding away from the integer that is meant.
  const milliwattHours = Math.round(Number(number) * 1_000);
  return settled === text
    ? { milliwattHours, quality }
    : { milliwattHours, quality, provisional: true };
}
