import { sandboxPage } from '../../kit/sandbox/frame.tsx';
import type { Member } from './members.ts';

export const OF_PARTNER = 'de la MAIF';

export function consentPage(members: readonly Member[]): string {
  return sandboxPage(
    { ofPartner: OF_PARTNER, title: 'Donner votre accord' },
    <form method="post">
      <h1>Partager vos données d’assurance ?</h1>
      <p>Une application de votre ville demande à lire ce que nous savons de vous :</p>
      <ul>
        <li>vos contrats, vos logements et les personnes de votre foyer,</li>
        <li>vos sinistres, votre mode de paiement et vos coordonnées.</li>
      </ul>
      <p>Vous pouvez retirer cet accord à tout moment.</p>
      <fieldset>
        <legend>Qui êtes-vous ?</legend>
        {members.map(({ memberNumber, person }, index) => (
          <label key={memberNumber}>
            <input type="radio" name="member" value={memberNumber} checked={index === 0} />
            <span>
              {person.firstName} {person.lastName}, {person.home.city}
              <small> sociétaire {memberNumber}</small>
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
