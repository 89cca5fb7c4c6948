/** A person with a browser that keeps cookies and runs no script, for tests of pages and sign-ins. */
import { createHash, randomBytes } from 'node:crypto';

const REDIRECTS_MAX = 10;

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export class AccountVisitor {
  readonly #cookies = new Map<string, string>();
  readonly #language: string;

  public constructor(language = 'fr-FR,fr;q=0.9,en;q=0.5') {
    this.#language = language;
  }

  /** Follows redirects as long as they stay on the server that answers with them; the last answer counts. */
  public async open(address: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    const home = new URL(address).origin;
    let url = address;
    let answer = await this.#ask(url, form);
    for (let count = 0; count < REDIRECTS_MAX; count += 1) {
      const location = answer.headers.get('location');
      if (location === null) break;
      url = new URL(location, url).href;
      if (new URL(url).origin !== home) break;
      answer = await this.#ask(url);
    }
    return { url, status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  async #ask(url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const answer = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
        'accept-language': this.#language,
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form === undefined ? {} : { origin: new URL(url).origin }),
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    return answer;
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';');
    const [name = '', ...value] = pair.trim().split('=');
    const expires = attributes.find((one) => /^\s*expires=/i.test(one))?.split('=')[1];
    if (expires !== undefined && new Date(expires) < new Date()) this.#cookies.delete(name);
    else this.#cookies.set(name, value.join('='));
  }
}

export interface AppSignIn {
  /** Where the app sends the person to sign in. */
  readonly address: string;
  /** Hands the code that came back in for tokens; the answer of the token endpoint. */
  redeem(returned: string): Promise<Readonly<Record<string, unknown>>>;
}

/** An app registers with a provider and starts a sign-in, as Solid apps do. */
export async function startAppSignIn(
  baseUrl: string,
  { name, redirectUri }: { readonly name: string; readonly redirectUri: string },
): Promise<AppSignIn> {
  const discovery = await fetch(`${baseUrl}.well-known/openid-configuration`);
  const provider = (await discovery.json()) as Readonly<Record<string, string>>;
  const registration = await fetch(String(provider.registration_endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: name,
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
    }),
  });
  const client = (await registration.json()) as { readonly client_id: string };
  const verifier = randomBytes(32).toString('base64url');
  const address = new URL(String(provider.authorization_endpoint));
  address.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid webid',
    state: 'here',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return {
    address: address.href,
    redeem: async (returned) => {
      const answer = await fetch(String(provider.token_endpoint), {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: client.client_id,
          redirect_uri: redirectUri,
          code: new URL(returned).searchParams.get('code') ?? '',
          code_verifier: verifier,
        }),
      });
      return (await answer.json()) as Readonly<Record<string, unknown>>;
    },
  };
}
