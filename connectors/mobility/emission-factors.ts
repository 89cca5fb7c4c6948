import type { EmissionFactor, TravelMode } from '../../shapes/trip-month/trip-month.ts';

const SOURCE = 'coachCO2 (github.com/cozy/coachCO2), after ADEME';
const READ_IN = '2026';

/**
 * Grams of CO2 equivalent per kilometre as coachCO2 counts them. None was held against ADEME's own publication, so all are marked as not
 * verified. assumed: of a range the highest value, a large city's bus, a regional train.
 */
const gramsOf: Partial<Record<TravelMode, number>> = {
  walk: 0,
  bicycle: 0,
  bus: 129,
  tram: 4.72,
  metro: 4.72,
  train: 24.8,
  car: 192,
  motorcycle: 165,
};

/** Undefined for a mode of which we know no factor: then nothing is counted. */
export function factorOf(mode: TravelMode): EmissionFactor | undefined {
  const gramsPerKilometre = gramsOf[mode];
  if (gramsPerKilometre === undefined) return undefined;
  return { mode, gramsPerKilometre, source: SOURCE, year: READ_IN, verified: false };
}
