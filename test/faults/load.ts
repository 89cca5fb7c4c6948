/** Readers and writers who go on whatever they are told, and remember what they were told. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Parser } from 'n3';
import type { Answer, Client } from '../kit/client.ts';

const FACT = 'https://vocab.exemple.invalid/note';
const WRITERS_A_CLIENT = 2;
const READERS_A_CLIENT = 2;
/** Whoever is refused asks again after a while, as people do. */
const REFUSED_MILLISECONDS = 25;
const LARGE_BYTES = 200_000;

/** One answer. */
export interface Told {
  readonly what: string;
  /** By performance.now(). */
  readonly sent: number;
  readonly ended: number;
  readonly isDone: boolean;
  /** 503 that says when to come back. */
  readonly saysWhenToComeBack: boolean;
  /** The same, with problem details. */
  readonly isUnavailable: boolean;
  /** Status and problem, or why no whole answer came. */
  readonly said: string;
}

export type Ask = Parameters<Client['ask']>[0];

/** Several readers and writers for each client, in one container that anybody may write. */
export class Load {
  readonly answers: Told[] = [];
  readonly #container: string;
  readonly #people: readonly Promise<void>[];
  /** What was acknowledged last; where an answer was no clear one, nothing is known and nothing is asked again. */
  readonly #documents = new Map<string, Buffer>();
  readonly #deleted = new Set<string>();
  readonly #facts = new Map<string, Set<string>>();
  #isEnding = false;
  #wake: () => void = () => undefined;

  public constructor(clients: readonly Client[], container: string) {
    this.#container = container;
    this.#people = clients.flatMap((client, index) => [
      ...times(WRITERS_A_CLIENT, (at) => this.#write(client, `${index}-${at}`)),
      ...times(READERS_A_CLIENT, () => this.#read(client)),
    ]);
  }

  /** So many answers more have come. */
  public async until(more: number): Promise<void> {
    const goal = this.answers.length + more;
    while (this.answers.length < goal)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  public async end(): Promise<void> {
    this.#isEnding = true;
    await Promise.all(this.#people);
  }

  /** Says which acknowledged writes are not there. */
  public async lost(client: Client): Promise<readonly string[]> {
    const breaches: string[] = [];
    for (const [url, body] of this.#documents) {
      const answer = await client.ask({ method: 'GET', url });
      if (answer.status !== 200 || !answer.body.equals(body)) breaches.push(`PUT ${url}`);
    }
    for (const url of this.#deleted)
      if ((await client.ask({ method: 'GET', url })).status !== 404) breaches.push(`DELETE ${url}`);
    for (const [url, facts] of this.#facts) {
      const found = factsIn(await client.ask({ method: 'GET', url }), url);
      for (const fact of facts) if (!found.has(fact)) breaches.push(`PATCH ${url}: ${fact}`);
    }
    return breaches;
  }

  /** A writer in names of their own. */
  async #write(client: Client, name: string): Promise<void> {
    const facts = new Set<string>();
    const factsUrl = `${this.#container}${name}-facts.ttl`;
    this.#facts.set(factsUrl, facts);
    for (let round = 0; !this.#isEnding; round += 1) {
      const url = `${this.#container}${name}-${round}`;
      if (round % 4 === 3) {
        if (await this.#ask(client, insertion(factsUrl, `${round}`))) facts.add(`${round}`);
        continue;
      }
      const body = randomBytes(round % 20 === 1 ? LARGE_BYTES : 300);
      if (!(await this.#ask(client, putting(url, body)))) continue;
      this.#documents.set(url, body);
      if (round % 5 !== 0) continue;
      this.#documents.delete(url);
      if (await this.#ask(client, { method: 'DELETE', url })) this.#deleted.add(url);
    }
  }

  /** Reads what is acknowledged, and about the container; of a large one the answer may be under way, and can only break off. */
  async #read(client: Client): Promise<void> {
    while (!this.#isEnding) {
      const urls = [...this.#small()];
      const url = urls[Math.floor(Math.random() * urls.length)];
      if (url !== undefined) await this.#ask(client, { method: 'GET', url });
      await this.#ask(client, { method: 'HEAD', url: new URL('..', this.#container).href });
    }
  }

  /** Whether it was done, for certain. */
  async #ask(client: Client, request: Ask): Promise<boolean> {
    const told = await tell(client, request);
    this.answers.push(told);
    this.#wake();
    if (!told.isDone) await pause(REFUSED_MILLISECONDS);
    return told.isDone;
  }

  *#small(): Iterable<string> {
    for (const [url, { length }] of this.#documents) if (length < LARGE_BYTES) yield url;
  }
}

function times<T>(count: number, make: (at: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

function putting(url: string, body: Buffer): Ask {
  return { method: 'PUT', url, headers: { 'content-type': 'application/octet-stream' }, body };
}

function insertion(url: string, fact: string): Ask {
  const body = `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
<> a solid:InsertDeletePatch; solid:inserts { <#${fact}> <${FACT}> "${fact}". }.`;
  return { method: 'PATCH', url, headers: { 'content-type': 'text/n3' }, body };
}

/** One request and its answer. */
export async function tell(client: Client, request: Ask): Promise<Told> {
  const what = `${request.method} ${request.url}`;
  const sent = performance.now();
  const none = { isDone: false, saysWhenToComeBack: false, isUnavailable: false };
  try {
    const answer = await client.ask(request);
    const ended = performance.now();
    if (answer.status < 300) return { what, sent, ended, ...none, isDone: true, said: 'done' };
    const { status, headers, body } = answer;
    const saysWhenToComeBack = status === 503 && /^[1-9]\d*$/.test(headers['retry-after'] ?? '');
    const isUnavailable = saysWhenToComeBack && hasDetails(answer, request.method);
    const said = `${status} ${body}`;
    return { what, sent, ended, ...none, saysWhenToComeBack, isUnavailable, said };
  } catch (error) {
    return { what, sent, ended: performance.now(), ...none, said: String(error) };
  }
}

/** Problem details of 503; the answer to HEAD has no body. */
function hasDetails({ headers, body }: Answer, method: string): boolean {
  if (headers['content-type'] !== 'application/problem+json') return false;
  if (method === 'HEAD') return true;
  const problem = JSON.parse(body.toString()) as Readonly<Record<string, unknown>>;
  return problem.status === 503 && typeof problem.detail === 'string';
}

function factsIn(answer: Answer, url: string): ReadonlySet<string> {
  if (answer.status !== 200) return new Set();
  const quads = new Parser({ baseIRI: url }).parse(answer.body.toString());
  return new Set(quads.map(({ object }) => object.value));
}
