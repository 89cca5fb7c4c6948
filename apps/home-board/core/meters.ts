import type { EnergyVector } from '../../../shapes/meter-reading/meter-reading.ts';

/** The meters of one energy, in the order in which their addresses count them. */
export function metersOf<Meter extends { readonly energyVector: EnergyVector }>(
  { meters }: { readonly meters: readonly Meter[] },
  energyVector: EnergyVector,
): readonly Meter[] {
  return meters.filter((meter) => meter.energyVector === energyVector);
}
