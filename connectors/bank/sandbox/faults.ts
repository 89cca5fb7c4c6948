import { wireFaults } from '../../kit/sandbox/faults.ts';

/** What can be made to go wrong for one person, in words for the control page. */
export const faults = {
  ...wireFaults,
  'consent-revoked': 'Accord retiré à la banque',
  'consent-expired': 'Accord arrivé à son terme',
  'partly-authorised': 'Un cotitulaire n’a pas confirmé',
  'service-blocked': 'Compte bloqué pour ce service',
  'certificate-expired': 'Certificat de la ville expiré',
  'new-refresh-token': 'Un nouveau jeton à chaque visite (STET)',
  'account-closed': 'Compte clos entre deux questions',
  'short-history': 'Historique limité à 90 jours',
  'new-references': 'Références changées',
  'called-off': 'Prélèvements annoncés annulés',
  'still-pending': 'Opérations comptabilisées encore annoncées',
  duplicates: 'Opérations en double sur deux pages',
  contradiction: 'Opération en double et contradictoire',
  nan: 'Montant « NaN »',
  'other-currency': 'Montant en dollars',
  'link-elsewhere': 'Page suivante sur un autre site',
  'link-back': 'Page suivante déjà lue',
} as const;

export type Fault = keyof typeof faults;
