import type { VNode } from 'preact';
import type { Manifest } from '../contract.ts';
import { Layout, type PageContext } from './layout.tsx';

/** The first page: what the source brings, under which rules, and where to sign in. */
export function HomePage({
  context,
  manifest,
}: {
  readonly context: PageContext;
  readonly manifest: Manifest;
}): VNode {
  const { language, words, city, partner } = context;
  return (
    <Layout context={context} title={manifest.title[language]}>
      <h1>{manifest.title[language]}</h1>
      <p class="lede">{manifest.description[language]}</p>
      <DataSets context={context} manifest={manifest} title={words.home.brings} />
      <form method="post" action="/sign-in">
        <fieldset class="choice">
          <legend>{words.home.chooseProvider}</legend>
          <label>
            <input type="radio" name="provider" value="city" checked />
            <span>{words.home.thisCity(city)}</span>
          </label>
          <label>
            <input type="radio" name="provider" value="other" />
            <span>{words.home.otherProvider}</span>
          </label>
          <div class="field">
            <label for="address">{words.home.address}</label>
            <input
              id="address"
              name="address"
              type="text"
              inputmode="url"
              autocomplete="url"
              autocapitalize="none"
              spellcheck={false}
              maxlength={500}
              aria-describedby="address-hint"
            />
            <p class="hint" id="address-hint">
              {words.home.addressHint}
            </p>
          </div>
        </fieldset>
        <p>{words.home.signInHint(partner)}</p>
        <button class="button" type="submit">
          {words.home.signIn}
        </button>
      </form>
      <Conditions context={context} manifest={manifest} />
    </Layout>
  );
}

/** What arrives, kind by kind, and how far back. */
export function DataSets({
  context: { language },
  manifest,
  title,
}: {
  readonly context: PageContext;
  readonly manifest: Manifest;
  readonly title: string;
}): VNode {
  return (
    <section aria-labelledby="brings">
      <h2 id="brings">{title}</h2>
      <dl>
        {manifest.dataSets.map(({ forClass, label, history }) => (
          <div key={forClass}>
            <dt>{label[language]}</dt>
            <dd>{history[language]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Conditions({
  context: { language, words, partner },
  manifest,
}: {
  readonly context: PageContext;
  readonly manifest: Manifest;
}): VNode {
  const { website, dataProtectionContact } = manifest.partner;
  return (
    <details>
      <summary>{words.home.conditions}</summary>
      <dl>
        <dt>{words.home.purpose}</dt>
        <dd>{manifest.purpose[language]}</dd>
        <dt>{words.home.legalBasis}</dt>
        <dd>{manifest.legalBasis[language]}</dd>
        <dt>{words.home.dataProtection(partner)}</dt>
        <dd>
          {dataProtectionContact} · <a href={website}>{new URL(website).host}</a>
        </dd>
      </dl>
    </details>
  );
}
