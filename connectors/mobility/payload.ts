import type { TravelMode } from '../../shapes/trip-month/trip-month.ts';
import type { Field } from '../kit/partner/field.ts';

/** The month that was asked for; an answer that says something of another is refused. */
export interface Period {
  /** Instants, `to` excluded. */
  readonly from: Date;
  readonly to: Date;
}

export interface Grant {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
  /** How long the agreement lasts, when it is said. */
  readonly refreshSeconds: number | undefined;
}

/** What the account knows of its holder: each value has a source of its own. */
export interface Citizen {
  readonly familyName: SourcedValue | undefined;
  readonly givenName: SourcedValue | undefined;
  readonly birthDate: SourcedValue | undefined;
}

interface SourcedValue {
  readonly value: string;
  readonly source: 'franceconnect.gouv.fr' | 'moncomptemobilite.fr';
  readonly at: Date;
}

/** A receipt as operators send it to the account. */
export interface Invoice {
  readonly operator: string;
  readonly orderNumber: string;
  readonly at: Date;
  readonly priceCents: number;
  readonly products: readonly Product[];
}

export interface Product {
  readonly label: string;
  readonly quantity: number;
  readonly priceCents: number;
  readonly periodicity: string | undefined;
  readonly zoneMin: number | undefined;
  readonly zoneMax: number | undefined;
  /** Local days, both included; absent for a product that is no pass. */
  readonly validity: { readonly firstDay: string; readonly lastDay: string } | undefined;
}

/** One page of a list and how long the whole list is. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

const TOKEN_SECONDS_MAX = 86_400;
const AGREEMENT_SECONDS_MAX = 10 * 366 * 86_400;
const TOTAL_MAX = 10_000;
/** As many as one page may hold; we ask for fewer. */
const PAGE_ITEMS_MAX = 200;
const PRODUCTS_MAX = 50;
export const CENTS_MAX = 1_000_000;
const ZONE_MAX = 99;
const QUANTITY_MAX = 1_000;

/** RFC 6749, §5.1, and `refresh_expires_in` as Keycloak adds it: 0 means without end. */
export function parseGrant(answer: Field): Grant {
  const lasts = answer.at('refresh_expires_in');
  const seconds = lasts.absent ? 0 : lasts.amount(AGREEMENT_SECONDS_MAX);
  return {
    accessToken: answer.at('access_token').text(),
    expiresInSeconds: answer.at('expires_in').amount(TOKEN_SECONDS_MAX),
    refreshToken: answer.at('refresh_token').text(),
    refreshSeconds: seconds === 0 ? undefined : seconds,
  };
}

/** The number names a container, so it must be fit for that. */
export function parseAccount(answer: Field): string {
  return answer.at('sub').matching(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'the number of an account');
}

/** The name, the date of birth and who says so; whether she is a man or a woman, where she works and where she lives are not read. */
export function parseCitizen(answer: Field, citizenId: string): Citizen {
  answer.at('id').equal(citizenId);
  const identity = answer.at('identity');
  return {
    familyName: sourcedValue(identity.at('lastName'), label),
    givenName: sourcedValue(identity.at('firstName'), label),
    birthDate: sourcedValue(identity.at('birthDate'), (value) => value.day()),
  };
}

/** A value without its source is none: nobody would answer for it. */
function sourcedValue(field: Field, read: (value: Field) => string): SourcedValue | undefined {
  if (field.absent) return undefined;
  return {
    value: read(field.at('value')),
    source: field.at('source').oneOf('franceconnect.gouv.fr', 'moncomptemobilite.fr'),
    at: wholeSecond(field.at('certificationDate').instant()),
  };
}

export function parsePage<Item>(
  answer: Field,
  list: string,
  parse: (item: Field) => Item,
): Page<Item> {
  return {
    items: answer.at(list).items(PAGE_ITEMS_MAX).map(parse),
    total: answer.at('totalElements').integer({ min: 0, max: TOTAL_MAX }),
  };
}

/** The account gives money as whole cents; a decimal would be euros, a hundredfold of what is meant. */
export function parseInvoice(invoice: Field, period: Period): Invoice {
  const transaction = invoice.at('transaction');
  return {
    operator: label(invoice.at('enterprise').at('enterpriseName')),
    orderNumber: label(transaction.at('orderId')),
    at: instantWithin(transaction.at('purchaseDate'), period),
    priceCents: wholeCents(transaction.at('amountInclTaxes')),
    products: invoice.at('products').items(PRODUCTS_MAX).map(parseProduct),
  };
}

function parseProduct(product: Field): Product {
  const details = product.at('productDetails');
  const quantity = product.at('quantity');
  return {
    label: label(product.at('productName')),
    quantity: quantity.absent ? 1 : quantity.integer({ min: 1, max: QUANTITY_MAX }),
    priceCents: wholeCents(product.at('amountInclTaxes')),
    periodicity: details.at('periodicity').optionalText(),
    zoneMin: optionalZone(details.at('zoneMin')),
    zoneMax: optionalZone(details.at('zoneMax')),
    validity: validityOf(details),
  };
}

function validityOf(details: Field): Product['validity'] {
  const [start, end] = [details.at('validityStart'), details.at('validityEnd')];
  if (start.absent && end.absent) return undefined;
  const validity = { firstDay: start.day(), lastDay: end.day() };
  if (validity.lastDay < validity.firstDay) throw end.refusal('lies before validityStart');
  return validity;
}

const optionalZone = (field: Field): number | undefined =>
  field.absent ? undefined : field.integer({ min: 0, max: ZONE_MAX });

export const wholeCents = (field: Field): number =>
  field.integer({ min: -CENTS_MAX, max: CENTS_MAX });

/** What will stand in a document has the length that its shape takes. */
export const label = (field: Field): string =>
  field.matching(/^(?=.*\S)[^\p{Cc}]{1,200}$/u, 'a text of at most 200 characters').trim();

/** Whole seconds: no source is finer, and a document keeps no more. */
export function instantWithin(field: Field, { from, to }: Period): Date {
  const instant = wholeSecond(field.instant());
  if (instant < from || instant >= to) throw field.refusal('lies outside the asked period');
  return instant;
}

export const wholeSecond = (instant: Date): Date =>
  new Date(Math.floor(instant.getTime() / 1_000) * 1_000);

/** Words of the sources for modes; what is not in it is 'other', which counts no emission. */
const modeOfWord: ReadonlyMap<string, TravelMode> = new Map([
  ['WALK', 'walk'],
  ['WALKING', 'walk'],
  ['BICYCLE', 'bicycle'],
  ['BICYCLING', 'bicycle'],
  ['BIKE', 'bicycle'],
  ['BUS', 'bus'],
  ['TRAM', 'tram'],
  ['TRAMWAY', 'tram'],
  ['METRO', 'metro'],
  ['SUBWAY', 'metro'],
  ['FUNICULAR', 'metro'],
  ['TRAIN', 'train'],
  ['BOAT', 'boat'],
  ['CAR', 'car'],
  ['MOTORCYCLE', 'motorcycle'],
]);

export const modeOf = (word: string | undefined): TravelMode =>
  modeOfWord.get((word ?? '').toUpperCase()) ?? 'other';
