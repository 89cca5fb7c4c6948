import { addDays } from '../../shapes/kit/local-time.ts';
import { gridDay, startOfGridDay } from '../../shapes/meter-reading/meter-reading.ts';
import type { Field } from '../kit/partner/field.ts';

/** What a meter counted between two instants. */
export interface Consumption {
  readonly start: Date;
  readonly end: Date;
  readonly kiloWattHours: number;
  /** As the meter sees them, before pressure and temperature are taken into account. */
  readonly cubicMetres: number | undefined;
  readonly kiloWattHoursPerCubicMetre: number | undefined;
  readonly indexBefore: number | undefined;
  readonly indexAfter: number | undefined;
  /** 'Mesuré', 'Estimé', … */
  readonly nature: string;
  readonly provisional: boolean;
}

/** One object of GRDF's answers about a meter. */
export type Line =
  | { readonly kind: 'record'; readonly record: Field }
  /** GRDF tells how it is getting on. */
  | { readonly kind: 'status' }
  /** A refusal within a 200: there is no data, which is not the same as no gas. */
  | { readonly kind: 'refusal' };

/** A record names its meter and may hold a refusal; a status names none. */
export function parseLine(object: Field, pce: string): Line {
  const treatment = object.at('code_statut_traitement');
  if (!treatment.absent) {
    return PROGRESS.has(treatment.text()) ? { kind: 'status' } : { kind: 'refusal' };
  }
  object.at('pce').at('id_pce').equal(pce);
  if (!object.at('statut_restitution').absent) return { kind: 'refusal' };
  return { kind: 'record', record: object };
}

/** Done, and waiting. */
const PROGRESS = new Set(['0000000000', '0000000002']);

/** More than a block of flats burns in a day, or in half a year. */
const DAY_KILO_WATT_HOURS_MAX = 10_000;
const PERIOD_KILO_WATT_HOURS_MAX = 2_000_000;
const CUBIC_METRES_MAX = 200_000;
const INDEX_MAX = 99_999_999;
const FACTOR_MAX = 20;

export function parseDay(record: Field): Consumption {
  const consumption = parseConsumption(record, 'Informative journalier', DAY_KILO_WATT_HOURS_MAX);
  const field = record.at('consommation');
  const day = field.at('journee_gaziere').day();
  const { start, end } = consumption;
  const whole =
    start.getTime() === startOfGridDay('gas', day).getTime() &&
    end.getTime() === startOfGridDay('gas', addDays(day, 1)).getTime();
  if (!whole) throw field.at('date_debut_consommation').refusal('begins no whole gas day');
  return consumption;
}

export function parsePeriod(record: Field): Consumption {
  return parseConsumption(record, 'Publiée', PERIOD_KILO_WATT_HOURS_MAX);
}

function parseConsumption(record: Field, kind: string, kiloWattHoursMax: number): Consumption {
  const field = record.at('consommation');
  field.at('type_conso').oneOf(kind);
  field.at('sens_flux_gaz').oneOf('Consommation');
  const start = field.at('date_debut_consommation').instant();
  const end = field.at('date_fin_consommation').instant();
  if (end <= start) throw field.at('date_fin_consommation').refusal('is not after the start');
  const status = field
    .at('statut_conso')
    .matching(/^(?:Provisoire|Définiti(?:f|ve))$/, 'Provisoire or Définitive');
  const consumption = {
    start,
    end,
    kiloWattHours: field.at('energie').amount(kiloWattHoursMax),
    cubicMetres: optionalAmount(field.at('volume_brut'), CUBIC_METRES_MAX),
    kiloWattHoursPerCubicMetre: optionalAmount(
      field.at('coeff_calcul').at('coeff_conversion'),
      FACTOR_MAX,
    ),
    indexBefore: indexOf(record.at('releve_debut').at('index_brut_debut')),
    indexAfter: indexOf(record.at('releve_fin').at('index_brut_fin')),
    nature: field.at('type_qualif_conso').text(),
    provisional: status === 'Provisoire',
  };
  refuseOtherUnit(field.at('energie'), consumption);
  return consumption;
}

const optionalAmount = (field: Field, max: number): number | undefined =>
  field.absent ? undefined : field.amount(max);

const indexOf = (index: Field): number | undefined =>
  optionalAmount(index.at('valeur_index'), INDEX_MAX);

/** Energy is volume times factor; a tenfold of it is another unit, such as the megawatt-hour of large meters. */
function refuseOtherUnit(
  field: Field,
  { kiloWattHours, cubicMetres, kiloWattHoursPerCubicMetre }: Consumption,
): void {
  if (cubicMetres === undefined || kiloWattHoursPerCubicMetre === undefined) return;
  const expected = cubicMetres * kiloWattHoursPerCubicMetre;
  const [low = 0, high = 0] = [expected, kiloWattHours].sort((a, b) => a - b);
  // Small amounts may be rounded to nothing.
  if (high - low > 1 && high > 10 * low) {
    throw field.refusal('does not fit the volume: it is in another unit than kWh');
  }
}

/** By start. A record sent twice counts once; a definitive one wins over a provisional one. */
export function settled(
  among: readonly { readonly consumption: Consumption; readonly record: Field }[],
): Consumption[] {
  const byStart = new Map<number, Consumption>();
  for (const { consumption, record } of among) {
    const at = consumption.start.getTime();
    const known = byStart.get(at);
    const same = known?.provisional === consumption.provisional;
    if (known !== undefined && same && !isSame(known, consumption)) {
      throw record.at('consommation').refusal('is given twice with different values');
    }
    if (known === undefined || known.provisional) byStart.set(at, consumption);
  }
  return [...byStart.values()].sort((a, b) => a.start.getTime() - b.start.getTime());
}

const isSame = (one: Consumption, other: Consumption): boolean =>
  one.kiloWattHours === other.kiloWattHours && one.end.getTime() === other.end.getTime();

/** The gas day in which a period begins. */
export const firstDayOf = ({ start }: Consumption): string => gridDay('gas', start);
