import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CookieStore, ProviderFactory } from '@solid/community-server';
import { extractErrorTerms, HttpError } from '@solid/community-server';
import {
  cookieOf,
  isForm,
  languageOf,
  readBody,
  refuseForeignSite,
} from '../http/browser-request.ts';
import { Problem } from '../http/problem.ts';
import { wordsIn } from '../pages/words.ts';
import type { AccountApi, Json } from './account-api.ts';
import { waitingInteraction } from './account-visit.ts';
import { TooManyAttempts } from './attempts.ts';
import { ACCOUNT_COOKIE } from './places.ts';
import { sentenceFor } from './too-many-attempts.ts';
import { visitorAddressOf } from './visitor-address.ts';

/** How scripts that keep no cookies say who they are; the scheme of @solid/community-server. */
const TOKEN = /^CSS-Account-Token\s+(\S+)$/i;
const BODY_BYTES_MAX = 65_536;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

interface AccountApiHandlerArgs {
  readonly baseUrl: string;
  readonly api: AccountApi;
  readonly cookieStore: CookieStore;
  readonly providerFactory: ProviderFactory;
}

/** The account API as scripts know it from @solid/community-server: JSON (or a form) in, JSON out. */
export class AccountApiHandler {
  readonly #args: AccountApiHandlerArgs;

  public constructor(args: AccountApiHandlerArgs) {
    this.#args = args;
  }

  /** Answers what the client did wrong in the API's own form; throws what is our fault, and Problem 400 and 413. */
  public async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request;
    if (!READS.has(method)) refuseForeignSite(request, this.#args.baseUrl);
    if (method === 'OPTIONS') {
      response.writeHead(204, { Allow: 'GET, HEAD, POST, DELETE, OPTIONS' }).end();
      return;
    }
    const json = READS.has(method) ? {} : await readJson(request);
    try {
      const answer = await this.#answer(request, response, json);
      const cookies = answer.cookie === undefined ? {} : { 'Set-Cookie': answer.cookie };
      sendJson(request, response, { status: 200, json: answer.json, headers: cookies });
    } catch (error) {
      if (!HttpError.isInstance(error) || error.statusCode >= 500) throw error;
      sendJson(request, response, this.#refusal(request, error));
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, json: Json) {
    const { baseUrl, api, cookieStore, providerFactory } = this.#args;
    const { pathname } = new URL(request.url ?? '/', baseUrl);
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const cookie =
      TOKEN.exec(request.headers.authorization ?? '')?.[1] ?? cookieOf(request, ACCOUNT_COOKIE);
    return api.call({
      method,
      url: new URL(pathname, baseUrl).href,
      json,
      cookie,
      accountId: cookie === undefined ? undefined : await cookieStore.get(cookie),
      interaction: await waitingInteraction(providerFactory, request, response),
      visitor: visitorAddressOf(request),
    });
  }

  #refusal(request: IncomingMessage, error: HttpError): JsonAnswer {
    const { name, statusCode, errorCode, metadata } = error;
    const details = extractErrorTerms(metadata);
    if (!(error instanceof TooManyAttempts)) {
      const json = { name, message: error.message, statusCode, errorCode, details };
      return { status: statusCode, json };
    }
    const words = wordsIn(languageOf(request, new URL(this.#args.baseUrl)));
    const message = sentenceFor(words, error);
    return {
      status: statusCode,
      json: { name, message, statusCode, errorCode, details },
      headers: { 'Retry-After': String(error.retryAfterSeconds) },
    };
  }
}

async function readJson(request: IncomingMessage): Promise<Json> {
  const body = (await readBody(request, BODY_BYTES_MAX)).toString('utf8');
  if (body.trim() === '') return {};
  if (isForm(request)) return Object.fromEntries(new URLSearchParams(body));
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new Problem(400, 'body-not-json');
  const json = parsed(body);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Problem(400, 'body-not-json');
  return json as Json;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface JsonAnswer {
  readonly status: number;
  readonly json: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  { status, json, headers = {} }: JsonAnswer,
): void {
  const body = JSON.stringify(json);
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
