import type { Response } from 'express';
import * as wire from '../../kit/sandbox/faults.ts';

/** What can be made to go wrong for one home, in words for the control page. */
export const faults = {
  ...wire.wireFaults,
  'revoked-by-grdf': 'Droit révoqué par GRDF',
  moved: 'A déménagé : droit obsolète',
  expired: 'Droit arrivé à son terme',
  recheck: 'Droit à revérifier',
  suspended: 'Contrat ADICT de la ville suspendu (200 refusé)',
  blocked: 'Nouvelle déclaration refusée (409, révoqué)',
  'no-days': 'Aucune donnée quotidienne (200 refusé)',
  'refused-halfway': 'Données, puis un refus dans la même réponse',
  late: 'Compteur en retard d’un jour',
  'split-lines': 'Objets JSON sur plusieurs lignes',
  'megawatt-hours': 'Énergie en MWh',
  nan: 'Énergie « NaN »',
  'no-energy': 'Énergie absente',
  duplicates: 'Relevés en double',
  contradiction: 'Relevés en double et contradictoires',
  unordered: 'Relevés en désordre',
} as const;

export type Fault = keyof typeof faults;

export interface Consumed {
  readonly consommation: { readonly energie: number };
}

/** Records as they leave, spoiled where the fault is about records. */
export function spoilRecords<R extends Consumed>(
  fault: string,
  records: readonly R[],
): readonly object[] {
  const [first, ...others] = records;
  if (first === undefined) return records;
  const withEnergy = (record: R, energie: unknown): object => ({
    ...record,
    consommation: { ...record.consommation, energie },
  });
  switch (fault) {
    case 'duplicates':
      return records.flatMap((record) => [record, record]);
    case 'contradiction':
      return [withEnergy(first, first.consommation.energie + 0.5), ...records];
    case 'unordered':
      return [...records].reverse();
    case 'nan':
      return [withEnergy(first, 'NaN'), ...others];
    case 'no-energy':
      return [withEnergy(first, null), ...others];
    case 'megawatt-hours':
      return records.map((one) => withEnergy(one, one.consommation.energie / 1_000));
    default:
      return records;
  }
}

/** One object a line with a word on the treatment in between, or what the fault makes of it. */
export function sendLines(response: Response, fault: string, objects: readonly object[]): void {
  const [first, ...others] = objects;
  const status = { code_statut_traitement: '0000000000', message_retour_traitement: 'En cours' };
  const lines = [...(first === undefined ? [] : [first]), status, ...others];
  const indent = fault === 'split-lines' ? 2 : undefined;
  const text = lines.map((line) => `${JSON.stringify(line, null, indent)}\n`).join('');
  response.type('application/nd-json');
  wire.sendSpoiled(response, fault, text);
}
