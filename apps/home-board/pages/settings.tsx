import type { VNode } from 'preact';
import { originsOf } from '../pod/own-policy.ts';
import type { Language } from '../words/format.ts';
import { Icon } from './icon.tsx';
import type { Open } from './open.ts';
import { useVoice } from './voice.ts';

interface SettingsProps extends Open {
  readonly onLanguage: (language: Language) => void;
  readonly onSignOut: () => void;
}

/** Language, identity, where data may go, and the way out. */
export function SettingsPage(props: SettingsProps): VNode {
  const { words, language } = useVoice();
  const { person, session } = props;
  return (
    <>
      <h1>{words.settings.title}</h1>
      <p class="lede">{words.settings.lede}</p>
      <div class="cards">
        <section class="card">
          <h2>{words.settings.leave}</h2>
          <p>{words.settings.leaveText}</p>
          <button class="button" type="button" onClick={props.onSignOut}>
            <Icon name="log-out" /> {words.settings.signOut}
          </button>
        </section>
        <section class="card">
          <h2 id="language">{words.settings.language}</h2>
          <fieldset class="choice" aria-labelledby="language">
            {(['fr', 'en'] as const).map((code) => (
              <label key={code} lang={code}>
                <input
                  type="radio"
                  name="language"
                  checked={language === code}
                  onChange={() => props.onLanguage(code)}
                />
                {code === 'fr' ? words.settings.french : words.settings.english}
              </label>
            ))}
          </fieldset>
        </section>
        <section class="card">
          <h2>{words.settings.identity}</h2>
          {person.name !== undefined && <p>{words.settings.signedInAs(person.name)}</p>}
          <details>
            <summary>{words.settings.details}</summary>
            <dl>
              <dt>{words.settings.identityAddress}</dt>
              <dd>{person.webId}</dd>
              <dt>{words.settings.spaceAddress}</dt>
              {person.storages.map((storage) => (
                <dd key={storage}>{storage}</dd>
              ))}
            </dl>
          </details>
        </section>
        <section class="card">
          <h2>{words.settings.destinations}</h2>
          <p>{words.settings.destinationsText}</p>
          <ul>
            {originsOf([session.provider, person.webId, ...person.storages]).map((origin) => (
              <li key={origin}>{new URL(origin).host}</li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}
