import type { Address, DeliveryPoint } from '../../shapes/delivery-point/delivery-point.ts';
import type { Dwelling } from '../../shapes/dwelling/dwelling.ts';
import type { EnergyContract } from '../../shapes/energy-contract/energy-contract.ts';
import { secondsOfLocalDay, startOfLocalDay } from '../../shapes/kit/local-time.ts';
import { present } from '../../shapes/kit/present.ts';
import type { MeterReading, ReadingQuality } from '../../shapes/meter-reading/meter-reading.ts';
import type { CurvePoint, DailyEnergy } from './payload.ts';
import type { MeterAddress, PointContract } from './payload-customer.ts';

/**
 * Natures of a point in Enedis's SGE catalogue: B raw, R real, S, T, F and G power cuts that the meter saw;
 * C corrected, D entered by hand at Enedis.
 */
const MEASURED = new Set(['B', 'R', 'S', 'T', 'F', 'G']);
const CORRECTED = new Set(['C', 'D']);

/** One reading per point of a load curve. */
export function readingsOfCurve(points: readonly CurvePoint[]): MeterReading[] {
  return points.map(({ end, minutes, watts, nature }) => ({
    // Enedis stamps a slot with its end; we name it by its start.
    start: new Date(end.getTime() - minutes * 60_000),
    durationSeconds: minutes * 60,
    // Enedis gives mean watts over the slot; a space keeps energy, which adds up.
    energyWattHours: Math.round((watts * minutes * 1_000) / 60) / 1_000,
    quality: qualityOf(nature),
  }));
}

/** One reading per day, as long as that day was. */
export function readingsOfDays(days: readonly DailyEnergy[]): MeterReading[] {
  return days.map(({ day, wattHours }) => ({
    start: startOfLocalDay(day),
    durationSeconds: secondsOfLocalDay(day),
    energyWattHours: Math.round(wattHours * 1_000) / 1_000,
    quality: 'measured',
  }));
}

/** Reconstructed, computed and unknown natures are estimates: we never claim more than we know. */
function qualityOf(nature: string): ReadingQuality {
  if (MEASURED.has(nature)) return 'measured';
  return CORRECTED.has(nature) ? 'corrected' : 'estimated';
}

/** One contract per direction; of several in one direction, the one that began last. */
export function energyContractsOf(
  deliveryPointId: string,
  contracts: readonly PointContract[],
): EnergyContract[] {
  const latest = new Map<string, PointContract>();
  for (const contract of contracts) {
    const known = latest.get(contract.flow);
    if ((known?.start ?? '') <= (contract.start ?? '')) latest.set(contract.flow, contract);
  }
  return [...latest.values()].map((contract) =>
    present({
      deliveryPointId,
      flow: contract.flow,
      supplier: contract.supplier,
      tariffLabel: contract.tariff,
      subscribedPowerVoltAmperes: voltAmperesOf(contract.subscribedKiloVoltAmperes),
      segment: contract.segment,
      start: contract.start,
      status: statusOf(contract.ended),
    }),
  );
}

export function deliveryPointOf(
  deliveryPointId: string,
  address: MeterAddress | undefined,
  offPeakHours: string | undefined,
): DeliveryPoint {
  const ranges = offPeakRanges(offPeakHours ?? '');
  return present({
    deliveryPointId,
    energyVector: 'electricity' as const,
    address: address && addressOf(address),
    offPeakHours: ranges.length === 0 ? undefined : ranges,
  });
}

export function dwellingOf(deliveryPointId: string, address: MeterAddress | undefined): Dwelling {
  return present({
    address: address && addressOf(address),
    deliveryPointIds: [deliveryPointId],
  });
}

function addressOf(address: MeterAddress): Address | undefined {
  const known: Address = present({
    thoroughfare: address.street,
    building: address.building,
    unit: address.unit,
    locality: address.locality,
    postCode: address.postalCode,
    postName: address.city,
    inseeCode: address.inseeCode,
  });
  return Object.keys(known).length === 0 ? undefined : known;
}

const voltAmperesOf = (kilo: number | undefined): number | undefined =>
  kilo === undefined ? undefined : Math.round(kilo * 1_000);

function statusOf(ended: boolean | undefined): EnergyContract['status'] {
  if (ended === undefined) return undefined;
  return ended ? 'ended' : 'active';
}

/** "HC (22H00-6H00;12H30-14H30)" */
function offPeakRanges(text: string): { readonly from: string; readonly to: string }[] {
  return [...text.matchAll(/(\d{1,2})H([0-5]\d)-(\d{1,2})H([0-5]\d)/g)]
    .map(([, fromHour = '', fromMinute = '', toHour = '', toMinute = '']) => ({
      from: `${clockHour(fromHour)}:${fromMinute}`,
      to: `${clockHour(toHour)}:${toMinute}`,
    }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

const clockHour = (hour: string): string => String(Number(hour) % 24).padStart(2, '0');
