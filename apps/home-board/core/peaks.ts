import { hasOnlyDailyTotal } from './bars.ts';
import type { Day } from './days.ts';

/** The strongest half-hour of a day: mean power, and when it began. */
export interface Peak {
  readonly watts: number;
  readonly start: Date;
  readonly durationSeconds: number;
}

/** The strongest moments of a period, one a day at most, strongest first. */
export function peaksOf(days: Iterable<Day>, count: number): readonly Peak[] {
  return [...days]
    .filter((day) => !hasOnlyDailyTotal(day))
    .flatMap((day) => strongest(day) ?? [])
    .sort((a, b) => b.watts - a.watts || a.start.getTime() - b.start.getTime())
    .slice(0, count);
}

function strongest(day: Day): Peak | undefined {
  return day.readings
    .map(({ start, durationSeconds, energyWattHours }) => ({
      watts: (energyWattHours * 3_600) / durationSeconds,
      start,
      durationSeconds,
    }))
    .reduce<Peak | undefined>(
      (best, peak) => (best === undefined || peak.watts > best.watts ? peak : best),
      undefined,
    );
}
