import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, startEngine } from '../kit/engine.ts';
import { randomOf, seedOfThisRun } from '../kit/random.ts';
import { isLinearizable, OBSERVED_MAX, type Observed, type State } from './linearizable.ts';

/** HISTORIES=5000 makes a long run of the same test; SEED repeats one that failed. */
const HISTORIES = Number(process.env.HISTORIES ?? '400');
const CLIENTS = 4;
const REQUESTS_A_CLIENT = 6;
const seed = seedOfThisRun();

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ unlessTold: 'lmdb' });
});

afterAll(() => engine.close());

const turtle = { 'content-type': 'text/turtle' };
const term = 'https://example.org/terms#token';

function tokensIn(text: string): string {
  return [...text.matchAll(/"(t[\w-]+)"/g)]
    .map(([, token]) => token)
    .sort()
    .join(' ');
}

function withToken(state: State, token: string): string {
  return [...(state === undefined ? [] : state.split(' ')), token].sort().join(' ');
}

/** What one client knows: the latest document that it read, and its tag. */
interface Known {
  readonly tag: string;
  readonly tokens: string;
}

class Client {
  readonly observed: Observed[] = [];
  readonly #place: string;
  #known: Known | undefined;

  public constructor(place: string) {
    this.#place = place;
  }

  public async read(): Promise<void> {
    await this.#observe('GET', {}, async (answer) => {
      const text = await answer.text();
      if (answer.status === 404) return (before) => fits(before === undefined, before);
      const tokens = tokensIn(text);
      this.#known = { tag: answer.headers.get('etag') ?? '', tokens };
      return (before) => fits(answer.status === 200 && before === tokens, before);
    });
  }

  public async put(token: string, how: 'always' | 'if new' | 'if known'): Promise<void> {
    const known = this.#known;
    const condition =
      how === 'if new'
        ? { 'if-none-match': '*' }
        : how === 'if known' && known !== undefined
          ? { 'if-match': known.tag }
          : {};
    const init = { headers: { ...turtle, ...condition }, body: `<> <${term}> "${token}".` };
    await this.#observe('PUT', init, async ({ status }) => (before) => {
      const allowed =
        'if-none-match' in condition
          ? before === undefined
          : !('if-match' in condition) || before === known?.tokens;
      if (status === 412) return fits(!allowed, before);
      return fits(allowed && status === (before === undefined ? 201 : 204), token);
    });
  }

  public async insert(token: string): Promise<void> {
    const body = `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
_:p a solid:InsertDeletePatch; solid:inserts { <> <${term}> "${token}". }.`;
    const init = { headers: { 'content-type': 'text/n3' }, body };
    await this.#observe(
      'PATCH',
      init,
      async ({ status }) =>
        (before) =>
          fits(status === (before === undefined ? 201 : 204), withToken(before, token)),
    );
  }

  public async remove(): Promise<void> {
    await this.#observe(
      'DELETE',
      {},
      async ({ status }) =>
        (before) =>
          status === 404
            ? fits(before === undefined, before)
            : fits(before !== undefined, undefined),
    );
  }

  async #observe(
    method: string,
    init: RequestInit,
    meaning: (answer: Response) => Promise<Observed['apply']>,
  ): Promise<void> {
    const began = performance.now();
    const answer = await engine.ask(this.#place, { ...init, method });
    const apply = await meaning(answer);
    const ended = performance.now();
    await answer.body?.cancel().catch(() => undefined);
    const body = tokensIn(String(init.body ?? ''));
    this.observed.push({ what: `${method} ${body} → ${answer.status}`, began, ended, apply });
  }
}

function fits(does: boolean, after: State): { readonly after: State } | null {
  return does ? { after } : null;
}

test('the search finds no order for a value that was read after it had been replaced', () => {
  const writes = (token: string, began: number): Observed => ({
    what: token,
    began,
    ended: began + 1,
    apply: () => ({ after: token }),
  });
  const reads = (token: string, began: number): Observed => ({
    what: `read ${token}`,
    began,
    ended: began + 1,
    apply: (before) => fits(before === token, before),
  });

  expect(isLinearizable([writes('a', 0), writes('b', 2), reads('b', 4)], undefined)).toBe(true);
  expect(isLinearizable([writes('a', 0), writes('b', 2), reads('a', 4)], undefined)).toBe(false);
});

test(
  `${HISTORIES} random histories of four clients at one document each have an order (SEED=${seed})`,
  async () => {
    expect(CLIENTS * REQUESTS_A_CLIENT).toBeLessThanOrEqual(OBSERVED_MAX);
    for (let history = 0; history < HISTORIES; history += 1) {
      const clients = Array.from({ length: CLIENTS }, () => new Client(`histories/${history}.ttl`));
      await Promise.all(
        clients.map(async (client, index) => {
          const random = randomOf(seed + history * 100 + index);
          for (let step = 0; step < REQUESTS_A_CLIENT; step += 1) {
            const token = `t${index}-${step}`;
            const act = random.one([
              () => client.read(),
              () => client.read(),
              () => client.put(token, 'always'),
              () => client.put(token, 'if new'),
              () => client.put(token, 'if known'),
              () => client.insert(token),
              () => client.insert(token),
              () => client.remove(),
            ]);
            await act();
          }
        }),
      );
      const all = clients.flatMap(({ observed }) => observed);
      const said = all.map(
        ({ what, began, ended }) => `${began.toFixed(2)}–${ended.toFixed(2)} ${what}`,
      );

      expect(
        isLinearizable(all, undefined),
        `SEED=${seed} history ${history}\n${said.join('\n')}`,
      ).toBe(true);
    }
  },
  60_000 + HISTORIES * 300,
);
