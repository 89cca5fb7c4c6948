import express, { type Request, type Response, Router } from 'express';
import {
  addDays,
  addMonths,
  daysBetween,
  localDay,
  monthOf,
  withLocalOffset,
} from '../../../shapes/kit/local-time.ts';
import type { Clock } from '../../kit/clock.ts';
import { isDay } from '../../kit/partner/wall-clock.ts';
import { sendSpoiled } from '../../kit/sandbox/faults.ts';
import { SandboxRefusal } from '../../kit/sandbox/refusal.ts';
import { billsOf, type SandboxBill, withoutTaxes } from './bills.ts';
import type { Fault } from './faults.ts';
import { type Customer, nextSupplyOf, type Supply } from './homes.ts';
import { pdfOf } from './pdf.ts';
import type { SandboxState } from './state.ts';
import { type DayOfWater, daysOf, indexOf, shownDay, shownMonths } from './water.ts';

export interface WebSpaceParts {
  readonly customers: readonly Customer[];
  readonly state: SandboxState;
  readonly clock: Clock;
}

/** A call of a customer's who is signed in and whom no fault shuts out. */
interface Call {
  readonly customer: Customer;
  readonly supplies: readonly Supply[];
  readonly fault: Fault;
  readonly today: string;
  /** The last day that is published. */
  readonly lastDay: string;
  readonly oldest: string;
}

const DAYS_MAX = 90;
const HISTORY_MONTHS = 24;
const SLOW_DOWN_SECONDS = 30;
const NOTICE_DAYS = 40;

/** What the web space says of a customer's contracts, water and bills. */
export function webSpace(parts: WebSpaceParts): Router {
  const router = Router();
  const answer =
    (body: (call: Call, request: Request) => object) =>
    (request: Request, response: Response): void => {
      const call = callOf(parts, request);
      response.type('json');
      sendSpoiled(response, call.fault, JSON.stringify(body(call, request)));
    };
  const contracts = '/rest/interfaces/ael/contrats';
  router.post(
    `${contracts}/rechercher`,
    express.json(),
    answer((call) => ({ content: call.supplies.map((supply) => contractBody(call, supply)) })),
  );
  router.get(`${contracts}/:id/consommationsMensuelles`, answer(monthsBody));
  router.get('/rest/produits/contrats/:id/consommationsJournalieres', answer(daysBody));
  router.get(
    '/rest/produits/factures',
    answer((call) => billsIn(call).map((one) => billBody(call, one))),
  );
  router.get('/rest/produits/factures/:reference/pdf', (request, response) => {
    const call = callOf(parts, request);
    const bill = billsIn(call).find(({ reference }) => reference === request.params.reference);
    if (bill === undefined || call.fault === 'no-bill-file') throw notFound();
    response.type(call.fault === 'html' ? 'html' : 'pdf').send(pdfOf(billLines(call, bill)));
  });
  return router;
}

function callOf({ customers, state, clock }: WebSpaceParts, request: Request): Call {
  const token = request.headers.authorization?.replace('Bearer ', '');
  const customer = customers.find(({ id }) => id === state.tokens.of(token));
  if (customer === undefined) throw new SandboxRefusal(401, 'Unauthorized');
  const fault = state.switches.meet(customer.id);
  refuseByFault(fault);
  const now = clock.now();
  const today = localDay(now);
  return {
    customer,
    supplies: suppliesOf(customer, fault, state.anchorDay),
    fault,
    today,
    lastDay: lastPublishedDay(now, fault === 'late' ? 1 : 0),
    oldest: `${addMonths(monthOf(today), -HISTORY_MONTHS)}-01`,
  };
}

function refuseByFault(fault: Fault): void {
  switch (fault) {
    case 'session-lost':
      throw new SandboxRefusal(401, 'Unauthorized');
    case 'firewall':
      throw new SandboxRefusal(403, 'Request blocked');
    case 'slow-down':
      throw new SandboxRefusal(429, 'Too many requests', undefined, SLOW_DOWN_SECONDS);
    case 'server-error':
      throw new SandboxRefusal(500, 'Internal error');
  }
}

function suppliesOf({ supplies }: Customer, fault: Fault, anchorDay: string): readonly Supply[] {
  const [first, ...others] = supplies;
  if (first === undefined || fault === 'contract-gone') return [];
  if (fault !== 'contract-ended' && fault !== 'moved') return supplies;
  const end = addDays(anchorDay, -NOTICE_DAYS);
  const ended = { ...first, end };
  return fault === 'moved'
    ? [ended, ...others, nextSupplyOf(first, addDays(end, 1))]
    : [ended, ...others];
}

/** The day before, from six in the morning on. */
export function lastPublishedDay(now: Date, daysLate: number): string {
  const hour = Number(withLocalOffset(now).slice(11, 13));
  return addDays(localDay(now), -(hour < 6 ? 2 : 1) - daysLate);
}

