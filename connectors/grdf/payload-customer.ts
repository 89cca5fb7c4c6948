import type { Field } from '../kit/partner/field.ts';

/** PCE: a text, because leading zeros matter. */
export const PCE = /GI\d{6}|\d{14}/;
const RIGHT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface GasContract {
  readonly annualKiloWattHours: number | undefined;
  readonly profile: string | undefined;
  readonly tariff: string | undefined;
  /** Since when the meter is in service for this contract. */
  readonly start: string | undefined;
}

export interface GasMeter {
  readonly street: string | undefined;
  readonly unit: string | undefined;
  readonly postCode: string | undefined;
  readonly city: string | undefined;
  /** '1M', '6M', 'MM' or 'JJ'. */
  readonly frequency: string | undefined;
  readonly entryPoint: string | undefined;
}

type RightState = 'active' | 'pending' | 'to recheck' | 'revoked' | 'obsolete' | 'refused';

/** A right of the city's to read one meter, as GRDF lists it. */
export interface Right {
  readonly id: string;
  readonly state: RightState;
  /** Local day. */
  readonly until: string;
}

const ANNUAL_KILO_WATT_HOURS_MAX = 10_000_000;

export function parseContract(record: Field): GasContract {
  const contract = record.at('donnees_contractuelles');
  const car = contract.at('car');
  const start = contract.at('date_mes');
  return {
    annualKiloWattHours: car.absent ? undefined : car.amount(ANNUAL_KILO_WATT_HOURS_MAX),
    profile: contract.at('profil').at('profil_type_actuel').optionalText(),
    tariff: contract.at('tarif_acheminement').optionalText(),
    start: start.absent ? undefined : start.day(),
  };
}

export function parseMeter(record: Field): GasMeter {
  const technical = record.at('donnees_techniques');
  const place = technical.at('situation_compteur');
  const street = [place.at('numero_rue'), place.at('nom_rue')]
    .map((part) => part.optionalText())
    .filter((part) => part !== undefined)
    .join(' ');
  return {
    street: street === '' ? undefined : street,
    unit: place.at('complement_adresse').optionalText(),
    postCode: place.at('code_postal').optionalText(),
    city: place.at('commune').optionalText(),
    frequency: technical.at('caracteristiques_compteur').at('frequence').optionalText(),
    entryPoint: technical.at('pitd').at('identifiant_pitd').optionalText(),
  };
}

/** The right of a declaration that GRDF took, at once or once the holder confirms. */
export function parseDeclared(answer: Field): { readonly rightId: string } {
  answer.at('code_statut_traitement').oneOf('0000000000', '0000000002');
  return { rightId: answer.at('id_droit_acces').matching(RIGHT_ID, 'the identifier of a right') };
}

/** Undefined for a status between the rights. */
export function parseRight(object: Field, pce: string): Right | undefined {
  if (!object.at('code_statut_traitement').absent) return undefined;
  object.at('id_pce').equal(pce);
  const state = object.at('etat_droit_acces');
  const known = stateOf.get(state.text());
  if (known === undefined) throw state.refusal('is no known state of a right');
  return {
    id: object.at('id_droit_acces').matching(RIGHT_ID, 'the identifier of a right'),
    state: known,
    until: object.at('date_fin_droit_acces').day(),
  };
}

/** GRDF writes these in the feminine or in the masculine, depending on the version. */
const stateOf: ReadonlyMap<string, RightState> = new Map([
  ['Active', 'active'],
  ['Actif', 'active'],
  ['A valider', 'pending'],
  ['A revérifier', 'to recheck'],
  ['Révoquée', 'revoked'],
  ['Révoqué', 'revoked'],
  ['Obsolète', 'obsolete'],
  ['Refusée', 'refused'],
  ['Refusé', 'refused'],
]);
