import { sandboxPage } from '../../kit/sandbox/frame.tsx';
import type { Line } from './lines.ts';

export const OF_PARTNER = 'd’Orange';

/** Positions are asked for apart, and nothing is ticked beforehand. */
export function consentPage({ lines }: { readonly lines: readonly Line[] }): string {
  return sandboxPage(
    { ofPartner: OF_PARTNER, title: 'Donner votre accord' },
    <form method="post">
      <h1>Partager les données de votre ligne ?</h1>
      <p>Une application de votre ville demande à lire pendant un an :</p>
      <ul>
        <li>d’une ligne mobile, vos appels et vos messages (quand, combien de temps, avec qui),</li>
        <li>d’une ligne fixe, vos vidéos à la demande.</li>
      </ul>
      <p>Vous pouvez retirer cet accord à tout moment.</p>
      <fieldset>
        <legend>Quelle ligne ?</legend>
        {lines.map((line, index) => (
          <label key={line.id}>
            <input type="radio" name="line" value={line.id} checked={index === 0} />
            <span>
              {line.holder.firstName} {line.holder.lastName}
              <small>
                {' '}
                {line.kind === 'mobile' ? 'mobile' : 'fixe'} {line.id}
              </small>
            </span>
          </label>
        ))}
      </fieldset>
      <label>
        <input type="checkbox" name="location" value="in" />
        <span>Partager aussi les positions de mon mobile (facultatif)</span>
      </label>
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
