import type { ComponentChildren, VNode } from 'preact';
import { messages } from '../messages.ts';
import type { Language, Messages } from '../words.ts';

/** What every page is given. */
export interface PageContext {
  readonly language: Language;
  readonly words: Messages;
  readonly city: string;
  readonly partner: string;
  /** Path of the page, for the language switch. */
  readonly path: string;
}

export interface LayoutProps {
  readonly context: PageContext;
  readonly title: string;
  /** The page asks for itself again after so many seconds, where scripts are off. */
  readonly refreshSeconds?: number;
  readonly script?: string;
  readonly children: ComponentChildren;
}

/** The frame of every page: the city's name, the language switch, the content, a footer. */
export function Layout({ context, title, refreshSeconds, script, children }: LayoutProps): VNode {
  const { language, words, city, path } = context;
  const other: Language = language === 'fr' ? 'en' : 'fr';
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${city}`}</title>
        <link rel="stylesheet" href="/look/look.css" />
        {refreshSeconds === undefined ? null : (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
        {script === undefined ? null : <script type="module" src={script} />}
      </head>
      <body>
        <a class="skip-link" href="#content">
          {words.skip}
        </a>
        <header class="top">
          <a href="/">
            <img src="/look/logo.svg" alt="" width="32" height="32" />
            <span>{city}</span>
          </a>
          <a href={`${path}?lang=${other}`} hreflang={other} lang={other}>
            {messages[language].otherLanguage}
          </a>
        </header>
        <main id="content">{children}</main>
        <footer>
          <p>{words.home.howToStop}</p>
        </footer>
      </body>
    </html>
  );
}

/** A form of one button, with the token that says it is ours. */
export function ButtonForm({
  action,
  token,
  label,
  kind,
}: {
  readonly action: string;
  readonly token: string;
  readonly label: string;
  readonly kind?: 'quiet' | 'danger';
}): VNode {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="token" value={token} />
      <button class={kind === undefined ? 'button' : `button ${kind}`} type="submit">
        {label}
      </button>
    </form>
  );
}
