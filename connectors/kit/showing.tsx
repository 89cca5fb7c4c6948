import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import type { ConnectorConfig } from './config.ts';
import type { AccessField, Manifest } from './contract.ts';
import type { ConnectionRecord } from './journal.ts';
import { messages, remedyOf } from './messages.ts';
import { AgreePage } from './pages/agree.tsx';
import { ConnectionPage } from './pages/connection.tsx';
import { HomePage } from './pages/home.tsx';
import type { PageContext } from './pages/layout.tsx';
import { RefusalPage } from './pages/refusal.tsx';
import type { Refusal } from './problems.ts';
import { type BrowserSession, readCookie } from './sessions.ts';
import type { Language, Messages } from './words.ts';

/** The pages of a connector, in the language of whoever asks. */
export interface Showing {
  home(request: Request, response: Response): void;
  agree(request: Request, response: Response, session: BrowserSession & { webId: string }): void;
  connection(
    request: Request,
    response: Response,
    shown: { readonly session: BrowserSession; readonly record: ConnectionRecord },
  ): void;
  notFound(request: Request, response: Response): void;
  refusal(request: Request, refusal: Refusal): string;
  words(request: Request, response: Response): Messages;
}

const LANGUAGE_COOKIE_MILLISECONDS = 365 * 24 * 3_600_000;
const START = '/';

export function createShowing(
  manifest: Manifest,
  /** What the partner asks for on our page; none when she agrees on a page of the partner's. */
  fields: readonly AccessField[],
  { city, baseUrl }: Pick<ConnectorConfig, 'city' | 'baseUrl'>,
): Showing {
  const secure = baseUrl.startsWith('https:');
  const contextOf = (request: Request): PageContext => {
    const language = languageOf(request);
    const words = messages[language];
    return { language, words, city: city.name, partner: manifest.partner.name, path: request.path };
  };
  const remembered = (request: Request, response: Response): PageContext => {
    if (isLanguage(request.query.lang)) {
      const maxAge = LANGUAGE_COOKIE_MILLISECONDS;
      response.cookie('lang', request.query.lang, { maxAge, sameSite: 'lax', secure, path: '/' });
    }
    return contextOf(request);
  };
  const send = (response: Response, page: VNode): void => {
    response.set('Cache-Control', 'no-store').type('html').send(written(page));
  };

  return {
    home: (request, response) =>
      send(response, <HomePage context={remembered(request, response)} manifest={manifest} />),
    agree: (request, response, { formToken, webId }) =>
      send(
        response,
        <AgreePage
          context={remembered(request, response)}
          fields={fields}
          token={formToken}
          webId={webId}
        />,
      ),
    connection: (request, response, { session, record }) =>
      send(
        response,
        <ConnectionPage
          context={remembered(request, response)}
          manifest={manifest}
          record={record}
          token={session.formToken}
          apps={city.apps}
        />,
      ),
    notFound: (request, response) => {
      const context = remembered(request, response);
      const way = { href: START, label: context.words.refusal.back };
      response.status(404);
      send(response, <RefusalPage context={context} trouble={context.words.notFound} way={way} />);
    },
    refusal: (request, { code, reference }) => {
      const context = contextOf(request);
      const { words, partner } = context;
      const remedy = remedyOf[code];
      const label = remedy === 'start-over' ? words.remedies[remedy](partner) : words.refusal.back;
      return written(
        <RefusalPage
          context={{ ...context, path: START }}
          trouble={words.troubles[code]({ partner, city: city.name })}
          way={{ href: START, label }}
          {...(reference === undefined ? {} : { reference })}
        />,
      );
    },
    words: (request, response) => remembered(request, response).words,
  };
}

const written = (page: VNode): string => `<!doctype html>${render(page)}`;

/** What the address asks for, else what was chosen before, else what the browser prefers, else French. */
function languageOf(request: Request): Language {
  if (isLanguage(request.query.lang)) return request.query.lang;
  const chosen = readCookie(request, 'lang');
  if (isLanguage(chosen)) return chosen;
  const preferred = request.acceptsLanguages('fr', 'en');
  return isLanguage(preferred) ? preferred : 'fr';
}

const isLanguage = (value: unknown): value is Language => value === 'fr' || value === 'en';
