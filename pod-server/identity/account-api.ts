import type { Interaction, JsonInteractionHandler } from '@solid/community-server';
import { RepresentationMetadata, SOLID_HTTP } from '@solid/community-server';
import type { AccountVisit } from './account-visit.ts';
import { ACCOUNT_COOKIE } from './places.ts';

export type Json = Readonly<Record<string, unknown>>;

interface ApiCall {
  readonly method: string;
  /** Absolute, without query. */
  readonly url: string;
  readonly json: Json;
  readonly cookie?: string | undefined;
  readonly accountId?: string | undefined;
  readonly interaction?: Interaction | undefined;
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

  public constructor(handler: JsonInteractionHandler, baseUrl: string) {
    this.#handler = handler;
    this.#isHttps = baseUrl.startsWith('https:');
  }

  /** Throws the HTTP errors of the API. */
  public async call(call: ApiCall): Promise<ApiAnswer> {
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
    const { cookie, accountId, interaction, index } = visit;
    const url = `${index}${place}`;
    const answer = await this.call({ method, url, json, cookie, accountId, interaction });
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
