import { readFileSync } from 'node:fs';
import { Field } from '../../../connectors/kit/partner/field.ts';
import { periodOf } from '../../../connectors/mobility/walk.ts';

export const NOVEMBER = periodOf('2026-11');

/** A synthetic answer, by name. */
function sample(name: string): Record<string, unknown> {
  const file = new URL(`../fixtures/mobility/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

type Change = readonly [path: string, value: unknown];

/** The one receipt of the account's published form, changed where a test wants it. */
export function invoiceWith(...changes: readonly Change[]): Field {
  const [invoice] = sample('mobility-mob-invoice').invoices as [object];
  return fieldOf(invoice, changes);
}

/** The account's holder in its published form. */
export function citizenWith(...changes: readonly Change[]): Field {
  return fieldOf(sample('mobility-mob-citizen'), changes);
}

/** A ride of the register's published form, with the three words that a list of a person's own rides needs. */
export function journeyWith(...changes: readonly Change[]): Field {
  const own = { operator_name: 'Covoiturage Exemple', role: 'passenger', status: 'ok' };
  return fieldOf({ ...sample('mobility-rpc-journey'), ...own }, changes);
}

export function timelineWith(...changes: readonly Change[]): Field {
  return fieldOf(sample('mobility-trip-geojson'), changes);
}

export function rentalWith(...changes: readonly Change[]): Field {
  const rental = {
    rental_id: 'r-1',
    system_name: "Vélo'v",
    started_at: '2026-11-10T08:00:00+01:00',
    ended_at: '2026-11-10T08:41:00+01:00',
    start_station: { lat: 45.764, lon: 4.8357 },
    amount: '1.00',
    currency: 'EUR',
  };
  return fieldOf(rental, changes);
}

export function validationWith(...changes: readonly Change[]): Field {
  const validation = {
    validationId: 'v-1',
    enterpriseName: 'TCL',
    date: '2026-11-10T06:57:00+01:00',
    mode: 'BUS',
    stop: { lat: 45.764, lon: 4.8357 },
  };
  return fieldOf(validation, changes);
}

function fieldOf(thing: object, changes: readonly Change[]): Field {
  const copy = structuredClone(thing);
  for (const [path, value] of changes) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const parent = names.reduce((place: object, name) => Reflect.get(place, name) as object, copy);
    Reflect.set(parent, last, value);
  }
  return Field.of(copy, 'The mobility account');
}
