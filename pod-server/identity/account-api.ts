import type { Interaction, JsonInteractionHandler } from '@solid/community-server';
import { RepresentationMetadata, SOLID_HTTP } from '@solid/community-server';
import type { AccountVisit } from './account-visit.ts';
import type { Attempts } from './attempts.ts';
import { ACCOUNT_COOKIE, PLACES } from './places.ts';

export type Json = Readonly<Record<string, unknown>>;

interface ApiCall {
  readonly method: string;
  /** Absolute, without query. */
  readonly url: string;
  readonly json: Json;
  readonly cookie?: string | undefined;
  readonly accountId?: string | undefined;
  readonly interaction?: Interaction | undefined;
  /** Who asks, by the address. */
  readonly visitor?: string | undefined;
}

interface ApiAnswer {
  readonly json: Json;
  /** A Set-Cookie value. */
  readonly cookie?: string;
}

/** The account API of the chassis, called by our pages and by scripts alike: one behaviour for both. */
export class AccountApi {
  readonly #handler: JsonInteractionHandler;
  readonly #isHttps: boolean;
  readonly #attempts: Attempts;
  readonly #signInUrl: string;

  public constructor(args: {
    readonly handler: JsonInteractionHandler;
    readonly baseUrl: string;
    readonly attempts: Attempts;
  }) {
    this.#handler = args.handler;
    this.#isHttps = args.baseUrl.startsWith('https:');
    this.#attempts = args.attempts;
    this.#signInUrl = `${args.baseUrl}.account/${PLACES.signIn}`;
  }

  /** Throws the HTTP errors of the API, and TooManyAttempts (429) for one guess too many from one address. */
  public async call(call: ApiCall): Promise<ApiAnswer> {
    const { method, url, visitor } = call;
    const isGuess = method === 'POST' && url === this.#signInUrl && visitor !== undefined;
    if (!isGuess) return this.#ask(call);
    await this.#attempts.begin({ address: visitor });
    const answer = await this.#ask(call);
    await this.#attempts.succeeded({ address: visitor });
    return answer;
  }

  async #ask(call: ApiCall): Promise<ApiAnswer> {
    const { method, json, accountId, interaction } = call;
    const target = { path: call.url };
    const metadata = new RepresentationMetadata(target);
    if (call.cookie !== undefined) metadata.set(SOLID_HTTP.terms.accountCookie, call.cookie);
    const answer = await this.#handler.handleSafe({
      method,
      target,
      json,
      metadata,
      ...(accountId === undefined ? {} : { accountId }),
      ...(interaction === undefined ? {} : { oidcInteraction: interaction }),
    });
    const cookie = answer.metadata?.get(SOLID_HTTP.terms.accountCookie)?.value;
    const expires = answer.metadata?.get(SOLID_HTTP.terms.accountCookieExpiration)?.value;
    if (cookie === undefined) return { json: answer.json };
    return { json: answer.json, cookie: this.#accountCookie(cookie, expires) };
  }

  /** `place` is below the account index. */
  public async post(visit: AccountVisit, place: string, json: Json = {}): Promise<Json> {
    return this.#visit(visit, 'POST', place, json);
  }

  public async delete(visit: AccountVisit, place: string): Promise<Json> {
    return this.#visit(visit, 'DELETE', place, {});
  }

  async #visit(visit: AccountVisit, method: string, place: string, json: Json): Promise<Json> {
    const { cookie, accountId, interaction, index, visitor } = visit;
    const url = `${index}${place}`;
    const answer = await this.call({ method, url, json, cookie, accountId, interaction, visitor });
    if (answer.cookie !== undefined) visit.cookies.push(answer.cookie);
    return answer.json;
  }

  #accountCookie(value: string, expires: string | undefined): string {
    const until = expires === undefined ? '' : `; Expires=${new Date(expires).toUTCString()}`;
    const secure = this.#isHttps ? '; Secure' : '';
    const attributes = `Path=/; SameSite=Lax; HttpOnly${secure}${until}`;
    return `${ACCOUNT_COOKIE}=${encodeURIComponent(value)}; ${attributes}`;
  }
}
