import { addMonths, localDay, monthOf } from '../../shapes/kit/local-time.ts';
import type { Clock } from '../kit/clock.ts';
import type { AccessField, AccessForm, PartnerAccess } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import { isDay } from '../kit/partner/wall-clock.ts';
import type { GrdfClient } from './client.ts';
import { PARTNER } from './manifest.ts';
import { PCE, parseDeclared, parseRight, type Right } from './payload-customer.ts';
import { DeclarationConflict, REVOKED_CODE } from './refusal.ts';

/** One declared right: what the vault seals. It is worth nothing before the holder confirms it. */
export interface GrdfAccess {
  readonly pce: string;
  readonly rightId: string;
  /** The last local day of the right. */
  readonly until: string;
  /** The first local day of which the right lets us read. */
  readonly dataFrom: string;
}

/** The longest right that GRDF is known to take, and how far back it publishes. */
const RIGHT_YEARS = 3;
const DATA_YEARS = 5;
const RIGHTS_MAX = 100;

const fields: readonly AccessField[] = [
  {
    name: 'pce',
    label: { fr: 'Numéro du compteur de gaz (PCE)', en: 'Number of the gas meter (PCE)' },
    hint: {
      fr: '14 chiffres, sur votre facture ; ou GI et 6 chiffres',
      en: '14 digits, on your bill; or GI and 6 digits',
    },
    type: 'text',
    autocomplete: 'off',
    pattern: PCE,
  },
  {
    name: 'lastName',
    label: { fr: 'Nom du titulaire du contrat', en: 'Last name of the contract’s holder' },
    type: 'text',
    autocomplete: 'family-name',
    pattern: /[^<>]{1,80}/,
  },
  {
    name: 'postCode',
    label: { fr: 'Code postal du logement', en: 'Postcode of the home' },
    type: 'text',
    autocomplete: 'postal-code',
    pattern: /\d{5}/,
  },
  {
    name: 'email',
    label: { fr: 'E-mail du titulaire', en: 'The holder’s e-mail' },
    hint: {
      fr: 'GRDF y envoie un message : vous y confirmez votre accord.',
      en: 'GRDF sends a message there: you confirm your agreement in it.',
    },
    type: 'email',
    autocomplete: 'email',
    pattern: /[^@\s]{1,64}@[^@\s]{1,180}/,
  },
];

export function declaredRight(
  client: GrdfClient,
  clock: Clock,
): PartnerAccess<GrdfAccess> & AccessForm<GrdfAccess> {
  return {
    fields,
    submit: async ({ pce = '', lastName = '', postCode = '', email = '' }) => {
      const today = localDay(clock.now());
      const until = yearsFrom(today, RIGHT_YEARS);
      const dataFrom = yearsFrom(today, -DATA_YEARS);
      const rightId = await declare(client, pce, {
        role_tiers: ROLE,
        nom_titulaire: lastName,
        code_postal: postCode,
        courriel_titulaire: email,
        date_debut_droit_acces: today,
        date_fin_droit_acces: until,
        perim_donnees_conso_debut: dataFrom,
        perim_donnees_conso_fin: until,
        perim_donnees_contractuelles: 'Vrai',
        perim_donnees_techniques: 'Vrai',
        perim_donnees_informatives: 'Vrai',
        perim_donnees_publiees: 'Vrai',
      });
      return { pce, rightId, until, dataFrom };
    },
    revoke: ({ rightId }) => revoke(client, rightId),
  };
}

const ROLE = 'AUTORISE_CONTRAT_FOURNITURE';

async function declare(client: GrdfClient, pce: string, body: object): Promise<string> {
  const declared: string[] = [];
  try {
    await client.ask({ method: 'PUT', path: `/pce/${pce}/droit_acces`, body }, (answer) =>
      declared.push(parseDeclared(answer).rightId),
    );
  } catch (error) {
    if (error instanceof DeclarationConflict) throw await conflictOf(client, pce, error);
    throw error;
  }
  const [rightId] = declared;
  if (rightId !== undefined) return rightId;
  throw new ConnectorError('PARTNER_ANSWER_INVALID', `${PARTNER} sent no right`);
}

