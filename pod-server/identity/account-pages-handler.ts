import type {
  ClientCredentialsStore,
  CookieStore,
  HttpHandlerInput,
  HttpResponse,
  IdentifierGenerator,
  JsonInteractionHandler,
  PasswordStore,
  PodStore,
  ProviderFactory,
  ReadWriteLocker,
  ResourceSet,
  WebIdStore,
} from '@solid/community-server';
import {
  createErrorMessage,
  getLoggerFor,
  HttpError,
  HttpHandler,
  NotImplementedHttpError,
} from '@solid/community-server';
import {
  isForm,
  languageCookie,
  languageOf,
  prefersPage,
  readForm,
  refuseForeignForm,
} from '../http/browser-request.ts';
import { renderErrorPage } from '../pages/error.tsx';
import { contentSecurityPolicy, renderPage } from '../pages/layout.tsx';
import { AccountPages, PLACES } from './account-pages.tsx';
import { AccountApi, type AccountVisit, type Answer, startVisit } from './account-visit.ts';
import { ConsentPages } from './consent-pages.tsx';

interface AccountPagesHandlerArgs {
  readonly baseUrl: string;
  readonly providerFactory: ProviderFactory;
  readonly accountApi: JsonInteractionHandler;
  readonly locker: ReadWriteLocker;
  readonly cookieStore: CookieStore;
  readonly passwordStore: PasswordStore;
  readonly webIdStore: WebIdStore;
  readonly podStore: PodStore;
  readonly clientCredentialsStore: ClientCredentialsStore;
  readonly identifierGenerator: IdentifierGenerator;
  readonly resourceStore: ResourceSet;
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
export class AccountPagesHandler extends HttpHandler {
  readonly #logger = getLoggerFor('AccountPagesHandler');
  readonly #args: AccountPagesHandlerArgs;
  readonly #routes: readonly Route[];

  public constructor(args: AccountPagesHandlerArgs) {
    super();
    this.#args = args;
    this.#routes = routesOf(args);
  }

  public override async canHandle({ request }: HttpHandlerInput): Promise<void> {
    const isPage = prefersPage(request) && (request.method !== 'POST' || isForm(request));
    if (!isPage || this.#find(request.method, request.url) === undefined)
      throw new NotImplementedHttpError('This is no request for an account page.');
  }

  public override async handle({ request, response }: HttpHandlerInput): Promise<void> {
    const { baseUrl } = this.#args;
    const address = new URL(request.url ?? '/', baseUrl);
    try {
      if (request.method === 'POST') refuseForeignForm(request, baseUrl);
      const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams();
      const visit = await startVisit(this.#args, request, response, form);
      const page = this.#find(request.method, request.url);
      if (page === undefined) throw new NotImplementedHttpError('There is no such account page.');
      send(response, visit, await page(visit));
    } catch (error) {
      const statusCode = HttpError.isInstance(error) ? error.statusCode : 500;
      if (statusCode >= 500) this.#logger.error(`An account page: ${createErrorMessage(error)}`);
      const setting = { language: languageOf(request, address), baseUrl, address };
      closeToOtherSites(response);
      sendPage(response, statusCode, renderErrorPage(setting, statusCode), []);
    }
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
  const api = new AccountApi(args.accountApi, args.locker);
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
    { place: below(PLACES.removeKey), post: (visit) => account.removeKey(visit) },
    { place: below(PLACES.signOut), post: (visit) => account.signOut(visit) },
  ];
}

function send(response: HttpResponse, visit: AccountVisit, answer: Answer): void {
  const language = languageCookie(visit.address);
  const cookies = language === undefined ? visit.cookies : [...visit.cookies, language];
  closeToOtherSites(response);
  if (answer.kind === 'go') {
    response.writeHead(303, {
      Location: answer.to,
      'Cache-Control': 'no-store',
      ...(cookies.length === 0 ? {} : { 'Set-Cookie': [...cookies] }),
    });
    response.end();
    return;
  }
  const page = renderPage(visit.setting, answer.title, answer.body);
  sendPage(response, answer.status ?? 200, page, cookies, formTargets(visit));
}

/** Pods are open to every origin, which then needs a token; these pages go by cookie and are for people only. */
function closeToOtherSites(response: HttpResponse): void {
  for (const name of response.getHeaderNames())
    if (name.startsWith('access-control-')) response.removeHeader(name);
}

/** An app's sign-in ends at the app: the form that leads there must be allowed to. */
function formTargets({ interaction }: AccountVisit): readonly string[] {
  const redirect = String(interaction?.params.redirect_uri ?? '');
  return URL.canParse(redirect) ? [originOf(new URL(redirect))] : [];
}

function originOf(url: URL): string {
  return url.origin === 'null' ? url.protocol : url.origin;
}

function sendPage(
  response: HttpResponse,
  status: number,
  page: string,
  cookies: readonly string[],
  formTargets: readonly string[] = [],
): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy(formTargets),
    // Without its own origin a browser would send forms from nowhere, and they would be refused.
    'Referrer-Policy': 'same-origin',
    ...(cookies.length === 0 ? {} : { 'Set-Cookie': [...cookies] }),
  });
  response.end(page);
}
