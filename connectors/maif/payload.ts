import { localDay } from '../../shapes/kit/local-time.ts';
import type { Field } from '../kit/partner/field.ts';
import { isDay } from '../kit/partner/wall-clock.ts';

/**
 * What is read of a member's information. Payment terms, e-mails, telephones, births, professions, names of relatives, and the
 * place and driver of a claim come in the same answer: nothing here needs them, so they are not read.
 */
export interface MyInformation {
  readonly contracts: readonly MaifContract[];
  readonly homes: readonly MaifHome[];
  /** What each person covered is to MAIF; undefined where MAIF does not say. */
  readonly qualities: readonly (string | undefined)[];
  readonly claims: readonly MaifClaim[];
}

export interface MaifContract {
  /** Of the member, not of the contract: several contracts have the same, and a contract has no number of its own. */
  readonly memberNumber: string;
  /** 'VAM', 'RAQVAM' */
  readonly product: string;
  readonly formula: string | undefined;
  readonly start: string | undefined;
  /** MAIF counts in euros a year. */
  readonly yearlyCents: number | undefined;
  readonly places: readonly MaifPlace[];
  /** Registration numbers; undefined for a vehicle that has none, or of which MAIF does not say it. */
  readonly vehicles: readonly (string | undefined)[];
}

export interface MaifPlace {
  readonly street: string | undefined;
  readonly postCode: string | undefined;
  readonly city: string | undefined;
}

/** What MAIF knows of a home beside its contract. */
export interface MaifHome {
  readonly memberNumber: string;
  readonly place: MaifPlace;
  readonly nature: string | undefined;
  readonly legalSituation: string | undefined;
  readonly rooms: number | undefined;
  /** A bracket in words: '10 000 € à 20 000 €'. */
  readonly contentsValue: string | undefined;
}

interface MaifClaim {
  readonly reference: string;
  /** 'Vehicule', 'Habitation' */
  readonly type: string;
  readonly day: string;
  readonly placeKind: string | undefined;
  readonly registration: string | undefined;
}

const CONTRACTS_MAX = 200;
const OBJECTS_MAX = 20;
const HOMES_MAX = 200;
const MEMBERS_MAX = 30;
const CLAIMS_MAX = 1_000;
const ROOMS_MAX = 100;
/** Ten times what the dearest household contract costs. */
const YEARLY_CENTS_MAX = 10_000_000;
const TEXT_LENGTH_MAX = 200;
const PLACE_KIND_LENGTH_MAX = 100;

const MEMBER_NUMBER = /^[\w-]{1,40}$/;
const REFERENCE = /^[0-9A-Za-z][\w.-]{0,39}$/;
const REGISTRATION = /^[0-9A-Za-z][0-9A-Za-z -]{0,14}$/;
/** A wall clock without an offset: assumed to be that of Paris. */
const LOCAL_TIME = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?$/;

/** Assumed: the list of contracts always comes, and may be empty; everything else may be absent. */
export function parseMyInformation(answer: Field): MyInformation {
  const information = answer.at('MesInfos');
  return {
    contracts: information.at('contract').items(CONTRACTS_MAX).map(parseContract),
    homes: listAt(information, 'home', HOMES_MAX).map(parseHome),
    qualities: listAt(information.at('foyer'), 'membres', MEMBERS_MAX).map((member) =>
      textAt(member, 'quality'),
    ),
    claims: parseClaims(listAt(information, 'insuranceClaim', CLAIMS_MAX)),
  };
}

function parseContract(contract: Field): MaifContract {
  const objects = contract.at('objects');
  return {
    memberNumber: contract.at('societaire').matching(MEMBER_NUMBER, 'a member number'),
    product: requiredTextAt(contract, 'name'),
    formula: textAt(contract, 'formuleBase'),
    start: optionalDay(contract.at('startDate')),
    yearlyCents: optionalCents(contract.at('montantTarifTtc')),
    places: listAt(objects, 'lieu', OBJECTS_MAX).map((place) => parsePlace(place.at('address'))),
    vehicles: listAt(objects, 'vehicule', OBJECTS_MAX).map((vehicle) =>
      optionalRegistration(vehicle.at('immatriculationVehicule')),
    ),
  };
}

