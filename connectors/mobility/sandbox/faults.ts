import { wireFaults } from '../../kit/sandbox/faults.ts';

/** What can be made to go wrong for one person, in words for the control page. */
export const faults = {
  ...wireFaults,
  'consent-revoked': 'Accord retiré sur le compte',
  'consent-expired': 'Accord arrivé à son terme',
  forbidden: 'Accord retiré pendant la lecture (403)',
  'no-data': 'Aucune donnée',
  'late-receipts': 'Reçus en retard de 20 jours',
  duplicates: 'Tout est envoyé deux fois',
  contradiction: 'Deux fois le même numéro, deux montants',
  'shifting-pages': 'Un élément arrive entre deux pages',
  'short-list': 'La liste finit trop tôt',
  'euros-for-cents': 'Montants en euros au lieu de centimes',
  'no-offset': 'Heures sans décalage',
} as const;

export type Fault = keyof typeof faults;

/** A list as it leaves, spoiled where the fault is about what it holds. */
export function spoilItems(fault: Fault, items: readonly object[]): readonly object[] {
  const [first, ...others] = items;
  if (first === undefined) return items;
  switch (fault) {
    case 'no-data':
      return [];
    case 'duplicates':
      return items.flatMap((item) => [item, item]);
    case 'contradiction':
      return [rewritten(first, /"(amountInclTaxes|amount)":(\d+)/g, '"$1":1'), first, ...others];
    case 'euros-for-cents':
      return [rewritten(first, /"amountInclTaxes":\d+/g, '"amountInclTaxes":69.8'), ...others];
    case 'no-offset':
      return items.map((item) => rewritten(item, /(T\d\d:\d\d:\d\d)(?:Z|[+-]\d\d:\d\d)"/g, '$1"'));
    default:
      return items;
  }
}

function rewritten(item: object, pattern: RegExp, by: string): object {
  return JSON.parse(JSON.stringify(item).replace(pattern, by));
}
