import type { VNode } from 'preact';
import type { AccessField } from '../contract.ts';
import { ButtonForm, Layout, type PageContext } from './layout.tsx';

/** Signed in, nothing connected yet: what the partner needs from her, here or on its own page, and what happens then. */
export function AgreePage({
  context,
  fields,
  token,
  webId,
}: {
  readonly context: PageContext;
  readonly fields: readonly AccessField[];
  readonly token: string;
  readonly webId: string;
}): VNode {
  const { words, partner } = context;
  const { agree } = words;
  const way = fields.length === 0 ? agree.there : agree.here;
  return (
    <Layout context={context} title={way.title(partner)}>
      <h1>{way.title(partner)}</h1>
      <p class="lede">{way.lede(partner)}</p>
      <ol>
        {way.steps(partner).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {fields.length === 0 ? (
        <ButtonForm action="/consent" token={token} label={way.button(partner)} />
      ) : (
        <form method="post" action="/consent">
          <input type="hidden" name="token" value={token} />
          {fields.map((field) => (
            <Asked key={field.name} field={field} context={context} />
          ))}
          <button class="button" type="submit">
            {way.button(partner)}
          </button>
        </form>
      )}
      <details>
        <summary>{agree.identity}</summary>
        <p>{webId}</p>
      </details>
      <ButtonForm action="/sign-out" token={token} label={agree.signOut} kind="quiet" />
    </Layout>
  );
}

const inputOf = {
  text: { type: 'text' },
  email: { type: 'email' },
  password: { type: 'password' },
} as const;

function Asked({
  field: { name, label, hint, type, autocomplete, pattern },
  context: { language },
}: {
  readonly field: AccessField;
  readonly context: PageContext;
}): VNode {
  const hintId = `${name}-hint`;
  return (
    <div class="field">
      <label for={name}>{label[language]}</label>
      <input
        id={name}
        name={name}
        {...inputOf[type]}
        required
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        pattern={pattern.source}
        {...(hint === undefined ? {} : { 'aria-describedby': hintId, title: hint[language] })}
      />
      {hint === undefined ? null : (
        <p class="hint" id={hintId}>
          {hint[language]}
        </p>
      )}
    </div>
  );
}
