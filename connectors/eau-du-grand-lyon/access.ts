import type { AccessForm } from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import * as api from './api.ts';
import type { EauClient } from './client.ts';
import type { Credentials } from './login.ts';
import { contractStatusOf } from './mapping.ts';
import type { ContractRecord } from './payload.ts';

/** One home's contract and the way in: what the vault seals. */
export interface EauAccess extends Credentials {
  readonly contractId: string;
  readonly contractNumber: string;
}

/** The web space has no consent to give to others: she entrusts us with her own way in. */
export function accessOf(client: EauClient): AccessForm<EauAccess> {
  return {
    fields: [
      {
        name: 'username',
        label: {
          fr: 'L’identifiant de votre espace client',
          en: 'The user name of your customer space',
        },
        hint: { fr: 'Le plus souvent, votre adresse e-mail.', en: 'Mostly your e-mail address.' },
        type: 'text',
        autocomplete: 'username',
        pattern: /\S{3,100}/,
      },
      {
        name: 'password',
        label: {
          fr: 'Le mot de passe de votre espace client',
          en: 'The password of your customer space',
        },
        hint: {
          fr: 'Il est gardé chiffré, et ne sert qu’à lire vos données.',
          en: 'It is kept encrypted, and serves to read your data only.',
        },
        type: 'password',
        autocomplete: 'current-password',
        pattern: /.{1,200}/,
      },
    ],
    submit: async ({ username = '', password = '' }) => {
      const session = await client.open({ username, password });
      const { id, reference } = chosen(await session.ask(api.contracts, undefined));
      return { username, password, contractId: id, contractNumber: reference };
    },
  };
}

/** The one that runs; who has none any more may still have the data of the last one. */
function chosen(contracts: readonly ContractRecord[]): ContractRecord {
  const running = contracts.filter((contract) => contractStatusOf(contract) !== 'ended');
  const [only, another] = running;
  if (another !== undefined) {
    // Choosing among several would be guessing whose home it is.
    throw new ConnectorError('CONSENT_AMBIGUOUS', 'A customer has several running contracts');
  }
  const last = [...contracts].sort((a, b) => ((a.end ?? '') < (b.end ?? '') ? -1 : 1)).at(-1);
  const contract = only ?? last;
  if (contract === undefined) {
    throw new ConnectorError('CONSENT_MISSING', 'A customer has no contract');
  }
  return contract;
}
