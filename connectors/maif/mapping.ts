import { createHash } from 'node:crypto';
import type { InsuranceClaim } from '../../shapes/insurance-claim/insurance-claim.ts';
import type {
  InsuranceContract,
  InsuredThing,
} from '../../shapes/insurance-contract/insurance-contract.ts';
import type {
  CoveredRole,
  InsuredHousehold,
} from '../../shapes/insured-household/insured-household.ts';
import { present } from '../../shapes/kit/present.ts';
import type { MaifContract, MaifHome, MaifPlace, MyInformation } from './payload.ts';

const INSURER = 'MAIF';

/** A thing that a contract covers, and what it is called to tell contracts apart. */
interface NamedThing {
  readonly name: string;
  readonly thing: InsuredThing;
}

/**
 * The contracts that cover a home or a vehicle; others, such as one for the body or for a boat, are left with MAIF. Several may have
 * the same member, product and place: each gets a key of its own, so that none is laid over another.
 */
export function insuranceContractsOf(
  information: Pick<MyInformation, 'contracts' | 'homes'>,
  today: string,
): InsuranceContract[] {
  const told = {
    contracts: distinct(information.contracts),
    homes: distinct(information.homes),
  };
  const ranks = new Map<string, number>();
  return told.contracts
    .filter(({ places, vehicles }) => places.length + vehicles.length > 0)
    .map((contract) => {
      const things = thingsOf(contract, told);
      const identity = identityOf(contract, things);
      return { identity, contract: contractOf(contract, things, today) };
    })
    .sort(byContent)
    .map(({ identity, contract }) => {
      const rank = (ranks.get(identity) ?? 0) + 1;
      ranks.set(identity, rank);
      return { contractKey: keyOf(identity, rank), ...contract };
    });
}

/** What is sent twice, word for word, is one thing. */
function distinct<T>(things: readonly T[]): readonly T[] {
  return [...new Map(things.map((thing) => [JSON.stringify(thing), thing])).values()];
}

