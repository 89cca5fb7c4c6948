import type { MeterMonth, MeterReading } from '../../shapes/meter-reading/meter-reading.ts';

export const PRM = '01234567890123';
export const documentUrl = 'https://pod.exemple.invalid/data/energy/electricity/it/2026-11.ttl';

export function reading(
  start: string,
  energyWattHours: number,
  more: Partial<MeterReading> = {},
): MeterReading {
  return {
    start: new Date(start),
    durationSeconds: 1_800,
    energyWattHours,
    quality: 'measured',
    ...more,
  };
}

export function monthWith(
  readings: readonly MeterReading[],
  more: Partial<MeterMonth> = {},
): MeterMonth {
  return {
    deliveryPointId: PRM,
    energyVector: 'electricity',
    flow: 'consumption',
    month: '2026-11',
    readings,
    ...more,
  };
}
