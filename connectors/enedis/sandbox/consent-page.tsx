import { sandboxPage } from '../../kit/sandbox/frame.tsx';
import type { Home } from './homes.ts';

export const OF_PARTNER = 'd’Enedis';
const ORIGIN =
  'Courbe : « Individual household electric power consumption », G. Hébrail et A. Bérard, UCI, CC BY 4.0.';

export interface ConsentProps {
  readonly homes: readonly Home[];
  readonly state: string;
  readonly until: string;
  /** v5 let a person tick several homes. */
  readonly severalHomes: boolean;
}

export function consentPage(props: ConsentProps): string {
  const { homes, state, until, severalHomes } = props;
  return sandboxPage(
    { ofPartner: OF_PARTNER, title: 'Donner votre accord', origin: ORIGIN },
    <form method="post">
      <h1>Partager vos données d’électricité ?</h1>
      <p>Une application de votre ville demande à lire, jusqu’au {until} :</p>
      <ul>
        <li>votre consommation par demi-heure et par jour,</li>
        <li>votre contrat, l’adresse du compteur et ses heures creuses.</li>
      </ul>
      <p>Vous pouvez retirer cet accord à tout moment.</p>
      <fieldset>
        <legend>Quel logement ?</legend>
        {homes.map((home, index) => (
          <label key={home.pointId}>
            <input
              type={severalHomes ? 'checkbox' : 'radio'}
              name="home"
              value={home.pointId}
              checked={index === 0}
            />
            <span>
              {home.holder.firstName} {home.holder.lastName}, {home.street}, {home.postCode}{' '}
              {home.city}
              <small> PRM {home.pointId}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <input type="hidden" name="state" value={state} />
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
