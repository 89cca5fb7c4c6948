/** What a server acknowledged, and what may therefore be found after it was killed. */
import { Parser } from 'n3';
import type { Answer, Client } from '../kit/client.ts';

const CONTAINS = 'http://www.w3.org/ns/ldp#contains';
const CHECKS_AT_ONCE = 8;

/** A document as it was sent, or an RDF document as the facts that were inserted into it; undefined: nothing is there. */
export type State =
  | { readonly kind: 'bytes'; readonly contentType: string; readonly body: Buffer }
  | { readonly kind: 'facts'; readonly facts: ReadonlySet<string> }
  | undefined;

/** One resource: what is acknowledged, and what was asked since without an answer. */
class Testimony {
  acknowledged: State = undefined;
  open: State[] = [];
}

/** One writer's container. Only one writer writes in it, one request at a time, so that each answer is attributable. */
export class Witness {
  readonly container: string;
  acknowledgements = 0;
  readonly #testimonies = new Map<string, Testimony>();
  /** POSTs without an answer: the server may have chosen a name and kept the body. */
  #openPosts: State[] = [];

  public constructor(container: string) {
    this.container = container;
  }

  /** Addresses at which something is. */
  public present(): readonly string[] {
    return [...this.#testimonies]
      .filter(([, { acknowledged }]) => acknowledged !== undefined)
      .map(([url]) => url);
  }

  public stateOf(url: string): State {
    return this.#testimonies.get(url)?.acknowledged;
  }

  /** Before a request leaves. */
  public asked(url: string, state: State): void {
    this.#at(url).open.push(state);
  }

  /** After a 2xx answer came whole. */
  public acknowledged(url: string, state: State): void {
    const testimony = this.#at(url);
    testimony.acknowledged = state;
    testimony.open = [];
    this.acknowledgements += 1;
  }

  public posted(state: State): void {
    this.#openPosts.push(state);
  }

  public acknowledgedPost(url: string, state: State): void {
    this.#openPosts = this.#openPosts.filter((open) => open !== state);
    this.acknowledged(url, state);
  }

  /**
   * Reads everything back. Says in sentences what is not as acknowledged; nothing: all is well. What is found becomes what is
   * expected next time.
   */
  public async breaches(client: Client): Promise<readonly string[]> {
    const listing = await this.#listing(client);
    if (typeof listing === 'string') return this.present().length === 0 ? [] : [listing];
    const unknown = [...listing].filter((url) => !this.#testimonies.has(url));
    const known = [...this.#testimonies];
    const found: (readonly string[])[] = [];
    for (let at = 0; at < known.length; at += CHECKS_AT_ONCE)
      found.push(
        ...(await Promise.all(
          known
            .slice(at, at + CHECKS_AT_ONCE)
            .map(([url, testimony]) => this.#check(client, { url, testimony, listing })),
        )),
      );
    const strangers = await Promise.all(unknown.map((url) => this.#checkStranger(client, url)));
    this.#openPosts = [];
    return [...found.flat(), ...strangers.flat()];
  }

  async #listing(client: Client): Promise<ReadonlySet<string> | string> {
    const headers = { accept: 'text/turtle' };
    const answer = await client.ask({ method: 'GET', url: this.container, headers });
    if (answer.status !== 200) return `${this.container}: the container answers ${answer.status}`;
    const quads = new Parser({ baseIRI: this.container }).parse(answer.body.toString());
    return new Set(quads.filter((q) => q.predicate.value === CONTAINS).map((q) => q.object.value));
  }

  async #check(client: Client, given: Check): Promise<readonly string[]> {
    const { url, testimony, listing } = given;
    const answer = await client.ask({ method: 'GET', url });
    const possible = [testimony.acknowledged, ...testimony.open];
    const actual = possible.find((state) => isState(answer, state, url));
    const matches = possible.some((state) => isState(answer, state, url));
    const listed = listing.has(url) === (answer.status !== 404);
    if (!matches) return [`${url}: ${difference(answer, testimony)}`];
    // A fact without an answer may have come through as well: what is there now counts from now on.
    testimony.acknowledged = actual?.kind === 'facts' ? factsOf(answer, url) : actual;
    testimony.open = [];
    return listed ? [] : [`${url}: answers ${answer.status}, but the listing says otherwise`];
  }

  async #checkStranger(client: Client, url: string): Promise<readonly string[]> {
    const answer = await client.ask({ method: 'GET', url });
    const state = this.#openPosts.find((open) => isState(answer, open, url));
    if (state === undefined) return [`${url}: nobody wrote what is there (${answer.status})`];
    this.#at(url).acknowledged = state;
    return [];
  }

  #at(url: string): Testimony {
    let testimony = this.#testimonies.get(url);
    if (testimony === undefined) {
      testimony = new Testimony();
      this.#testimonies.set(url, testimony);
    }
    return testimony;
  }
}

interface Check {
  readonly url: string;
  readonly testimony: Testimony;
  readonly listing: ReadonlySet<string>;
}

function isState(answer: Answer, state: State, url: string): boolean {
  if (state === undefined) return answer.status === 404;
  if (answer.status !== 200) return false;
  if (state.kind === 'facts') {
    const found = factsOf(answer, url);
    if (found?.kind !== 'facts') return false;
    return (
      found.facts.size === state.facts.size && [...state.facts].every((f) => found.facts.has(f))
    );
  }
  return answer.headers['content-type'] === state.contentType && answer.body.equals(state.body);
}

/** The values in an RDF document; undefined when it is none (any more). */
function factsOf(answer: Answer, url: string): State {
  if (!(answer.headers['content-type'] ?? '').startsWith('text/turtle')) return undefined;
  try {
    const quads = new Parser({ baseIRI: url }).parse(answer.body.toString());
    return { kind: 'facts', facts: new Set(quads.map((quad) => quad.object.value)) };
  } catch {
    return undefined;
  }
}

function difference(answer: Answer, { acknowledged, open }: Testimony): string {
  const found = `${answer.status}, ${answer.headers['content-type'] ?? 'no type'}, ${answer.body.length} bytes`;
  const expected = [acknowledged, ...open].map(inWords).join(' or ');
  return `found ${found}; acknowledged or under way: ${expected}`;
}

function inWords(state: State): string {
  if (state === undefined) return 'nothing';
  if (state.kind === 'facts') return `${state.facts.size} facts`;
  return `${state.contentType}, ${state.body.length} bytes`;
}
