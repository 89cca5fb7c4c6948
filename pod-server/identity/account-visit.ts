/** One visit to an account page: who comes, for which app, in which language, with which form. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  CookieStore,
  Interaction,
  JsonInteractionHandler,
  ProviderFactory,
  ReadWriteLocker,
} from '@solid/community-server';
import { RepresentationMetadata, SOLID_HTTP } from '@solid/community-server';
import type { VNode } from 'preact';
import { cookieOf, languageOf } from '../http/browser-request.ts';
import type { PageSetting } from '../pages/layout.tsx';
import { type Words, wordsIn } from '../pages/words.ts';

/** The cookie of the chassis, so that pages and account API share one sign-in. */
const ACCOUNT_COOKIE = 'css-account';

export interface AccountVisit {
  readonly address: URL;
  readonly setting: PageSetting;
  readonly words: Words;
  /** Ends with a slash. */
  readonly index: string;
  readonly form: URLSearchParams;
  readonly accountId?: string | undefined;
  readonly cookie?: string | undefined;
  /** An app's sign-in that waits for an answer. */
  readonly interaction?: Interaction | undefined;
  /** Set-Cookie values of the answer. */
  readonly cookies: string[];
}

export type Answer =
  | {
      readonly kind: 'page';
      readonly title: keyof Words;
      readonly body: (words: Words) => VNode;
      readonly status?: number;
    }
  | { readonly kind: 'go'; readonly to: string };

export interface VisitParts {
  readonly baseUrl: string;
  readonly providerFactory: ProviderFactory;
  readonly cookieStore: CookieStore;
}

export async function startVisit(
  parts: VisitParts,
  request: IncomingMessage,
  response: ServerResponse,
  form: URLSearchParams,
): Promise<AccountVisit> {
  const { baseUrl } = parts;
  const address = new URL(request.url ?? '/', baseUrl);
  const language = languageOf(request, address);
  const cookie = cookieOf(request, ACCOUNT_COOKIE);
  return {
    address,
    setting: { language, baseUrl, address },
    words: wordsIn(language),
    index: `${baseUrl}.account/`,
    form,
    cookie,
    accountId: cookie === undefined ? undefined : await parts.cookieStore.get(cookie),
    interaction: await waitingInteraction(parts.providerFactory, request, response),
    cookies: [],
  };
}

/** The provider throws when no app's sign-in is under way, which is the ordinary case. */
async function waitingInteraction(
  factory: ProviderFactory,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Interaction | undefined> {
  if (cookieOf(request, '_interaction') === undefined) return undefined;
  const provider = await factory.getProvider();
  return provider.interactionDetails(request, response).catch(() => undefined);
}

/** Calls the chassis's account API from inside, as a script would from outside: one behaviour for both. */
export class AccountApi {
  readonly #handler: JsonInteractionHandler;
  readonly #locker: ReadWriteLocker;

  public constructor(handler: JsonInteractionHandler, locker: ReadWriteLocker) {
    this.#handler = handler;
    this.#locker = locker;
  }

  /** `place` is below the account index; throws the HTTP errors of the API. */
  public async post(
    visit: AccountVisit,
    place: string,
    json: Readonly<Record<string, unknown>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const target = { path: `${visit.index}${place}` };
    const metadata = new RepresentationMetadata(target);
    if (visit.cookie !== undefined) metadata.set(SOLID_HTTP.terms.accountCookie, visit.cookie);
    const { accountId, interaction } = visit;
    const answer = await this.#alone(visit, () =>
      this.#handler.handleSafe({
        method: 'POST',
        target,
        json,
        metadata,
        ...(accountId === undefined ? {} : { accountId }),
        ...(interaction === undefined ? {} : { oidcInteraction: interaction }),
      }),
    );
    const cookie = answer.metadata?.get(SOLID_HTTP.terms.accountCookie)?.value;
    const expires = answer.metadata?.get(SOLID_HTTP.terms.accountCookieExpiration)?.value;
    if (cookie !== undefined) visit.cookies.push(accountCookie(cookie, expires));
    return answer.json;
  }

  /** Two changes to one account follow each other, as the chassis does it for its own requests. */
  #alone<T>({ accountId, index }: AccountVisit, work: () => Promise<T>): Promise<T> {
    if (accountId === undefined) return work();
    return this.#locker.withWriteLock({ path: `${index}account/${accountId}/` }, work);
  }
}

function accountCookie(value: string, expires: string | undefined): string {
  const until = expires === undefined ? '' : `; Expires=${new Date(expires).toUTCString()}`;
  return `${ACCOUNT_COOKIE}=${encodeURIComponent(value)}; Path=/; SameSite=Lax; HttpOnly${until}`;
}

/** Where an answer of the API sends the visitor, when an app's sign-in goes on. */
export function locationIn(json: Readonly<Record<string, unknown>>): string | undefined {
  return typeof json.location === 'string' ? json.location : undefined;
}
