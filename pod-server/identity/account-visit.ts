/** One visit to an account page: who comes, for which app, in which language, with which form. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CookieStore, Interaction, ProviderFactory } from '@solid/community-server';
import type { VNode } from 'preact';
import { cookieOf, languageOf } from '../http/browser-request.ts';
import type { PageSetting } from '../pages/layout.tsx';
import { type Words, wordsIn } from '../pages/words.ts';
import { ACCOUNT_COOKIE } from './places.ts';
import { visitorAddressOf } from './visitor-address.ts';

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
  /** The address that she comes from. */
  readonly visitor: string | undefined;
  /** Set-Cookie values of the answer. */
  readonly cookies: string[];
}

export type Answer =
  | {
      readonly kind: 'page';
      readonly title: keyof Words;
      readonly body: (words: Words) => VNode;
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
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
    visitor: visitorAddressOf(request),
    cookies: [],
  };
}

/** The provider throws when no app's sign-in is under way, which is the ordinary case. */
export async function waitingInteraction(
  factory: ProviderFactory,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Interaction | undefined> {
  if (cookieOf(request, '_interaction') === undefined) return undefined;
  const provider = await factory.getProvider();
  return provider.interactionDetails(request, response).catch(() => undefined);
}

/** Where an answer of the API sends the visitor, when an app's sign-in goes on. */
export function locationIn(json: Readonly<Record<string, unknown>>): string | undefined {
  return typeof json.location === 'string' ? json.location : undefined;
}
