import { useEffect, useState } from 'preact/hooks';
import type { EnergyVector } from '../../../shapes/meter-reading/meter-reading.ts';

export type Place = 'home' | EnergyVector | 'bills' | 'sources' | 'settings';

/** Which meter of a home: of an energy, the first is 1. */
export interface MeterPlace {
  readonly energyVector: EnergyVector;
  readonly number: number;
}

/** Where the address points: a place, the rest of the path, and which meter of the place's energy. */
export interface Route {
  readonly place: Place;
  readonly path: string;
  readonly meter: number;
}

const placeOfSegment: Readonly<Record<string, Place>> = {
  electricite: 'electricity',
  gaz: 'gas',
  factures: 'bills',
  sources: 'sources',
  reglages: 'settings',
};

/** `#/electricite/2026/11?compteur=2`; an address that means nothing is the home page. */
export function routeFrom(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [segment = '', ...rest] = path.split('/');
  const meter = Number(new URLSearchParams(query).get('compteur') ?? 1);
  return {
    place: placeOfSegment[segment] ?? 'home',
    path: rest.map((part) => `/${part}`).join(''),
    meter: Number.isInteger(meter) && meter > 0 ? meter : 1,
  };
}

export const segmentOf: Readonly<Record<EnergyVector, string>> = {
  electricity: 'electricite',
  gas: 'gaz',
};

export function meterHref(path: string, { energyVector, number }: MeterPlace): string {
  return `#/${segmentOf[energyVector]}${path}${number === 1 ? '' : `?compteur=${number}`}`;
}

/** Follows the address, so that back, forward, reload and a kept link all work. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeFrom(location.hash));
  useEffect(() => {
    const follow = () => setRoute(routeFrom(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
