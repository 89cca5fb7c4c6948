/** What needs no account: look, vocabulary and the welcome page. Nothing of the chassis is loaded for them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { cookieOf, languageCookie, languageOf, prefersPage } from '../http/browser-request.ts';
import { LookHandler } from '../http/look-handler.ts';
import { Problem } from '../http/problem.ts';
import { VocabularyHandler } from '../http/vocabulary-handler.ts';
import { renderPage } from '../pages/layout.tsx';
import { Welcome } from '../pages/sign-in.tsx';
import { sendPage } from './page-answer.ts';
import { ACCOUNT_COOKIE, formPlaces } from './places.ts';

interface FrontArgs {
  /** Ends with a slash. */
  readonly baseUrl: string;
  readonly lookFolder?: string;
  readonly vocabularyFolder?: string;
}

const LOOK = '.look/';
const VOCABULARY = 'vocab/traboule';
const FAVICON = 'favicon.ico';

export class Front {
  readonly #baseUrl: string;
  readonly #basePath: string;
  readonly #look: LookHandler;
  readonly #vocabulary: VocabularyHandler;

  public constructor({ baseUrl, lookFolder, vocabularyFolder }: FrontArgs) {
    this.#baseUrl = baseUrl;
    this.#basePath = new URL(baseUrl).pathname;
    this.#look = new LookHandler(lookFolder ?? fileURLToPath(new URL('../look', import.meta.url)));
    this.#vocabulary = new VocabularyHandler({
      baseUrl,
      ...(vocabularyFolder === undefined ? {} : { folder: vocabularyFolder }),
    });
  }

  /** Whether it answered; what it leaves is for the chassis. Throws Problem. */
  public async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname } = new URL(request.url ?? '/', this.#baseUrl);
    const place = pathname.slice(this.#basePath.length);
    const isFile = place.startsWith(LOOK) || place === VOCABULARY || place === FAVICON;
    if (isFile || place === '') refuseChange(request);
    if (place.startsWith(LOOK))
      await this.#look.handle(request, response, place.slice(LOOK.length));
    else if (place === FAVICON) await this.#look.favicon(request, response);
    else if (place === VOCABULARY) await this.#vocabulary.handle(request, response);
    else if (place === '') return this.#welcome(request, response);
    else return false;
    return true;
  }

  /** Whoever may be signed in is sent on to the account by the chassis. */
  #welcome(request: IncomingMessage, response: ServerResponse): boolean {
    if (!prefersPage(request)) throw new Problem(404, 'no-such-place');
    if (cookieOf(request, ACCOUNT_COOKIE) !== undefined) return false;
    const address = new URL(request.url ?? '/', this.#baseUrl);
    const setting = { language: languageOf(request, address), baseUrl: this.#baseUrl, address };
    const places = formPlaces(`${this.#baseUrl}.account/`);
    const page = renderPage(setting, 'homeTitle', (words) => Welcome({ words, places }));
    const language = languageCookie(address);
    sendPage(response, { status: 200, page, cookies: language === undefined ? [] : [language] });
    return true;
  }
}

function refuseChange({ method }: IncomingMessage): void {
  if (method !== 'GET' && method !== 'HEAD')
    throw new Problem(405, 'read-only-place', {}, { Allow: 'GET, HEAD' });
}
