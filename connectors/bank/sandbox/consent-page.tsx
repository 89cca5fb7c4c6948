import { sandboxPage } from '../../kit/sandbox/frame.tsx';
import type { Account } from './accounts.ts';

export const OF_PARTNER = 'de la banque';

/** Where a person proves who she is and says which accounts she means. Works without JavaScript. */
export function consentPage(props: {
  readonly accounts: readonly Account[];
  readonly until: string;
}): string {
  return sandboxPage(
    { ofPartner: OF_PARTNER, title: 'Donner votre accord' },
    <form method="post">
      <h1>Partager vos comptes ?</h1>
      <p>Une application de votre ville demande à lire, jusqu’au {props.until} :</p>
      <fieldset>
        <legend>Quels comptes ?</legend>
        {props.accounts.map((account, index) => (
          <label key={account.resourceId}>
            <input
              type="checkbox"
              name="account"
              value={account.resourceId}
              checked={index === 0}
            />
            <span>
              {account.holder.firstName} {account.holder.lastName}, {account.name}
              <small> …{account.iban.slice(-6)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Quelles données ?</legend>
        <label>
          <input type="checkbox" name="transactions" value="yes" checked />
          <span>Les opérations, en plus des soldes</span>
        </label>
      </fieldset>
      <p>Un accord donné ici en remplace un autre. Vous pouvez le retirer à tout moment.</p>
      <p class="choice">
        <button type="submit" name="answer" value="accept">
          Je confirme sur mon téléphone
        </button>
        <button type="submit" name="answer" value="refuse">
          Je refuse
        </button>
      </p>
    </form>,
  );
}