function parsePlace(address: Field): MaifPlace {
  return {
    street: textAt(address, 'street'),
    postCode: textAt(address, 'postCode', 20),
    city: textAt(address, 'city'),
  };
}

function parseHome(home: Field): MaifHome {
  const rooms = home.at('nombrePieces');
  return {
    memberNumber: home.at('societaire').matching(MEMBER_NUMBER, 'a member number'),
    place: parsePlace(home.at('address')),
    nature: textAt(home, 'natureLieu'),
    legalSituation: textAt(home, 'situationJuridiqueLieu'),
    rooms: rooms.absent ? undefined : rooms.integer({ min: 0, max: ROOMS_MAX }),
    contentsValue: textAt(home, 'patrimoineMobilier'),
  };
}

/** A claim sent twice counts once; two claims under one reference are a contradiction, as one would be laid over the other. */
function parseClaims(fields: readonly Field[]): readonly MaifClaim[] {
  const byReference = new Map<string, MaifClaim>();
  for (const field of fields) {
    const claim = parseClaim(field);
    const known = byReference.get(claim.reference);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(claim)) {
      throw field.at('referenceSinistre').refusal('is given twice with different values');
    }
    byReference.set(claim.reference, claim);
  }
  return [...byReference.values()];
}

function parseClaim(claim: Field): MaifClaim {
  return {
    reference: claim.at('referenceSinistre').matching(REFERENCE, 'a reference'),
    type: claim.at('type').text(),
    day: dayOf(claim.at('horodatage')),
    placeKind: textAt(claim, 'libelleTypeLieuSurvenance', PLACE_KIND_LENGTH_MAX),
    registration: optionalRegistration(claim.at('immatriculationVehicule')),
  };
}

/** The day alone is kept, so that a wall clock need not say which of two hours of an autumn night it means. */
function dayOf(field: Field): string {
  const [, day] = LOCAL_TIME.exec(field.text()) ?? [];
  if (day === undefined) return localDay(field.instant());
  if (!isDay(day)) throw field.refusal('is not a day');
  return day;
}

function optionalDay(field: Field): string | undefined {
  return field.absent ? undefined : dayOf(field);
}

function optionalCents(field: Field): number | undefined {
  if (field.absent) return undefined;
  const cents = field.cents(YEARLY_CENTS_MAX);
  if (cents < 0) throw field.refusal('is negative');
  return cents;
}

function optionalRegistration(field: Field): string | undefined {
  if (field.optionalText() === undefined) return undefined;
  return field.matching(REGISTRATION, 'a registration number').trim().toUpperCase();
}

/** What MAIF leaves out when it has nothing to say. */
function listAt(parent: Field, name: string, max: number): readonly Field[] {
  const list = parent.at(name);
  return list.absent ? [] : list.items(max);
}

function textAt(parent: Field, name: string, lengthMax = TEXT_LENGTH_MAX): string | undefined {
  const field = parent.at(name);
  const text = field.optionalText();
  if (text === undefined) return undefined;
  if (text.length > lengthMax) throw field.refusal(`is longer than ${lengthMax} characters`);
  return withItsSigns(text);
}

function requiredTextAt(parent: Field, name: string): string {
  const text = textAt(parent, name);
  if (text === undefined) throw parent.at(name).refusal('is missing');
  return text;
}

/** What Windows-1252 has where Unicode has the controls U+0080 to U+009F; five places are empty there as well. */
const WINDOWS_SIGNS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const FIRST_CONTROL = 0x80;

/** MAIF sends the euro sign as U+0080: text in Windows-1252 that somebody took for Latin-1, and no text means a control. */
function withItsSigns(text: string): string {
  return text.replace(
    /[\u0080-\u009f]/g,
    (control) => WINDOWS_SIGNS[control.charCodeAt(0) - FIRST_CONTROL] ?? control,
  );
}
