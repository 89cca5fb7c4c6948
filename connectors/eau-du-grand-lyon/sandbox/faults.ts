import { wireFaults } from '../../kit/sandbox/faults.ts';

/** What can be made to go wrong for one customer, in words for the control page. */
export const faults = {
  ...wireFaults,
  'password-changed': 'Mot de passe changé',
  'session-lost': 'Session perdue (401)',
  firewall: 'Bloqué par le pare-feu (403)',
  'login-elsewhere': 'La connexion mène ailleurs',
  'zero-days': 'Trois jours à zéro, remplis plus tard',
  corrected: 'Jours corrigés après deux mois',
  late: 'Compteur en retard d’un jour',
  'contract-ended': 'Contrat résilié',
  moved: 'A déménagé : contrat résilié, un autre commence',
  'contract-gone': 'Contrat disparu de la liste',
  'no-daily': 'Aucune valeur quotidienne (404)',
  'no-bill-file': 'Pas de PDF (404)',
  'bill-rejected': 'Prélèvement rejeté',
  'cubic-metres': 'Jours en mètres cubes',
  'wrong-unit': 'Unité inconnue',
  'months-from-one': 'Jours dont les mois comptent à partir de 1',
  nan: 'Valeur « NaN »',
  duplicates: 'Jours en double',
  contradiction: 'Jours en double et contradictoires',
  unordered: 'Jours en désordre',
} as const;

export type Fault = keyof typeof faults;