/**
 * GRDF publishes few of its codes for a conflict, so its list of rights tells which it is. A right that is there is never taken over:
 * it may have been declared, and confirmed, for somebody else.
 */
async function conflictOf(
  client: GrdfClient,
  pce: string,
  conflict: DeclarationConflict,
): Promise<ConnectorError> {
  const rights = await rightsOf(client, pce);
  const has = (state: Right['state']): boolean => rights.some((right) => right.state === state);
  if (has('pending')) return new ConnectorError('CONSENT_PENDING', conflict.message);
  if (has('active')) return new ConnectorError('CONSENT_MISSING', conflict.message);
  const revoked = conflict.code === REVOKED_CODE;
  // The postcode or the contract is not the one that GRDF knows.
  return new ConnectorError(revoked ? 'CONSENT_REVOKED' : 'FORM_INCOMPLETE', conflict.message);
}

/** Every right of the city's on a meter. */
async function rightsOf(
  client: GrdfClient,
  pce: string,
  signal?: AbortSignal,
): Promise<readonly Right[]> {
  const rights: Right[] = [];
  const body = { id_pce: [pce], role_tiers: [ROLE] };
  const request = { method: 'POST', path: '/droits_acces', body } as const;
  await client.ask(signal === undefined ? request : { ...request, signal }, (object) => {
    const right = parseRight(object, pce);
    if (right !== undefined) rights.push(right);
    if (rights.length > RIGHTS_MAX) {
      const sentence = `${PARTNER} sent more than RIGHTS_MAX (${RIGHTS_MAX}) rights`;
      throw new ConnectorError('PARTNER_ANSWER_INVALID', sentence);
    }
  });
  return rights;
}

/** Throws a ConnectorError that says who must move, unless the right lets us read today. */
export async function refuseUnlessActive(
  client: GrdfClient,
  { pce, rightId }: GrdfAccess,
  { today, signal }: { readonly today: string; readonly signal: AbortSignal },
): Promise<void> {
  const right = (await rightsOf(client, pce, signal)).find(({ id }) => id === rightId);
  const failure = (code: ConnectorError['code']): ConnectorError =>
    new ConnectorError(code, `The right at ${PARTNER} is ${right?.state ?? 'not there'}`);
  switch (right?.state) {
    case 'active':
      return;
    case 'pending':
    // Assumed: the holder is asked again to confirm.
    case 'to recheck':
      throw failure('CONSENT_PENDING');
    case 'revoked':
      throw failure('CONSENT_REVOKED');
    case 'refused':
      throw failure('CONSENT_REFUSED');
    case 'obsolete':
      // A right that ends before its time ends because the holder's contract did.
      throw failure(right.until <= today ? 'CONSENT_EXPIRED' : 'HOLDER_CHANGED');
    default:
      throw failure('CONSENT_MISSING');
  }
}

/** A right that is ended already, or gone, is as it should be. Assumed: the new state is the whole body. */
async function revoke(client: GrdfClient, rightId: string): Promise<void> {
  const body = { etat_droit_acces: 'Révoquée' };
  try {
    await client.ask({ method: 'PATCH', path: `/droit_acces/${rightId}`, body }, () => undefined);
  } catch (error) {
    const gone = error instanceof ConnectorError && error.code === 'CONSENT_MISSING';
    if (!gone && !(error instanceof DeclarationConflict)) throw error;
  }
}

function yearsFrom(day: string, years: number): string {
  const sameDay = `${addMonths(monthOf(day), 12 * years)}${day.slice(7)}`;
  return isDay(sameDay) ? sameDay : `${sameDay.slice(0, 8)}28`;
}
