import { readFileSync } from 'node:fs';
import { readObjects } from '../../../connectors/grdf/objects.ts';
import {
  type Consumption,
  type Line,
  parseDay,
  parseLine,
  settled,
} from '../../../connectors/grdf/payload.ts';
import { Field } from '../../../connectors/kit/partner/field.ts';

export const PCE = '21457839265014';

/** A synthetic answer of GRDF, by name. */
export function sample(name: string): unknown {
  const file = new URL(`../fixtures/grdf/grdf-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

export const fieldOf = (value: unknown): Field => Field.of(value, 'GRDF');

/** The objects of an answer whose text comes in the given parts. */
export function objectsIn(parts: Iterable<string>): Field[] {
  const objects: Field[] = [];
  const reader = readObjects((object) => objects.push(object));
  for (const part of parts) reader.take(part);
  reader.end();
  return objects;
}

/** The lines of the sample, as GRDF would send them. */
export const sampleText = (): string =>
  (sample('informatives-ndjson') as readonly object[])
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');

export const linesOf = (objects: readonly Field[]): Line[] =>
  objects.map((object) => parseLine(object, PCE));

/** A good record of one gas day, with changes to what was consumed. */
export function dayRecord(change: object = {}): object {
  return {
    pce: { id_pce: PCE },
    releve_debut: { index_brut_debut: { valeur_index: 4215 } },
    releve_fin: { index_brut_fin: { valeur_index: 4220 } },
    consommation: {
      date_debut_consommation: '2026-11-01T06:00:00+01:00',
      date_fin_consommation: '2026-11-02T06:00:00+01:00',
      flag_retour_zero: false,
      volume_brut: 4.1,
      coeff_calcul: { coeff_pta: 0.9871, valeur_pcs: 11.36, coeff_conversion: 11.21 },
      energie: 46,
      type_qualif_conso: 'Mesuré',
      sens_flux_gaz: 'Consommation',
      statut_conso: 'Définitive',
      journee_gaziere: '2026-11-01',
      type_conso: 'Informative journalier',
      ...change,
    },
    statut_restitution: null,
  };
}

export function parseDays(...records: readonly object[]): Consumption[] {
  return settled(
    records.map((given) => {
      const record = fieldOf(given);
      return { record, consumption: parseDay(record) };
    }),
  );
}
