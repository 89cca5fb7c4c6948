import type { VNode } from 'preact';
import type { Words } from './words.ts';

interface ConsentProps {
  readonly words: Words;
  readonly appName: string | undefined;
  /** Where the answer goes: the one thing about an app that it cannot make up. */
  readonly appAddress: string;
  readonly webId: string;
  readonly signOut: string;
}

export function Consent({ words, appName, appAddress, webId, signOut }: ConsentProps): VNode {
  return (
    <>
      <p class="lede">
        <strong>{appName ?? words.consentUnnamed}</strong> {words.consentLede}
      </p>
      <p>
        {words.consentAddress} : <strong>{appAddress}</strong>
      </p>
      <ul>
        <li>{words.consentRead}</li>
        <li>{words.consentWrite}</li>
      </ul>
      <p>{words.consentUndo}</p>
      <form method="post">
        <p>
          <label>
            <input type="checkbox" name="remember" value="yes" /> {words.consentRemember}
          </label>
        </p>
        <div class="cards">
          <button class="button" type="submit" name="answer" value="accept">
            {words.consentAccept}
          </button>
          <button class="button quiet" type="submit" name="answer" value="refuse">
            {words.consentRefuse}
          </button>
        </div>
      </form>
      <details>
        <summary>{words.details}</summary>
        <dl>
          <dt>{words.consentIdentity}</dt>
          <dd>{webId}</dd>
        </dl>
        <form method="post" action={signOut}>
          <button class="button quiet" type="submit">
            {words.consentOther}
          </button>
        </form>
      </details>
    </>
  );
}

export function NothingToConsent({ words, account }: { words: Words; account: string }): VNode {
  return (
    <>
      <p class="notice warm">{words.consentNone}</p>
      <p>
        <a href={account}>{words.errorHome}</a>
      </p>
    </>
  );
}

export function ChooseIdentity({
  words,
  webIds,
}: {
  words: Words;
  webIds: readonly string[];
}): VNode {
  return (
    <>
      <p class="lede">{words.identityLede}</p>
      <form method="post">
        <fieldset class="choice">
          <legend>{words.identityTitle}</legend>
          {webIds.map((webId, index) => (
            <label key={webId}>
              <input type="radio" name="webId" value={webId} required checked={index === 0} />{' '}
              {webId}
            </label>
          ))}
        </fieldset>
        <p class="buttons">
          <button class="button" type="submit" name="answer" value="identity">
            {words.identitySubmit}
          </button>
        </p>
      </form>
    </>
  );
}
