import type { Bar } from './bars.ts';

/** The figures of a picture as CSV (RFC 4180): decimal points, so that every spreadsheet reads the same numbers. */
export function csvOf(bars: readonly Bar[]): string {
  const rows = bars.map((bar) => [
    bar.key,
    wattHours(bar.milliWattHours),
    wattHours(bar.earlierMilliWattHours),
    (Math.round(bar.covered * 1_000) / 1_000).toString(),
    bar.milliWattHours === undefined ? 'missing' : bar.quality,
  ]);
  const head = ['start', 'energy_wh', 'energy_wh_year_earlier', 'covered', 'quality'];
  return `${[head, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;
}

/** Watt-hours to the thousandth, as they were received. */
function wattHours(milliWattHours: number | undefined): string {
  return milliWattHours === undefined ? '' : (milliWattHours / 1_000).toString();
}
