import * as wire from '../../kit/sandbox/faults.ts';
import type { SandboxRow } from './rows.ts';

/** What can be made to go wrong for one line, in words for the control page. */
export const faults = {
  ...wire.wireFaults,
  'consent-revoked': 'Accord retiré chez Orange',
  'row-errors': 'Une ligne sur sept en erreur (err)',
  'all-errors': 'Toutes les lignes en erreur (err)',
  'bill-without-file': 'Facture sans PDF (404)',
  late: 'Les trois derniers jours manquent encore',
  duplicates: 'Lignes en double',
  unordered: 'Lignes en désordre',
  'wrong-type': 'Durée en toutes lettres',
  'wrong-unit': 'Unité inconnue',
  'other-line': 'Lignes d’un autre client',
  'impossible-place': 'Latitude de 145 degrés',
  'impossible-time': 'Heure qui n’existe pas',
} as const;

export type Fault = keyof typeof faults;

type Bodies = readonly SandboxRow['body'][];

/** Rows as they leave, spoiled where the fault is about rows. */
export function spoilRows(fault: Fault, rows: Bodies): Bodies {
  const [first, ...rest] = rows;
  if (first === undefined) return rows;
  const changed = (change: object): Bodies => [{ ...first, ...change }, ...rest];
  switch (fault) {
    case 'row-errors':
      return rows.map((row, index) => (index % 7 === 3 ? failed(row) : row));
    case 'all-errors':
      return rows.map(failed);
    case 'duplicates':
      return rows.flatMap((row) => [row, row]);
    case 'unordered':
      return [...rows].reverse();
    case 'wrong-type':
      return changed({ units: 'cinq minutes', rad: 'large', use_duration: 'longtemps' });
    case 'wrong-unit':
      return changed({ typ_units: 'min', action: 'Location' });
    case 'other-line':
      return changed({ msisdn: '33639980099', line_id: 'FX-0099' });
    case 'impossible-place':
      return changed({ loc: [4.8357, 145] });
    case 'impossible-time':
      return changed({ ts: '2026-13-01T08:00:00' });
    default:
      return rows;
  }
}

/** What is left of a row that Orange could not give: when and whose, and an excuse. */
function failed({ ts, msisdn, line_id }: SandboxRow['body']): SandboxRow['body'] {
  const whose = msisdn === undefined ? { line_id } : { msisdn };
  return { ts, ...whose, err: 'geolocation not available' };
}
