import { useEffect, useState } from 'preact/hooks';

export type Place = 'home' | 'electricity' | 'bills' | 'sources' | 'settings';

/** Where the address points: a place, the rest of the path, and which meter (the first is 1). */
export interface Route {
  readonly place: Place;
  readonly path: string;
  readonly meter: number;
}

const placeOfSegment: Readonly<Record<string, Place>> = {
  electricite: 'electricity',
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

export function electricityHref(path: string, meter: number): string {
  return `#/electricite${path}${meter === 1 ? '' : `?compteur=${meter}`}`;
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
