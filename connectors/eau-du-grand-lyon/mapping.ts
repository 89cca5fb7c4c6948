import { type Bill, type BillStatus, pdfNameOf } from '../../shapes/bill/bill.ts';
import { present } from '../../shapes/kit/present.ts';
import type { WaterContract } from '../../shapes/water-contract/water-contract.ts';
import type { WaterDay, WaterMonth } from '../../shapes/water-month/water-month.ts';
import type { BillRecord, ContractRecord, DaysAnswer, MonthVolume, VolumeUnit } from './payload.ts';
import { HOME_TARIFFS } from './tariff.ts';

const SUPPLIER = 'Eau du Grand Lyon';
const HOME_USAGE = 'domestique';
const LITRES_PER_CUBIC_METRE = 1_000;

export interface MonthSource {
  readonly contractNumber: string;
  readonly month: string;
  readonly days: DaysAnswer;
  readonly stated: MonthVolume | undefined;
  /** The last day of which the partner corrects nothing any more. */
  readonly settledUntil: string;
}

/** Undefined when nothing at all is known of the month. */
export function waterMonthOf(source: MonthSource): WaterMonth | undefined {
  const { contractNumber, month, stated } = source;
  const days = waterDaysOf(source.days, source.settledUntil);
  if (days.length === 0 && stated === undefined) return undefined;
  const statedLitres = stated && litresOf(stated.volume, stated.unit);
  return present({ contractNumber, month, days, statedLitres });
}

/**
 * A day may show 0 until its true value comes, days or weeks later. So a zero is nothing that we know until the partner
 * has had its time to correct it.
 */
function waterDaysOf({ unit, days }: DaysAnswer, settledUntil: string): WaterDay[] {
  return days
    .filter(({ day, volume }) => volume > 0 || day <= settledUntil)
    .map(({ day, volume, leak }) =>
      present({
        day,
        litres: litresOf(volume, unit),
        quality: 'measured' as const,
        // Assumed: a leak is told in the unit of the consumption.
        leakLitres: leak === undefined ? undefined : litresOf(leak, unit),
      }),
    );
}

function litresOf(volume: number, unit: VolumeUnit): number {
  return Math.round(unit === 'm3' ? volume * LITRES_PER_CUBIC_METRE : volume);
}

export function waterContractOf(contract: ContractRecord): WaterContract {
  const { reference, usageLabel, mandate } = contract;
  return present({
    contractNumber: reference,
    supplier: SUPPLIER,
    usageLabel,
    meterDiameterMillimetres: numberIn(contract.diameterLabel),
    residentCount: numberIn(contract.residentsLabel),
    start: contract.start,
    end: contract.end,
    status: contractStatusOf(contract),
    mandateReference: mandate?.reference,
    creditorIdentifier: mandate?.creditor,
    tariffs: plain(usageLabel) === HOME_USAGE ? HOME_TARIFFS : undefined,
  });
}

/** Assumed: these are the words of the web space; an unknown one claims nothing. */
export function contractStatusOf({ statusLabel }: ContractRecord): WaterContract['status'] {
  const label = plain(statusLabel);
  if (/^actif/.test(label)) return 'active';
  if (/^(?:resilie|clos|termine|inactif)/.test(label)) return 'ended';
  return /^(?:a venir|en attente|en cours de)/.test(label) ? 'pending' : undefined;
}

/** `filed` says whether the PDF of the bill lies beside it. */
export function billOf(
  record: BillRecord,
  contract: ContractRecord | undefined,
  filed: boolean,
): Bill {
  const { reference, issued, due, cents } = record;
  const named = { billNumber: reference, issued };
  const debited = contract !== undefined && isDebitedWhole(contract) && cents > 0;
  return present({
    partner: 'eau-du-grand-lyon',
    ...named,
    kind: cents < 0 ? ('credit-note' as const) : ('bill' as const),
    due,
    amountCents: cents,
    contractNumber: contract?.reference,
    status: billStatusOf(record),
    mandateReference: contract?.mandate?.reference,
    creditorIdentifier: contract?.mandate?.creditor,
    // Assumed: a bill that is debited as a whole is debited on the day on which it is due.
    debitDay: debited ? due : undefined,
    file: filed ? pdfNameOf(named) : undefined,
  });
}

/** Who pays by the month is debited of instalments, not of a bill. */
function isDebitedWhole({ paymentLabel, paidMonthly }: ContractRecord): boolean {
  return plain(paymentLabel).startsWith('prelevement') && paidMonthly === false;
}

/** Assumed, as the words of a contract are. */
function billStatusOf({ statusLabel }: BillRecord): BillStatus | undefined {
  const label = plain(statusLabel);
  if (/^(?:reglee?|payee?|soldee?)/.test(label)) return 'paid';
  if (/^(?:a regler|a payer|en attente|non (?:reglee?|payee?)|impayee?)/.test(label)) {
    return 'to-pay';
  }
  return label.includes('rejet') ? 'rejected' : undefined;
}

/** A label in lower case and without accents, because both vary. */
const plain = (label = ''): string =>
  label.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** "15 mm" */
function numberIn(label = ''): number | undefined {
  const [, digits] = /^(\d{1,3})\b/.exec(label) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
