import { Parser } from 'n3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import type { Change } from '../../../pod-server/storage/storage.ts';
import { type Engine, startEngine, turtle } from '../../kit/engine.ts';

const CONTAINS = 'http://www.w3.org/ns/ldp#contains';
const MANY = 2_500;
/** In the order of their names. */
const names = Array.from({ length: MANY }, (_, index) => `n${String(index).padStart(4, '0')}.txt`);
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({
    changes: [
      ...names.map((name): Change => text(`/many/${name}`)),
      turtle('/few/a.ttl', ''),
      text('/few/b "quoted" é.txt'),
      turtle('/few/below/c.ttl', ''),
      turtle('/few/.meta', '<./> <http://purl.org/dc/terms/title> "Few things".'),
      { kind: 'make', path: '/empty/' },
    ],
  });
});

afterAll(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
});

function text(path: string): Change {
  return { kind: 'put', path, contentType: 'text/plain', body: Buffer.from('12345') };
}

/** Addresses of the members, relative to the container. */
async function membersIn(response: Response): Promise<readonly string[]> {
  const base = response.url.split('?')[0] ?? '';
  const quads = new Parser({ baseIRI: base }).parse(await response.text());
  return quads
    .filter(({ predicate }) => predicate.value === CONTAINS)
    .map(({ object }) => object.value.slice(base.length));
}

const few = ['a.ttl', 'b%20%22quoted%22%20%C3%A9.txt', 'below/'];

describe('a folder is listed', () => {
  test('with what it holds and what it says of itself, and nothing below', async () => {
    const response = await engine.ask('few/');

    expect(await membersIn(response.clone())).toEqual(few);
    expect(await response.text()).toContain('Few things');
  });

  test.each(['application/ld+json', 'application/n-triples', 'application/trig', 'text/n3'])(
    'in %s with the same members and words',
    async (accept) => {
      const response = await engine.ask('few/', { headers: { accept } });
      const body = await response.text();

      expect(response.headers.get('content-type')).toBe(accept);
      for (const one of few) expect(body).toContain(`${engine.root}few/${one}`);
      expect(body).toContain('Few things');
      if (accept === 'application/ld+json') expect(() => JSON.parse(body)).not.toThrow();
    },
  );

  test('when it is empty too', async () => {
    expect(await membersIn(await engine.ask('empty/'))).toEqual([]);
  });

  test('whole, however much it holds, the same the second time', async () => {
    const first = await engine.ask('many/');

    expect(await membersIn(first)).toEqual(names);
    expect(await membersIn(await engine.ask('many/'))).toEqual(names);
    const headers = { accept: 'application/ld+json' };
    const asJson = await (await engine.ask('many/', { headers })).json();
    expect(JSON.stringify(asJson).match(/ldp#contains/g)).toHaveLength(MANY);
  });

  test('anew when a member comes, changes or goes', async () => {
    const tags = new Set<string | null>();
    const look = async () => {
      const { headers } = await engine.ask('alive/', { method: 'HEAD' });
      tags.add(headers.get('etag'));
    };
    for (const [method, body] of [
      ['PUT', '1'],
      ['PUT', '22'],
      ['PUT', '333'],
    ] as const) {
      await engine.ask('alive/one.txt', {
        method,
        body,
        headers: { 'content-type': 'text/plain' },
      });
      await look();
    }
    expect(await (await engine.ask('alive/')).text()).toContain('stat:size 3');
    await engine.ask('alive/one.txt', { method: 'DELETE' });
    await look();

    expect(tags.size).toBe(4);
    expect(await membersIn(await engine.ask('alive/'))).toEqual([]);
  });
});

describe('a page of a folder', () => {
  test('leads to the next one until everything was seen once', async () => {
    const seen: string[] = [];
    let place: string | undefined = 'many/?limit=700';
    let pages = 0;
    while (place !== undefined) {
      const response: Response = await engine.ask(place);
      seen.push(...(await membersIn(response)));
      pages += 1;
      place = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }

    expect(pages).toBe(4);
    expect(seen).toEqual(names);
  });

  test('larger than one trip to the storage still tells of the next', async () => {
    const response = await engine.ask('many/?limit=1500');

    expect(response.headers.get('link')).toContain(`after=n1499.txt>; rel="next"`);
    expect(await membersIn(response)).toHaveLength(1_500);
  });

  test('that ends with the last member has no next one', async () => {
    const response = await engine.ask(`few/?limit=${few.length}`);

    expect(await membersIn(response)).toEqual(few);
    expect(response.headers.get('link')).not.toContain('rel="next"');
  });

  test('goes on after a name with strange letters', async () => {
    const first = await engine.ask('few/?limit=2');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';

    expect(await membersIn(await engine.ask(next))).toEqual(['below/']);
  });

  test.each([
    'limit=0',
    'limit=-1',
    'limit=x',
    'limit=10001',
    'after=%00',
    `after=${'x'.repeat(256)}`,
  ])('is refused for %s', async (query) => {
    expect((await engine.ask(`many/?${query}`)).status).toBe(400);
  });
});

test('a listing whose folder changes under way breaks off instead of mixing two moments', async () => {
  const storage = openMemoryStorage();
  const changes = names.map((name) => text(`/busy/${name}`));
  await using busy = await startEngine({ storage, changes });
  const children = storage.children.bind(storage);
  let trips = 0;
  storage.children = async (...asked) => {
    trips += 1;
    if (trips === 2)
      await storage.commit('anna', { changes: [text('/busy/new.txt')], preconditions: [] });
    return children(...asked);
  };

  const response = await busy.ask('busy/');

  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
  expect(await membersIn(await busy.ask('busy/'))).toHaveLength(MANY + 1);
  expect(busy.faults).toEqual([]);
});
