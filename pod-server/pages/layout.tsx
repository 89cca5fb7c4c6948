import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Language } from '../http/browser-request.ts';
import { type Words, wordsIn } from './words.ts';

/** What every page is told. */
export interface PageSetting {
  readonly language: Language;
  /** Ends with a slash. */
  readonly baseUrl: string;
  /** Where the page was found, so that the other language finds it too. */
  readonly address: URL;
}

/** A page in its frame, as text. */
export function renderPage(
  setting: PageSetting,
  title: keyof Words,
  body: (words: Words) => VNode,
): string {
  const words = wordsIn(setting.language);
  return `<!doctype html>${renderToString(
    <Frame setting={setting} title={words[title]} words={words}>
      {body(words)}
    </Frame>,
  )}`;
}

/** Nothing but our own files may run, load or frame; `formTargets` are the sites that a form may end at. */
export function contentSecurityPolicy(formTargets: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Browsers hold the redirects that follow a form to this list too (CSP 3, §6.5.1).
    `form-action ${["'self'", ...formTargets].join(' ')}`,
  ].join('; ');
}

interface FrameProps {
  readonly setting: PageSetting;
  readonly title: string;
  readonly words: Words;
  readonly children: ComponentChildren;
}

function Frame({ setting, title, words, children }: FrameProps): VNode {
  const { language, baseUrl, address } = setting;
  const other = language === 'fr' ? 'en' : 'fr';
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${words.city}`}</title>
        <link rel="stylesheet" href={`${baseUrl}.look/look.css`} />
        <link rel="icon" href={`${baseUrl}.look/logo.svg`} type="image/svg+xml" />
      </head>
      <body>
        <a class="skip-link" href="#content">
          {words.skip}
        </a>
        <header class="top">
          <a href={baseUrl}>
            <img src={`${baseUrl}.look/logo.svg`} alt="" width="32" height="32" />
            {words.city}
          </a>
          <a href={inLanguage(address, other)} lang={other} hreflang={other}>
            {words.otherLanguage}
          </a>
        </header>
        <main id="content">
          <h1>{title}</h1>
          {children}
        </main>
        <footer>
          <p>{words.footer}</p>
        </footer>
      </body>
    </html>
  );
}

function inLanguage(address: URL, language: Language): string {
  const query = new URLSearchParams(address.search);
  query.set('lang', language);
  return `?${query}`;
}
