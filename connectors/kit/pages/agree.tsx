import type { VNode } from 'preact';
import { ButtonForm, Layout, type PageContext } from './layout.tsx';

/** Signed in, nothing connected yet: the way to the partner's consent page, and what happens there. */
export function AgreePage({
  context,
  token,
  webId,
}: {
  readonly context: PageContext;
  readonly token: string;
  readonly webId: string;
}): VNode {
  const { words, partner } = context;
  const { agree } = words;
  return (
    <Layout context={context} title={agree.title(partner)}>
      <h1>{agree.title(partner)}</h1>
      <p class="lede">{agree.lede(partner)}</p>
      <ol>
        {agree.steps({ partner }).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <ButtonForm action="/consent" token={token} label={agree.button(partner)} />
      <details>
        <summary>{agree.identity}</summary>
        <p>{webId}</p>
      </details>
      <ButtonForm action="/sign-out" token={token} label={agree.signOut} kind="quiet" />
    </Layout>
  );
}
