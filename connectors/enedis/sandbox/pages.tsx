import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { type Fault, faults } from './faults.ts';
import type { Home } from './homes.ts';

export interface ConsentProps {
  readonly homes: readonly Home[];
  readonly state: string;
  readonly until: string;
  /** v5 let a person tick several homes. */
  readonly severalHomes: boolean;
}

export function consentPage(props: ConsentProps): string {
  const { homes, state, until, severalHomes } = props;
  return page(
    'Donner votre accord',
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

export interface ControlProps {
  readonly homes: readonly {
    readonly home: Home;
    readonly fault: Fault;
    readonly agreed: boolean;
  }[];
}

export function controlPage({ homes }: ControlProps): string {
  return page(
    'Régler la simulation',
    <>
      <h1>Que doit faire Enedis ?</h1>
      <p>Chaque logement peut rencontrer une panne. Elle dure jusqu’à ce que vous l’enleviez.</p>
      {homes.map(({ home, fault, agreed }) => (
        <form key={home.pointId} method="post" action={`/sandbox/homes/${home.pointId}/fault`}>
          <label for={`fault-${home.pointId}`}>
            {home.holder.firstName} {home.holder.lastName}, {home.city}
            <small>
              {' '}
              PRM {home.pointId}, {agreed ? 'accord donné' : 'sans accord'}
            </small>
          </label>
          <select id={`fault-${home.pointId}`} name="fault">
            {Object.entries(faults).map(([name, words]) => (
              <option key={name} value={name} selected={name === fault}>
                {words}
              </option>
            ))}
          </select>
          <button type="submit">Régler</button>
        </form>
      ))}
    </>,
  );
}

export function refusedPage(sentence: string): string {
  return page(
    'Demande refusée',
    <>
      <h1>Cette demande n’est pas valable</h1>
      <p>{sentence}</p>
    </>,
  );
}

function page(title: string, content: ComponentChildren): string {
  return `<!doctype html>${render(<Frame title={title}>{content}</Frame>)}`;
}

function Frame({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} – simulation d’Enedis`}</title>
        <link rel="stylesheet" href="/sandbox/sandbox.css" />
      </head>
      <body>
        <header>
          <strong>Simulation d’Enedis</strong>
          <span>Ce site n’est pas celui d’Enedis. Les personnes sont inventées.</span>
        </header>
        <main>{children}</main>
        <footer>
          Courbe : « Individual household electric power consumption », G. Hébrail et A. Bérard,
          UCI, CC BY 4.0.
        </footer>
      </body>
    </html>
  );
}
