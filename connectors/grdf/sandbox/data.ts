import { type Request, type Response, Router } from 'express';
import { addDays, localDay, withLocalOffset } from '../../../shapes/kit/local-time.ts';
import { startOfGridDay } from '../../../shapes/meter-reading/meter-reading.ts';
import { isDay } from '../../kit/partner/wall-clock.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { type Fault, sendLines, spoilRecords } from './faults.ts';
import { BASE, callOf, type GatewayParts, shownRight } from './gateway.ts';
import type { Home } from './homes.ts';
import { annualReference, type Counted, countDay, countPeriods, daysOf, isDaily } from './meter.ts';
import type { Right } from './state.ts';

interface DataCall {
  readonly home: Home;
  readonly fault: Fault;
  readonly today: string;
  readonly request: Request;
}

/** Assumed: the gas day that ended at six is there at ten. */
const PUBLISHED_HOUR = 10;

/** What GRDF knows of a meter. Functional refusals are a 200 with `statut_restitution`. */
export function data(parts: GatewayParts): Router {
  const router = Router();
  const operation = (name: string, records: (call: DataCall) => readonly object[]): void => {
    router.get(`${BASE}/pce/:pce/${name}`, (request, response) => {
      answer(parts, request, response, records);
    });
  };
  operation('donnees_contractuelles', ({ home, today }) => [contractOf(home, today)]);
  operation('donnees_techniques', ({ home, today }) => [meterOf(home, today)]);
  operation('donnees_consos_publiees', (call) => {
    const period = periodOf(call);
    const counted = countPeriods(call.home, period, call.today);
    return counted.map((one) => recordOf(call.home, period, one, 'Publiée'));
  });
  operation('donnees_consos_informatives', (call) => informatives(parts, call));
  return router;
}

function answer(
  parts: GatewayParts,
  request: Request,
  response: Response,
  records: (call: DataCall) => readonly object[],
): void {
  const { home, fault } = callOf(parts, request.params.pce);
  const today = localDay(parts.clock.now());
  const rights = parts.state
    .rights()
    .filter(({ pce }) => pce === home.pce)
    .map((right) => shownRight(parts, right));
  const reason = reasonToRefuse(rights, request, fault);
  const found = reason === undefined ? records({ home, fault, today, request }) : [];
  if (found.length > 0) sendLines(response, fault, found);
  else sendLines(response, fault, [refused(home, reason ?? 'aucune donnée sur la période')]);
}

/** In GRDF's words; the numbers of these refusals are not published. */
function reasonToRefuse(rights: readonly Right[], request: Request, fault: Fault) {
  const right = rights.find(({ state }) => state === 'Active');
  if (right === undefined) return whyNot(rights.at(-1));
  if (fault === 'suspended') return 'contrat ADICT du tiers suspendu';
  const { date_debut: from } = request.query;
  return typeof from === 'string' && from < right.dataFrom ? 'période hors périmètre' : undefined;
}

const whyNot = (right: Right | undefined): string =>
  right === undefined ? 'aucun droit' : `droit ${right.state} (${right.endedBy ?? 'GRDF'})`;

function refused({ pce }: Home, message: string): object {
  return {
    pce: { id_pce: pce },
    releve_debut: null,
    releve_fin: null,
    consommation: null,
    statut_restitution: { code: 'REFUS-EXEMPLE', message },
  };
}

function informatives(parts: GatewayParts, call: DataCall): readonly object[] {
  const { home, fault, today } = call;
  if (fault === 'no-days') return [];
  const period = periodOf(call);
  const hour = Number(withLocalOffset(parts.clock.now()).slice(11, 13));
  const late = (hour < PUBLISHED_HOUR ? 2 : 1) + (fault === 'late' ? 1 : 0);
  const last = addDays(today, -late);
  const days = daysOf(period).filter((day) => day <= last && isDaily(home, day));
  const records = days.map((day) =>
    recordOf(home, period, countDay(home, day, today), 'Informative journalier'),
  );
  if (fault !== 'refused-halfway') return spoilRecords(fault, records);
  return [...records.slice(0, 3), refused(home, 'données indisponibles')];
}

/** `date_fin` is the day in the morning of which the last gas day ends. */
function periodOf({ request, today }: DataCall): { readonly from: string; readonly to: string } {
  const from = String(request.query.date_debut ?? '');
  const to = String(request.query.date_fin ?? '');
  if (!isDay(from) || !isDay(to) || from >= to || to > today) {
    throw new SandboxRefusal(400, '1000000020', 'Période mal formée');
  }
  return { from, to };
}

const six = (day: string): string => withLocalOffset(startOfGridDay('gas', day));

function recordOf(
  { pce }: Home,
  period: { readonly from: string; readonly to: string },
  counted: Counted,
  kind: string,
) {
  const { from, to, measured, provisional, factor } = counted;
  const quality = measured ? 'Mesuré' : 'Estimé';
  const status = provisional ? 'Provisoire' : 'Définitive';
  const reading = (day: string) => ({
    date_releve: six(day),
    raison_releve: 'RNO',
    libelle_raison_releve: 'Relevé Normal',
    qualite_releve: quality,
    statut_releve: status,
  });
  const index = (value: number, day: string) => ({ valeur_index: value, horodate_Index: six(day) });
  return {
    pce: { id_pce: pce },
    periode: { valeur: null, date_debut: period.from, date_fin: period.to },
    releve_debut: { ...reading(from), index_brut_debut: index(counted.indexBefore, from) },
    releve_fin: { ...reading(to), index_brut_fin: index(counted.indexAfter, to) },
    consommation: {
      date_debut_consommation: six(from),
      date_fin_consommation: six(to),
      flag_retour_zero: counted.indexAfter < counted.indexBefore,
      volume_brut: counted.cubicMetres,
      coeff_calcul: {
        coeff_pta: counted.pressure,
        valeur_pcs: counted.calorific,
        coeff_conversion: factor,
      },
      volume_converti: Math.round(counted.cubicMetres * counted.pressure * 1_000) / 1_000,
      energie: counted.kiloWattHours,
      type_qualif_conso: quality,
      sens_flux_gaz: 'Consommation',
      statut_conso: status,
      journee_gaziere: from,
      type_conso: kind,
    },
    statut_restitution: null,
  };
}

function contractOf(home: Home, today: string): object {
  return {
    pce: { id_pce: home.pce },
    donnees_contractuelles: {
      car: annualReference(home, today),
      cja: null,
      profil: { profil_type_actuel: 'P012' },
      tarif_acheminement: home.tariff,
      date_mes: home.contractStart,
    },
    statut_restitution: null,
  };
}

function meterOf(home: Home, today: string): object {
  const { street, unit, postCode, city } = home.holder.home;
  const [number, ...name] = street.split(' ');
  return {
    pce: { id_pce: home.pce },
    donnees_techniques: {
      situation_compteur: {
        numero_rue: number,
        nom_rue: name.join(' '),
        complement_adresse: unit,
        code_postal: postCode,
        commune: city,
      },
      caracteristiques_compteur: {
        frequence: today >= home.dailySince ? 'JJ' : '6M',
        client_sensible_mig: 'Non',
      },
      pitd: { identifiant_pitd: 'GD0142', libelle_pitd: 'Lyon' },
    },
    statut_restitution: null,
  };
}
