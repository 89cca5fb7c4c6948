import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProviderFactory } from '@solid/community-server';
import { getLoggerFor, HttpError } from '@solid/community-server';
import {
  isForm,
  languageCookie,
  languageOf,
  prefersPage,
  readForm,
  refuseForeignSite,
} from '../http/browser-request.ts';
import { Problem } from '../http/problem.ts';
import { sentenceOf } from '../http/words/sentences.ts';
import { renderErrorPage } from '../pages/error.tsx';
import { renderPage } from '../pages/layout.tsx';
import type { AccountApi } from './account-api.ts';
import { AccountPages, type AccountStores } from './account-pages.tsx';
import { type AccountVisit, type Answer, startVisit } from './account-visit.ts';
import { ConsentPages } from './consent-pages.tsx';
import { sendPage, sendRedirect } from './page-answer.ts';
import { PLACES } from './places.ts';

interface AccountPagesHandlerArgs extends AccountStores {
  readonly baseUrl: string;
  readonly providerFactory: ProviderFactory;
  readonly api: AccountApi;
}

type Page = (visit: AccountVisit) => Promise<Answer>;

interface Route {
  /** What follows the base address. */
  readonly place: RegExp;
  readonly read?: Page;
  readonly post?: Page;
}

/**
 * The account in pages that need no script: forms come in, pages and redirects go out.
 * What programs ask for, JSON in and out, is left to the chassis.
 */
export class AccountPagesHandler {
  readonly #logger = getLoggerFor('AccountPagesHandler');
  readonly #args: AccountPagesHandlerArgs;
  readonly #routes: readonly Route[];

  public constructor(args: AccountPagesHandlerArgs) {
    this.#args = args;
    this.#routes = routesOf(args);
  }

  /** Whether it answered; what it leaves is the account API's. Throws what is our fault. */
  public async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const isPage = prefersPage(request) && (request.method !== 'POST' || isForm(request));
    if (!isPage) return false;
    const page = this.#find(request.method, request.url);
    if (page === undefined) return this.#elsewhere(request, response);
    try {
      if (request.method === 'POST') refuseForeignSite(request, this.#args.baseUrl);
      const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams();
      const visit = await startVisit(this.#args, request, response, form);
      send(response, visit, await page(visit));
    } catch (error) {
      this.#refuse(request, response, error);
    }
    return true;
  }

  /** A browser that asks for what is no page of ours finds the account instead of data. */
  #elsewhere(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET') return false;
    sendRedirect(response, `${this.#args.baseUrl}.account/`);
    return true;
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const isOurs = error instanceof Problem;
    const status = isOurs ? error.status : HttpError.isInstance(error) ? error.statusCode : 500;
    if (status >= 500) throw error;
    const { baseUrl } = this.#args;
    const address = new URL(request.url ?? '/', baseUrl);
    const language = languageOf(request, address);
    const what = isOurs ? sentenceOf(error, language) : undefined;
    this.#logger.verbose(`Refused with ${status}: ${String(error)}`);
    const page = renderErrorPage({ language, baseUrl, address }, status, what);
    sendPage(response, { status, page });
  }

  #find(method = 'GET', url = '/'): Page | undefined {
    const { baseUrl } = this.#args;
    const { pathname } = new URL(url, baseUrl);
    const basePath = new URL(baseUrl).pathname;
    if (!pathname.startsWith(basePath)) return undefined;
    const place = pathname.slice(basePath.length);
    const route = this.#routes.find((one) => one.place.test(place));
    return method === 'POST' ? route?.post : method === 'GET' ? route?.read : undefined;
  }
}

function routesOf(args: AccountPagesHandlerArgs): readonly Route[] {
  const { api } = args;
  const account = new AccountPages(api, args);
  const consent = new ConsentPages(api, args);
  const below = (place: string): RegExp => new RegExp(`^\\.account/${place}$`);
  const signIn: Page = (visit) => account.signInPage(visit);
  return [
    { place: /^$/, read: (visit) => account.welcome(visit) },
    { place: below(''), read: (visit) => account.index(visit) },
    { place: below('account/[^/]+/'), read: (visit) => account.home(visit) },
    { place: below('login/'), read: signIn },
    { place: below(PLACES.signIn), read: signIn, post: (visit) => account.signIn(visit) },
    {
      place: below(PLACES.signUp),
      read: (visit) => account.signUpPage(visit),
      post: (visit) => account.signUp(visit),
    },
    {
      place: below(PLACES.forgot),
      read: (visit) => account.forgotPage(visit),
      post: (visit) => account.forgot(visit),
    },
    {
      place: below(PLACES.reset),
      read: (visit) => account.resetPage(visit),
      post: (visit) => account.reset(visit),
    },
    {
      place: below(PLACES.consent),
      read: (visit) => consent.page(visit),
      post: (visit) => consent.answer(visit),
    },
    {
      place: below(PLACES.createSpace),
      read: (visit) => account.home(visit),
      post: (visit) => account.createSpace(visit),
    },
    { place: below(PLACES.addIdentity), post: (visit) => account.addIdentity(visit) },
    { place: below(PLACES.removeIdentity), post: (visit) => account.removeIdentity(visit) },
    { place: below(PLACES.removeKey), post: (visit) => account.removeKey(visit) },
    { place: below(PLACES.signOut), post: (visit) => account.signOut(visit) },
  ];
}

function send(response: ServerResponse, visit: AccountVisit, answer: Answer): void {
  const language = languageCookie(visit.address);
  const cookies = language === undefined ? visit.cookies : [...visit.cookies, language];
  if (answer.kind === 'go') {
    sendRedirect(response, answer.to, cookies);
    return;
  }
  sendPage(response, {
    status: answer.status ?? 200,
    page: renderPage(visit.setting, answer.title, answer.body),
    cookies,
    formTargets: formTargets(visit),
    headers: answer.headers ?? {},
  });
}

/** An app's sign-in ends at the app: the form that leads there must be allowed to. */
function formTargets({ interaction }: AccountVisit): readonly string[] {
  const redirect = String(interaction?.params.redirect_uri ?? '');
  return URL.canParse(redirect) ? [originOf(new URL(redirect))] : [];
}

function originOf(url: URL): string {
  return url.origin === 'null' ? url.protocol : url.origin;
}
