import type { Response } from 'express';
import * as wire from '../../kit/sandbox/faults.ts';

/** What can be made to go wrong for one home, in words for the control page. */
export const faults = {
  ...wire.wireFaults,
  'consent-revoked': 'Accord retiré chez Enedis',
  moved: 'A déménagé : plus titulaire du point',
  'curve-not-activated': 'Courbe de charge non activée',
  late: 'Compteur en retard d’un jour',
  'no-data': 'Aucune mesure (404)',
  'subscription-missing': 'API non souscrite (900908)',
  'wrong-unit': 'Mauvaise unité',
  nan: 'Valeur « NaN »',
  duplicates: 'Points en double',
  contradiction: 'Points en double et contradictoires',
  unordered: 'Points en désordre',
} as const;

export type Fault = keyof typeof faults;

/** Points as they leave, spoiled where the fault is about points. */
export function spoilPoints<Point extends object>(
  fault: Fault,
  points: readonly Point[],
  valueName: keyof Point & string,
): readonly Point[] {
  const [first] = points;
  if (first === undefined) return points;
  switch (fault) {
    case 'duplicates':
      return points.flatMap((point) => [point, point]);
    case 'contradiction':
      return [{ ...first, [valueName]: '99999' }, ...points];
    case 'unordered':
      return [...points].reverse();
    case 'nan':
      return [{ ...first, [valueName]: 'NaN' }, ...points.slice(1)];
    default:
      return points;
  }
}

/** Sends an answer, or what the fault makes of it. */
export function sendSpoiled(response: Response, fault: Fault, body: object): void {
  const text = JSON.stringify(body);
  response.type('json');
  if (fault === 'wrong-unit') response.send(text.replace(/"(unite|unit)":"W(h?)"/, '"$1":"kW$2"'));
  else wire.sendSpoiled(response, fault, text);
}
