import type { Home } from '../../kit/sandbox/persons.ts';

/** WGS 84, degrees. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

export const places = {
  partDieu: { lat: 45.7605, lon: 4.8597 },
  bellecour: { lat: 45.7578, lon: 4.832 },
  saintPriest: { lat: 45.6966, lon: 4.943 },
  gerland: { lat: 45.7265, lon: 4.8272 },
  nantesCommerce: { lat: 47.2133, lon: -1.5579 },
  nantesUniversity: { lat: 47.2437, lon: -1.5552 },
  rochellePort: { lat: 46.1558, lon: -1.1532 },
  rochelleStation: { lat: 46.1528, lon: -1.1455 },
} as const satisfies Record<string, Place>;

export const homeOf = ({ latitude, longitude }: Home): Place => ({
  lat: latitude,
  lon: longitude,
});

const METRES_PER_DEGREE = 111_320;
/** Streets are not straight. */
const DETOUR = 1.3;

export function metresBetween(a: Place, b: Place): number {
  const east = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.round(Math.hypot(east, b.lat - a.lat) * METRES_PER_DEGREE * DETOUR);
}
