/** A browser without scripts or pictures: it keeps cookies per host, follows redirects, and sends what a browser sends with a form. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const REDIRECTS_MAX = 15;

export class WebBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Opens an address and follows where it leads. */
  open(url: string, init: RequestInit = {}): Promise<Page> {
    return this.#follow(url, init);
  }

  /** Sends the form of a page of ours; `from` is the page that it stands on. */
  submit(
    from: Pick<Page, 'url'>,
    action: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Page> {
    const origin = new URL(from.url).origin;
    return this.#follow(new URL(action, from.url).href, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin, 'sec-fetch-site': 'same-origin', ...headers },
    });
  }

  cookie(url: string, name: string): string | undefined {
    return this.#jar(url).get(name);
  }

  setCookie(url: string, name: string, value: string): void {
    this.#jar(url).set(name, value);
  }

  /** One request with this browser's cookies, no redirect followed. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookies = [...this.#jar(url)].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookies !== '') headers.set('cookie', cookies);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) this.#keep(url, line);
    return answer;
  }

  async #follow(start: string, first: RequestInit): Promise<Page> {
    let url = start;
    let init = first;
    for (let hop = 0; hop < REDIRECTS_MAX; hop += 1) {
      const answer = await this.fetch(url, init);
      const location = answer.headers.get('location');
      const text = await answer.text();
      if (answer.status < 300 || answer.status >= 400 || location === null) {
        return { url, status: answer.status, text, headers: answer.headers };
      }
      url = new URL(location, url).href;
      init = {};
    }
    throw new Error(`${start} redirects more than ${REDIRECTS_MAX} times`);
  }

  // Browsers share cookies between the ports of a host; tests must not, or two services would mix.
  #jar(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    return jar;
  }

  #keep(url: string, line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    const gone = value === '' || /expires=thu, 01 jan 1970/i.test(line);
    if (gone) this.#jar(url).delete(name);
    else this.#jar(url).set(name, value);
  }
}

/** The value of the hidden token on a page of ours. */
export function tokenOf({ text }: Pick<Page, 'text'>): string {
  return /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly webId: string;
}

/** Goes through the provider's login and consent by its own account API, as its pages do, and comes back. */
export async function passProvider(
  browser: WebBrowser,
  arrived: Pick<Page, 'url'>,
  { email, password, webId }: Credentials,
): Promise<Page> {
  const account = new URL('/.account/', arrived.url).href;
  const controls = async (): Promise<Record<string, Record<string, string>>> => {
    const answer = await browser.fetch(account, { headers: { accept: 'application/json' } });
    return ((await answer.json()) as { controls: Record<string, Record<string, string>> }).controls;
  };
  const post = async (url: string | undefined, body: unknown): Promise<string> => {
    if (url === undefined) throw new Error('The provider offers no such step');
    const answer = await browser.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
    const { location } = (await answer.json()) as { location?: string };
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return location ?? account;
  };

  const loggedIn = await post((await controls()).password?.login, { email, password });
  await browser.open(loggedIn);
  const picked = await post((await controls()).oidc?.webId, { webId, remember: false });
  await browser.open(picked);
  const agreed = await post((await controls()).oidc?.consent, { remember: false });
  return browser.open(agreed);
}
