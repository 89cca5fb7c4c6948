import { sandboxPage } from '../../kit/sandbox/frame.tsx';
import type { Account } from './accounts.ts';

export const OF_PARTNER = 'du compte mobilité';
const ORIGIN =
  'Déplacements, achats et prix sont inventés ; les opérateurs réels n’y ont aucune part.';

export interface ConsentProps {
  readonly accounts: readonly Account[];
  readonly until: string;
}

export function consentPage({ accounts, until }: ConsentProps): string {
  return sandboxPage(
    { ofPartner: OF_PARTNER, title: 'Donner votre accord', origin: ORIGIN },
    <form method="post">
      <h1>Partager vos données de mobilité ?</h1>
      <p>Une application de votre ville demande à lire, jusqu’au {until} :</p>
      <ul>
        <li>votre nom et votre date de naissance, avec qui les certifie,</li>
        <li>vos abonnements et vos achats de transport,</li>
        <li>vos validations, vos locations de vélo et vos covoiturages,</li>
        <li>les trajets que votre téléphone a relevés.</li>
      </ul>
      <p>Vous pouvez retirer cet accord à tout moment.</p>
      <fieldset>
        <legend>Quel compte ?</legend>
        {accounts.map(({ citizenId, person }, index) => (
          <label key={citizenId}>
            <input type="radio" name="citizen" value={citizenId} checked={index === 0} />
            <span>
              {person.firstName} {person.lastName}, {person.home.city}
              <small> compte {citizenId}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="choice">
        <button type="submit" name="answer" value="accept">
          J’accepte
        </button>
        <button type="submit" name="answer" value="refuse">
          Je refuse
        </button>
      </p>
    </form>,
  );
}
