/** Somebody who writes one thing after the other in a container of their own, and tells a witness. */
import type { Answer, Client } from '../kit/client.ts';
import type { Random } from '../kit/random.ts';
import type { State, Witness } from './witness.ts';

const LARGE_BYTES_MIN = 120_000;
const LARGE_BYTES_MORE = 200_000;
const SMALL_BYTES_MAX = 2_000;
const FACT = 'https://vocab.exemple.invalid/note';
const TYPES = ['text/plain', 'application/octet-stream', 'image/png', 'text/turtle'] as const;

export class Writer {
  readonly #client: Client;
  readonly #witness: Witness;
  readonly #random: Random;
  readonly #mark: string;
  #count = 0;
  /** Answers that should not have come: neither 2xx nor a broken connection. */
  readonly refusals: string[] = [];

  public constructor(args: {
    readonly client: Client;
    readonly witness: Witness;
    readonly random: Random;
    /** Makes the names of this writer's documents unlike those of any other round. */
    readonly mark: string;
  }) {
    this.#client = args.client;
    this.#witness = args.witness;
    this.#random = args.random;
    this.#mark = args.mark;
  }

  /** Writes until the server is gone or the signal comes. */
  public async write(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await this.#writeOnce();
      } catch {
        // The connection broke off: whether the write happened is for the witness to find out.
        return;
      }
    }
  }

  #writeOnce(): Promise<void> {
    this.#count += 1;
    const present = this.#witness.present();
    const chance = this.#random.below(100);
    if (present.length < 3 || chance < 25) return this.#put(this.#newName(), this.#document());
    if (chance < 35) return this.#put(this.#newName(), this.#document(true));
    if (chance < 55) return this.#overwrite(this.#random.one(present));
    if (chance < 75) return this.#insert();
    if (chance < 90) return this.#post();
    return this.#delete(this.#random.one(present));
  }

  #newName(): string {
    return `${this.#witness.container}${this.#mark}-${this.#count}`;
  }

  #document(large = false): State & { kind: 'bytes' } {
    const contentType = this.#random.one(TYPES);
    const size = large
      ? LARGE_BYTES_MIN + this.#random.below(LARGE_BYTES_MORE)
      : this.#random.below(SMALL_BYTES_MAX);
    const body =
      contentType === 'text/turtle'
        ? Buffer.from(`<#it> <${FACT}> "${this.#random.bytes(size / 2).toString('hex')}".`)
        : this.#random.bytes(size);
    return { kind: 'bytes', contentType, body };
  }

  async #put(url: string, state: State & { kind: 'bytes' }, ifMatch?: string): Promise<void> {
    const headers = {
      'content-type': state.contentType,
      ...(ifMatch === undefined ? { 'if-none-match': '*' } : { 'if-match': ifMatch }),
    };
    this.#witness.asked(url, state);
    const answer = await this.#client.ask({ method: 'PUT', url, headers, body: state.body });
    if (this.#accepted('PUT', url, answer)) this.#witness.acknowledged(url, state);
  }

  async #overwrite(url: string): Promise<void> {
    if (this.#witness.stateOf(url)?.kind === 'facts') return;
    const before = await this.#client.ask({ method: 'HEAD', url });
    if (!this.#accepted('HEAD', url, before)) return;
    await this.#put(url, this.#document(this.#random.oneIn(2)), before.headers.etag ?? '*');
  }

  /** Adds one fact to a document that grows by PATCH only; the first one creates it. */
  async #insert(): Promise<void> {
    const url = `${this.#witness.container}${this.#mark}-facts.ttl`;
    const before = this.#witness.stateOf(url);
    const fact = `${this.#mark}-${this.#count}`;
    const facts = new Set([...(before?.kind === 'facts' ? before.facts : []), fact]);
    const body = `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
<> a solid:InsertDeletePatch; solid:inserts { <#${fact}> <${FACT}> "${fact}". }.`;
    this.#witness.asked(url, { kind: 'facts', facts });
    const headers = { 'content-type': 'text/n3' };
    const answer = await this.#client.ask({ method: 'PATCH', url, headers, body });
    if (this.#accepted('PATCH', url, answer))
      this.#witness.acknowledged(url, { kind: 'facts', facts });
  }

  async #post(): Promise<void> {
    const state = this.#document(this.#random.oneIn(4));
    const url = this.#witness.container;
    const headers = { 'content-type': state.contentType, slug: `${this.#mark}-posted` };
    this.#witness.posted(state);
    const answer = await this.#client.ask({ method: 'POST', url, headers, body: state.body });
    const { location } = answer.headers;
    if (!this.#accepted('POST', url, answer) || location === undefined) return;
    this.#witness.acknowledgedPost(new URL(location, url).href, state);
  }

  async #delete(url: string): Promise<void> {
    this.#witness.asked(url, undefined);
    const answer = await this.#client.ask({ method: 'DELETE', url });
    if (this.#accepted('DELETE', url, answer)) this.#witness.acknowledged(url, undefined);
  }

  #accepted(method: string, url: string, { status, body }: Answer): boolean {
    const accepted = status >= 200 && status < 300;
    if (!accepted)
      this.refusals.push(`${method} ${url}: ${status} ${body.toString().slice(0, 200)}`);
    return accepted;
  }
}
