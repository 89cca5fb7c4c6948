import { h, render } from 'preact';
import type { Tariff } from '../core/tariff.ts';
import { readCity } from '../pod/city.ts';
import { App } from './app.tsx';

const [city, tariffs] = await Promise.all([readCity(), readTariffs()]);
const language = document.documentElement.lang === 'en' ? 'en' : 'fr';
const place = document.getElementById('app');
if (place === null) throw new Error('The page has no place for the app');
place.replaceChildren();
render(h(App, { city, tariffs, language }), place);

/** Checked by the server that sends them, when it starts. */
async function readTariffs(): Promise<readonly Tariff[]> {
  const response = await fetch('/tariffs.json');
  if (!response.ok) throw new Error(`/tariffs.json answered ${response.status}`);
  return (await response.json()) as readonly Tariff[];
}