function contractBody({ today }: Call, supply: Supply): object {
  const ended = supply.end !== undefined && supply.end < today;
  const { payment, monthly } = supply;
  const debited = payment === 'Prélèvement';
  return {
    id: supply.id,
    reference: supply.reference,
    statutExtrait: { libelle: ended ? 'Résilié' : 'Actif' },
    dateEffet: supply.start,
    dateEcheance: supply.end ?? null,
    conditionPaiement: {
      compteClient: { solde: { value: 0 } },
      mensualise: monthly,
      modePaiement: { libelle: payment },
      ...(debited
        ? { mandat: { reference: supply.mandate.reference, ics: supply.mandate.creditor } }
        : {}),
    },
    servicesSouscrits: [
      {
        statut: ended ? 'RESILIE' : 'ACTIF',
        usage: { libelle: 'Domestique' },
        calibreCompteur: { libelle: supply.diameter },
        nombreHabitants: { libelle: String(supply.people) },
      },
    ],
    espaceDeLivraison: { reference: supply.place },
  };
}

function supplyOf({ supplies }: Call, request: Request): Supply {
  const supply = supplies.find(({ id }) => id === request.params.id);
  if (supply === undefined) throw notFound();
  return supply;
}

/** Months from 1, cubic metres, and no word about the unit. */
function monthsBody(call: Call, request: Request): object {
  const { oldest, lastDay } = call;
  const data = [...shownMonths(supplyOf(call, request), oldest, lastDay)].map(
    ([month, litres]) => ({
      annee: Number(month.slice(0, 4)),
      mois: Number(month.slice(5)),
      consommation: Math.round(litres / 100) / 10,
    }),
  );
  return { postes: [{ data }] };
}

/** Months from 0, and litres. */
function daysBody(call: Call, request: Request): object {
  const supply = supplyOf(call, request);
  const { dateDebut: from, dateFin: to } = request.query;
  const asked = typeof from === 'string' && typeof to === 'string' && isDay(from) && isDay(to);
  if (!asked || from > to || daysBetween(from, to) >= DAYS_MAX) {
    throw new SandboxRefusal(400, 'dateDebut and dateFin must be at most 90 days');
  }
  if (call.fault === 'no-daily') throw notFound();
  const { oldest, lastDay, fault } = call;
  const days = daysOf(supply, from, to).filter((day) => day >= oldest && day <= lastDay);
  const data = days.map((day) =>
    rawDay(call, supply, changed(call, shownDay(supply, day, call.today))),
  );
  const unit = fault === 'wrong-unit' ? 'gal' : fault === 'cubic-metres' ? 'm3' : 'L';
  return {
    postes: data.length === 0 ? [] : [{ data: spoiled(fault, data) }],
    unites: { consommation: unit, index: 'm3' },
  };
}

function changed({ fault, today }: Call, shown: DayOfWater): DayOfWater {
  const age = daysBetween(shown.day, today);
  if (fault === 'zero-days' && age <= 3) return { ...shown, litres: 0, leakLitres: 0 };
  if (fault === 'corrected' && age >= 60 && age <= 70)
    return { ...shown, litres: shown.litres + 7 };
  return shown;
}

interface RawDay {
  readonly annee: number;
  readonly mois: number;
  readonly jour: number;
  readonly consommation: number | string;
  readonly index: number;
  readonly volumeEstimeFuite: number;
  readonly debitMin: number;
}

function rawDay({ fault }: Call, supply: Supply, { day, litres, leakLitres }: DayOfWater): RawDay {
  const per = fault === 'cubic-metres' ? 1_000 : 1;
  return {
    annee: Number(day.slice(0, 4)),
    mois: Number(day.slice(5, 7)) - (fault === 'months-from-one' ? 0 : 1),
    jour: Number(day.slice(8)),
    consommation: litres / per,
    index: indexOf(supply, day) / 1_000,
    volumeEstimeFuite: leakLitres / per,
    debitMin: leakLitres / 24,
  };
}

function spoiled(fault: Fault, days: readonly RawDay[]): readonly RawDay[] {
  const [first] = days;
  if (first === undefined) return days;
  switch (fault) {
    case 'duplicates':
      return days.flatMap((day) => [day, day]);
    case 'contradiction':
      return [{ ...first, consommation: 99_999 }, ...days];
    case 'unordered':
      return [...days].reverse();
    case 'nan':
      return [{ ...first, consommation: 'NaN' }, ...days.slice(1)];
    default:
      return days;
  }
}

function billsIn({ supplies, oldest, today }: Call): SandboxBill[] {
  return supplies.flatMap((supply) => billsOf(supply, oldest, today));
}

function billBody({ today, fault }: Call, bill: SandboxBill): object {
  const paid = bill.due <= today ? 'Réglée' : 'À régler';
  return {
    reference: bill.reference,
    dateEdition: bill.issued,
    dateExigibilite: bill.due,
    montantHT: withoutTaxes(bill.cents) / 100,
    montantTTC: bill.cents / 100,
    statutPaiement: { libelle: fault === 'bill-rejected' ? 'Prélèvement rejeté' : paid },
    volume: bill.cubicMetres,
    contrat: { id: bill.supply.id },
  };
}

function billLines({ customer: { holder } }: Call, bill: SandboxBill): string[] {
  const euros = (bill.cents / 100).toFixed(2).replace('.', ',');
  return [
    "Simulation : ceci n'est pas une facture.",
    `${holder.title} ${holder.firstName} ${holder.lastName}`,
    `Contrat ${bill.supply.reference}`,
    `Facture ${bill.reference} du ${bill.issued}`,
    `${bill.cubicMetres} m\u00b3, ${euros} EUR TTC`,
  ];
}

const notFound = (): SandboxRefusal => new SandboxRefusal(404, 'Not found');
