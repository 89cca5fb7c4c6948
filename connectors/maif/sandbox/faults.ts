import { wireFaults } from '../../kit/sandbox/faults.ts';
import type { Information } from './information.ts';

/** What can be made to go wrong for one member, in words for the control page. */
export const faults = {
  ...wireFaults,
  'id-token-refused': 'Jeton d’identité refusé (401)',
  'consent-revoked': 'Accord retiré chez MAIF',
  'agreement-over': 'Accord échu : plus aucun jeton accepté',
  'other-person': 'Renouvelle le jeton de quelqu’un d’autre',
  'same-refresh-token': 'Garde le même jeton de renouvellement',
  'euro-mended': 'Signe euro corrigé',
  bare: 'Aucun champ facultatif',
  empty: 'Aucun contrat',
  'contract-ended': 'Un contrat en moins',
  reordered: 'Listes dans un autre ordre',
  duplicates: 'Contrats et sinistres en double',
  contradiction: 'Deux sinistres sous une référence',
  'premium-in-words': 'Cotisation en toutes lettres',
  'negative-premium': 'Cotisation négative',
} as const;

export type Fault = keyof typeof faults;

/** A member's information as it leaves, spoiled where the fault is about what it says. */
export function spoiled(fault: Fault, information: Information): object {
  const { contract, home, insuranceClaim } = information;
  switch (fault) {
    case 'bare':
      return {
        contract: contract.map(({ societaire, name, objects }) => bare(societaire, name, objects)),
      };
    case 'empty':
      return { contract: [] };
    case 'contract-ended':
      return { ...information, contract: contract.slice(1) };
    case 'reordered':
      return {
        ...information,
        contract: contract.toReversed(),
        home: home.toReversed(),
        insuranceClaim: insuranceClaim.toReversed(),
      };
    case 'duplicates':
      return {
        ...information,
        contract: [...contract, ...contract],
        home: [...home, ...home],
        insuranceClaim: [...insuranceClaim, ...insuranceClaim],
      };
    case 'contradiction':
      return {
        ...information,
        insuranceClaim: [
          ...insuranceClaim,
          ...insuranceClaim.map((claim) => ({ ...claim, horodatage: '2020-01-01T00:00:00' })),
        ],
      };
    case 'premium-in-words':
      return { ...information, contract: withPremium(contract, '498,60 \u0080') };
    case 'negative-premium':
      return { ...information, contract: withPremium(contract, -498.6) };
    default:
      return information;
  }
}

function bare(
  societaire: string,
  name: string,
  { vehicule, lieu }: Information['contract'][number]['objects'],
) {
  return {
    societaire,
    name,
    objects: {
      ...(vehicule === undefined ? {} : { vehicule: vehicule.map(() => ({})) }),
      ...(lieu === undefined ? {} : { lieu: lieu.map(() => ({})) }),
    },
  };
}

function withPremium(contracts: Information['contract'], montantTarifTtc: unknown): object[] {
  return contracts.map((contract) => ({ ...contract, montantTarifTtc }));
}
