/** A scale that begins at zero and ends at a round number, in the unit that keeps the numbers short. */
export interface Scale {
  readonly unit: 'Wh' | 'kWh';
  /** Milliwatt-hours in one unit. */
  readonly perUnit: number;
  /** In units; the last one is the top. */
  readonly ticks: readonly number[];
}

const TICKS_WANTED = 4;

export function scaleFor(milliWattHoursMax: number): Scale {
  const unit = milliWattHoursMax < 2_000_000 ? 'Wh' : 'kWh';
  const perUnit = unit === 'Wh' ? 1_000 : 1_000_000;
  const most = Math.max(milliWattHoursMax / perUnit, 1);
  const step = roundStep(most / TICKS_WANTED);
  const count = Math.ceil(most / step);
  return {
    unit,
    perUnit,
    ticks: Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12))),
  };
}

/** The next of 1, 2, 5, 10, 20, … */
function roundStep(atLeast: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(atLeast));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * magnitude >= atLeast) ?? 10;
  return factor * magnitude;
}
