/** Prices are in millionths of a euro a kilowatt-hour, taxes included: 0.1940 € is 194000. */
export type TariffPrice =
  | { readonly kind: 'flat'; readonly microEuros: number }
  | {
      readonly kind: 'peak/off-peak';
      readonly peakMicroEuros: number;
      readonly offPeakMicroEuros: number;
    };

interface DatedPrice {
  /** The first local day on which the price applies; it applies until the next one. */
  readonly from: string;
  readonly price: TariffPrice;
}

export interface Tariff {
  readonly id: string;
  readonly title: { readonly fr: string; readonly en: string };
  readonly source: { readonly fr: string; readonly en: string };
  /** Read in the official decrees ('checked'), or taken from others and shown as an example. */
  readonly standing: 'checked' | 'example';
  /** '22:00-06:00', local time; empty for a flat price. */
  readonly offPeakHours: readonly string[];
  readonly prices: readonly DatedPrice[];
}

export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** The price on a local day; undefined before the first one. */
export function priceOn(tariff: Tariff, day: string): TariffPrice | undefined {
  return tariff.prices.findLast(({ from }) => from <= day)?.price;
}

/** Off-peak spans in minutes since midnight. */
export function hoursOf(tariff: Tariff): readonly Hours[] {
  return tariff.offPeakHours.map((span) => {
    const [from = 0, to = 0] = span.split('-').map(minutes);
    return { from, to };
  });
}

/** The same tariff with the hours that the citizen's own delivery point has. */
export function withHours(tariff: Tariff, offPeakHours: readonly string[]): Tariff {
  return offPeakHours.length === 0 || tariff.offPeakHours.length === 0
    ? tariff
    : { ...tariff, offPeakHours };
}

/** Distrusts a tariff file: a typed tariff, or an error that names the path. */
export function parseTariff(json: unknown): Tariff {
  const tariff = record(json, 'tariff');
  const { standing } = tariff;
  if (standing !== 'checked' && standing !== 'example') {
    throw new TypeError('standing is neither "checked" nor "example"');
  }
  const prices = list(tariff.prices, 'prices').map(parsePrice);
  const inOrder = prices.every(
    ({ from }, index) => index === 0 || (prices[index - 1]?.from ?? '') < from,
  );
  if (!inOrder) throw new TypeError('prices are not in the order of their dates');
  return {
    id: text(tariff.id, 'id'),
    title: words(tariff.title, 'title'),
    source: words(tariff.source, 'source'),
    standing,
    offPeakHours: list(tariff.offPeakHours, 'offPeakHours').map((span, index) =>
      matching(span, /^\d\d:\d\d-\d\d:\d\d$/, `offPeakHours[${index}]`),
    ),
    prices,
  };
}

function parsePrice(json: unknown, index: number): DatedPrice {
  const path = `prices[${index}]`;
  const price = record(json, path);
  const from = matching(price.from, /^\d{4}-\d\d-\d\d$/, `${path}.from`);
  if ('flat' in price) {
    return { from, price: { kind: 'flat', microEuros: count(price.flat, `${path}.flat`) } };
  }
  return {
    from,
    price: {
      kind: 'peak/off-peak',
      peakMicroEuros: count(price.peak, `${path}.peak`),
      offPeakMicroEuros: count(price.offPeak, `${path}.offPeak`),
    },
  };
}

function minutes(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

function record(json: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null) throw new TypeError(`${path} is not an object`);
  return json as Readonly<Record<string, unknown>>;
}

function list(json: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new TypeError(`${path} is not a list`);
  return json;
}

function text(json: unknown, path: string): string {
  if (typeof json !== 'string' || json === '') throw new TypeError(`${path} is not a text`);
  return json;
}

function matching(json: unknown, pattern: RegExp, path: string): string {
  const value = text(json, path);
  if (!pattern.test(value)) throw new TypeError(`${path} is not written like ${pattern.source}`);
  return value;
}

function words(json: unknown, path: string): { readonly fr: string; readonly en: string } {
  const both = record(json, path);
  return { fr: text(both.fr, `${path}.fr`), en: text(both.en, `${path}.en`) };
}

function count(json: unknown, path: string): number {
  if (typeof json !== 'number' || !Number.isInteger(json) || json < 0) {
    throw new TypeError(`${path} is not a whole number of micro-euros`);
  }
  return json;
}
