import { addMonths } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import type { Field } from '../kit/partner/field.ts';
import { isDay } from '../kit/partner/wall-clock.ts';

/** A contract as the web space tells of it. */
export interface ContractRecord {
  /** The web space's own number, for its addresses. */
  readonly id: string;
  /** The number on the bills. */
  readonly reference: string;
  readonly statusLabel?: string;
  readonly start?: string;
  readonly end?: string;
  readonly usageLabel?: string;
  readonly diameterLabel?: string;
  readonly residentsLabel?: string;
  readonly paymentLabel?: string;
  readonly paidMonthly?: boolean;
  readonly mandate?: { readonly reference: string; readonly creditor: string };
}

export type VolumeUnit = 'L' | 'm3';

interface DayVolume {
  readonly day: string;
  readonly volume: number;
  readonly leak?: number;
}

export interface DaysAnswer {
  readonly unit: VolumeUnit;
  readonly days: readonly DayVolume[];
}

export interface MonthVolume {
  readonly month: string;
  readonly unit: VolumeUnit;
  readonly volume: number;
}

export interface BillRecord {
  readonly reference: string;
  readonly issued: string;
  readonly due?: string;
  readonly cents: number;
  readonly statusLabel?: string;
  readonly contractId?: string;
}

const CONTRACTS_MAX = 50;
const SERVICES_MAX = 20;
const BILLS_MAX = 500;
const DAYS_MAX = 100;
const MONTHS_MAX = 200;
const YEAR = { min: 2_000, max: 2_100 };
/** More than any home takes in a month, in litres. */
const VOLUME_MAX = 100_000_000;
const CENTS_MAX = 100_000_000;

const CONTRACT_ID = /^[\w-]{1,40}$/;
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/;
const BILL_REFERENCE = /^[A-Za-z0-9][\w ./-]{0,79}$/;
const RUM = /^[A-Za-z0-9+?/:().,' -]{1,35}$/;
const ICS = /^[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}$/;

export function parseContracts(answer: Field): ContractRecord[] {
  return answer.at('content').items(CONTRACTS_MAX).map(contractOf);
}

function contractOf(contract: Field): ContractRecord {
  const payment = contract.at('conditionPaiement');
  const service = serviceOf(contract.at('servicesSouscrits'));
  const monthly = payment.at('mensualise');
  return present({
    id: contract.at('id').matching(CONTRACT_ID, 'the number of a contract'),
    reference: contract.at('reference').matching(REFERENCE, 'the reference of a contract'),
    statusLabel: labelOf(contract.at('statutExtrait')),
    start: optionalDay(contract.at('dateEffet')),
    end: optionalDay(contract.at('dateEcheance')),
    usageLabel: service && labelOf(service.at('usage')),
    diameterLabel: service && labelOf(service.at('calibreCompteur')),
    residentsLabel: service && labelOf(service.at('nombreHabitants')),
    paymentLabel: labelOf(payment.at('modePaiement')),
    paidMonthly: monthly.absent ? undefined : monthly.flag(),
    mandate: mandateOf(payment.at('mandat')),
  });
}

/** The active one, or the first: a contract can have had others before. */
function serviceOf(services: Field): Field | undefined {
  if (services.absent) return undefined;
  const all = services.items(SERVICES_MAX);
  return all.find((one) => one.at('statut').optionalText() === 'ACTIF') ?? all[0];
}

/** Assumed: nobody could see under which names the web space gives the mandate, or whether it does. */
function mandateOf(mandate: Field): ContractRecord['mandate'] {
  if (mandate.absent) return undefined;
  return {
    reference: mandate.at('reference').matching(RUM, 'the reference of a mandate'),
    creditor: mandate.at('ics').matching(ICS, 'the identifier of a creditor'),
  };
}

/** Months are counted from 0 here, as a JavaScript date does. */
export function parseDays(
  answer: Field,
  { from, to }: { readonly from: string; readonly to: string },
): DaysAnswer {
  const days = new Map<string, DayVolume>();
  for (const one of dataOf(answer, DAYS_MAX)) {
    const month = one.at('mois').integer({ min: 0, max: 11 });
    const day = dayOf(one, month + 1);
    // What was not asked for means that months are not counted as we think.
    if (day < from || day > to) throw one.refusal('is a day that was not asked for');
    const value = dayVolumeOf(one, day);
    const known = days.get(day) ?? value;
    if (known.volume !== value.volume || known.leak !== value.leak) {
      throw one.refusal('is given twice with different values');
    }
    days.set(day, value);
  }
  const unit = unitOf(answer.at('unites').at('consommation'));
  return { unit, days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)) };
}

function dayOf(one: Field, month: number): string {
  const year = one.at('annee').integer(YEAR);
  const date = one.at('jour').integer({ min: 1, max: 31 });
  const day = `${year}-${two(month)}-${two(date)}`;
  if (!isDay(day)) throw one.at('jour').refusal('is no day of its month');
  return day;
}

function dayVolumeOf(one: Field, day: string): DayVolume {
  const leak = one.at('volumeEstimeFuite');
  return present({
    day,
    volume: one.at('consommation').amount(VOLUME_MAX),
    leak: leak.absent ? undefined : leak.amount(VOLUME_MAX),
  });
}

/** Months are counted from 1 here, and volumes come in cubic metres. */
export function parseMonths(answer: Field): MonthVolume[] {
  const unites = answer.at('unites').at('consommation');
  // Assumed: as long as the answer names no unit, it is the cubic metre that was seen.
  const unit = unites.absent ? 'm3' : unitOf(unites);
  const months = dataOf(answer, MONTHS_MAX).map((one) => {
    const year = one.at('annee').integer(YEAR);
    const number = one.at('mois').integer({ min: 1, max: 12 });
    const month = addMonths(`${year}-01`, number - 1);
    return { month, unit, volume: one.at('consommation').amount(VOLUME_MAX) };
  });
  const twice = months.some(
    ({ month }, index) => months.findIndex((one) => one.month === month) !== index,
  );
  if (twice) throw answer.at('postes').refusal('gives a month twice');
  return months;
}

/** Assumed: a contract has one meter, so what comes in several series cannot be told apart. */
function dataOf(answer: Field, max: number): readonly Field[] {
  const [series] = answer.at('postes').items(1);
  return series === undefined ? [] : series.at('data').items(max);
}

function unitOf(field: Field): VolumeUnit {
  const unit = field.oneOf('L', 'l', 'm3', 'm³');
  return unit === 'L' || unit === 'l' ? 'L' : 'm3';
}

export function parseBills(answer: Field): BillRecord[] {
  return answer.items(BILLS_MAX).map((bill) => {
    const contract = bill.at('contrat').at('id');
    return present({
      reference: bill.at('reference').matching(BILL_REFERENCE, 'the reference of a bill'),
      issued: bill.at('dateEdition').day(),
      due: optionalDay(bill.at('dateExigibilite')),
      cents: bill.at('montantTTC').cents(CENTS_MAX),
      statusLabel: labelOf(bill.at('statutPaiement')),
      contractId: contract.absent
        ? undefined
        : contract.matching(CONTRACT_ID, 'the number of a contract'),
    });
  });
}

const labelOf = (field: Field): string | undefined => field.at('libelle').optionalText();

const optionalDay = (field: Field): string | undefined => (field.absent ? undefined : field.day());

const two = (number: number): string => String(number).padStart(2, '0');