/** An order of its own, so that ranks do not hang on the order in which MAIF sends. */
function byContent(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** A contract that MAIF lists no more. Assumed: it has ended; on which day is not known. */
export function endedContract(contractKey: string): InsuranceContract {
  return { contractKey, insurer: INSURER, status: 'ended' };
}

function contractOf(
  contract: MaifContract,
  things: readonly NamedThing[],
  today: string,
): Omit<InsuranceContract, 'contractKey'> {
  return present({
    insurer: INSURER,
    status: (contract.start ?? '') > today ? ('pending' as const) : ('active' as const),
    memberNumber: contract.memberNumber,
    product: contract.product,
    formula: contract.formula,
    start: contract.start,
    yearlyPremiumCents: contract.yearlyCents,
    covers: things.map(({ thing }) => thing),
  });
}

function identityOf(
  { memberNumber, product, start = '' }: MaifContract,
  things: readonly NamedThing[],
): string {
  return JSON.stringify([memberNumber, product, start, ...things.map(({ name }) => name)]);
}

const keyOf = (identity: string, rank: number): string =>
  createHash('sha256')
    .update(JSON.stringify([identity, rank]))
    .digest('hex')
    .slice(0, 16);

/** In the order of their names, whatever order MAIF sends them in. */
function thingsOf(
  { memberNumber, places, vehicles }: MaifContract,
  all: Pick<MyInformation, 'contracts' | 'homes'>,
): NamedThing[] {
  const homes = places.map((place) => ({
    name: `home ${nameOfPlace(place)}`,
    thing: homeOf(place, detailsOf(place, memberNumber, all)),
  }));
  const cars = vehicles.map((registrationNumber) => ({
    name: `vehicle ${compact(registrationNumber)}`,
    thing: present({ kind: 'vehicle' as const, registrationNumber }),
  }));
  return [...homes, ...cars].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What MAIF says of a home in another list. Where two could be meant, choosing one would be a guess: neither is taken. */
function detailsOf(
  place: MaifPlace,
  memberNumber: string,
  { contracts, homes }: Pick<MyInformation, 'contracts' | 'homes'>,
): MaifHome | undefined {
  const name = nameOfPlace(place);
  const insured = contracts
    .filter((contract) => contract.memberNumber === memberNumber)
    .flatMap(({ places }) => places.filter((one) => nameOfPlace(one) === name));
  const [details, another] = homes.filter(
    (home) => home.memberNumber === memberNumber && nameOfPlace(home.place) === name,
  );
  return insured.length === 1 && another === undefined ? details : undefined;
}

function homeOf(place: MaifPlace, details: MaifHome | undefined): InsuredThing {
  const address = present({
    thoroughfare: place.street,
    postCode: place.postCode,
    postName: place.city,
  });
  return present({
    kind: 'home' as const,
    address: Object.keys(address).length === 0 ? undefined : address,
    dwellingKind: dwellingKindOf(details?.nature),
    roomCount: details?.rooms || undefined,
    occupancy: occupancyOf(details?.legalSituation),
    ...contentsOf(details?.contentsValue ?? ''),
  });
}

function nameOfPlace({ street, postCode, city }: MaifPlace): string {
  return JSON.stringify([compact(street), compact(postCode), compact(city)]);
}

/** Letters and digits only: 'AA-000-AA' and 'aa 000 aa' are one vehicle. */
const compact = (text = ''): string => plain(text).replace(/[^a-z0-9]/g, '');

/** Small letters without accents: 'Sociétaire' and 'SOCIETAIRE' are one word. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Assumed: MAIF's labels begin with these words; another one says nothing to us. */
function dwellingKindOf(nature = ''): 'apartment' | 'house' | undefined {
  if (plain(nature).startsWith('appartement')) return 'apartment';
  return plain(nature).startsWith('maison') ? 'house' : undefined;
}

/** Assumed as well, but for "Locataire". */
function occupancyOf(situation = ''): 'owner' | 'tenant' | undefined {
  if (plain(situation).startsWith('locataire')) return 'tenant';
  return /^(?:co)?proprietaire/.test(plain(situation)) ? 'owner' : undefined;
}

/** More than this in furniture is a misunderstanding. */
const CONTENTS_CENTS_MAX = 1_000_000_000;
const AMOUNT = /\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+/g;

/** '10 000 € à 20 000 €'. Assumed: an open bracket begins with 'moins' or 'plus'. */
function contentsOf(words: string): {
  readonly contentsFromCents?: number;
  readonly contentsToCents?: number;
} {
  const amounts = [...words.matchAll(AMOUNT)].map(
    ([amount]) => Number(amount.replace(/\D/g, '')) * 100,
  );
  const [first, second, third] = amounts;
  if (first === undefined || third !== undefined || !words.includes('€')) return {};
  if (amounts.some((cents) => cents > CONTENTS_CENTS_MAX)) return {};
  if (second !== undefined) {
    return first <= second ? { contentsFromCents: first, contentsToCents: second } : {};
  }
  if (/^moins/i.test(words)) return { contentsToCents: first };
  return /^plus/i.test(words) ? { contentsFromCents: first } : {};
}

/** Assumed, but for "Sociétaire": which words MAIF has for the others is not known. */
const roleOfQuality: ReadonlyMap<string, CoveredRole> = new Map([
  ['societaire', 'policyholder'],
  ['conjoint', 'partner'],
  ['conjointe', 'partner'],
  ['concubin', 'partner'],
  ['concubine', 'partner'],
  ['enfant', 'child'],
]);

/** How many people, in which role; who they are is no business of a contract's reader. */
export function insuredHouseholdOf(
  qualities: MyInformation['qualities'],
): InsuredHousehold | undefined {
  if (qualities.length === 0) return undefined;
  const people: Partial<Record<CoveredRole, number>> = {};
  for (const quality of qualities) {
    const role = roleOfQuality.get(plain(quality ?? '')) ?? 'other';
    people[role] = (people[role] ?? 0) + 1;
  }
  return { insurer: INSURER, people };
}

const kindOfType: ReadonlyMap<string, InsuranceClaim['kind']> = new Map([
  ['Vehicule', 'vehicle'],
  ['Habitation', 'home'],
]);

/** Claims about homes and vehicles; one about a body, say, is left with MAIF. */
export function insuranceClaimsOf(claims: MyInformation['claims']): InsuranceClaim[] {
  return claims.flatMap(({ reference, type, day, placeKind, registration }) => {
    const kind = kindOfType.get(type);
    if (kind === undefined) return [];
    const claim = { reference, insurer: INSURER, kind, day, placeKind };
    return [present({ ...claim, registrationNumber: registration })];
  });
}
