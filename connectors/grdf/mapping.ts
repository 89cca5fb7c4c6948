import type { BilledEnergy } from '../../shapes/billed-energy/billed-energy.ts';
import type { Address, DeliveryPoint } from '../../shapes/delivery-point/delivery-point.ts';
import type { EnergyContract } from '../../shapes/energy-contract/energy-contract.ts';
import { present } from '../../shapes/kit/present.ts';
import type { MeterReading, ReadingQuality } from '../../shapes/meter-reading/meter-reading.ts';
import type { Consumption } from './payload.ts';
import type { GasContract, GasMeter } from './payload-customer.ts';

/** One reading per gas day. The index of the meter is not looked at: it restarts when it is full or replaced. */
export function readingsOfDays(days: readonly Consumption[]): MeterReading[] {
  return days.map((day) =>
    present({
      start: day.start,
      durationSeconds: (day.end.getTime() - day.start.getTime()) / 1_000,
      energyWattHours: wattHoursOf(day),
      quality: qualityOf(day.nature),
      provisional: day.provisional ? (true as const) : undefined,
      volumeCubicMetres: toThousandths(day.cubicMetres),
    }),
  );
}

export function billedEnergyOf(pce: string, periods: readonly Consumption[]): BilledEnergy[] {
  return periods.map((period) =>
    present({
      deliveryPointId: pce,
      energyVector: 'gas' as const,
      flow: 'consumption' as const,
      start: period.start,
      end: period.end,
      energyWattHours: wattHoursOf(period),
      volumeCubicMetres: toThousandths(period.cubicMetres),
      kiloWattHoursPerCubicMetre: period.kiloWattHoursPerCubicMetre,
      indexBefore: period.indexBefore,
      indexAfter: period.indexAfter,
      quality: qualityOf(period.nature),
      provisional: period.provisional ? (true as const) : undefined,
    }),
  );
}

export function energyContractOf(pce: string, contract: GasContract): EnergyContract {
  const { annualKiloWattHours, profile, tariff, start } = contract;
  return present({
    deliveryPointId: pce,
    energyVector: 'gas' as const,
    flow: 'consumption' as const,
    tariffLabel: tariff,
    annualReferenceWattHours:
      annualKiloWattHours === undefined ? undefined : Math.round(annualKiloWattHours * 1_000),
    usageProfile: profile,
    start,
  });
}

/** 1M and MM differ in who carries the figure, not in how often it comes. */
const intervalOf: Readonly<Record<string, DeliveryPoint['readingInterval']>> = {
  JJ: 'P1D',
  MM: 'P1M',
  '1M': 'P1M',
  '6M': 'P6M',
};

export function deliveryPointOf(pce: string, meter: GasMeter | undefined): DeliveryPoint {
  return present({
    deliveryPointId: pce,
    energyVector: 'gas' as const,
    readingInterval: intervalOf[meter?.frequency ?? ''],
    gridEntryPoint: meter?.entryPoint,
    address: meter && addressOf(meter),
  });
}

function addressOf(meter: GasMeter): Address | undefined {
  const known: Address = present({
    thoroughfare: meter.street,
    unit: meter.unit,
    postCode: meter.postCode,
    postName: meter.city,
  });
  return Object.keys(known).length === 0 ? undefined : known;
}

/** Kept to a thousandth of a watt-hour. */
const wattHoursOf = ({ kiloWattHours }: Consumption): number =>
  Math.round(kiloWattHours * 1_000_000) / 1_000;

const toThousandths = (amount: number | undefined): number | undefined =>
  amount === undefined ? undefined : Math.round(amount * 1_000) / 1_000;

/** Unknown natures are estimates: we never claim more than we know. Assumed: 'Corrigé' is what GRDF corrected. */
function qualityOf(nature: string): ReadingQuality {
  if (nature === 'Mesuré') return 'measured';
  return nature === 'Corrigé' ? 'corrected' : 'estimated';
}
