import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PodError, Shelf } from '../../shapes/kit/shelf.ts';
import { validate } from '../../shapes/kit/validate.ts';
import {
  type MeterMonth,
  mergeMonths,
  meterMonth,
} from '../../shapes/meter-reading/meter-reading.ts';
import {
  type Citizen,
  createCitizen,
  type PodServer,
  startStockServer,
} from '../kit/pod-servers.ts';
import { monthWith, reading } from './meter-months.ts';

let server: PodServer;
let citizen: Citizen;

beforeAll(async () => {
  server = await startStockServer();
  citizen = await createCitizen(server, {
    email: 'camille@exemple.invalid',
    password: 'une longue phrase de passe',
    name: 'camille',
  });
});

afterAll(() => server.close());

/** A shelf of its own for each test, and what was asked of the server through it. */
function shelfIn(folder: string, fetch: typeof globalThis.fetch = citizen.fetch) {
  const asked: string[] = [];
  const counted: typeof globalThis.fetch = (input, init) => {
    asked.push(`${init?.method} ${String(input).slice(citizen.podUrl.length)}`);
    return fetch(input, init);
  };
  const container = `${citizen.podUrl}data/${folder}/`;
  return { asked, shelf: new Shelf({ fetch: counted, container, shape: meterMonth, validate }) };
}

const november = monthWith([reading('2026-11-02T23:00:00Z', 210)]);

test('a month is created, then the same, then changed, and read back as it was', async () => {
  const { shelf, asked } = shelfIn('one');
  const later = monthWith([...november.readings, reading('2026-11-02T23:30:00Z', 98.5)]);

  expect(await shelf.put(november)).toBe('created');
  expect(await shelf.put(november)).toBe('same');
  expect(await shelf.put(later)).toBe('changed');

  expect(await shelf.get('2026-11.ttl')).toEqual(later);
  expect(asked.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
});

test('a document that says the same in other bytes is not written again', async () => {
  const { shelf } = shelfIn('bytes');
  await shelf.put(november);
  const url = `${citizen.podUrl}data/bytes/2026-11.ttl`;
  const text = await (await citizen.fetch(url)).text();
  const body = `# a note of the citizen\n${text}`;
  await citizen.fetch(url, { method: 'PUT', headers: { 'content-type': 'text/turtle' }, body });

  expect(await shelf.put(november)).toBe('same');
});

test('a month that is not there is nothing, and a folder that is not there is empty', async () => {
  const { shelf } = shelfIn('nowhere');

  expect(await shelf.get('2026-11.ttl')).toBeUndefined();
  expect(await shelf.names()).toEqual([]);
});

test('a folder lists its months in order, and neither other documents nor folders', async () => {
  const { shelf } = shelfIn('listing');
  await shelf.put({ ...november, month: '2026-12', readings: [] });
  await shelf.put(november);
  const base = `${citizen.podUrl}data/listing/`;
  for (const other of ['contract.ttl', 'deeper/2026-10.ttl', 'caf%C3%A9%20noir.txt']) {
    const headers = { 'content-type': other.endsWith('ttl') ? 'text/turtle' : 'text/plain' };
    await citizen.fetch(base + other, { method: 'PUT', headers, body: '' });
  }

  expect(await shelf.names()).toEqual(['2026-11.ttl', '2026-12.ttl']);
  const anyShape = { ...meterMonth, fileNames: /./ };
  const all = new Shelf({ fetch: citizen.fetch, container: base, shape: anyShape });
  expect(await all.names()).toEqual([
    '2026-11.ttl',
    '2026-12.ttl',
    'café noir.txt',
    'contract.ttl',
  ]);
});

test('of two writers at once neither loses what the other wrote', async () => {
  const { shelf } = shelfIn('race');
  const { shelf: other } = shelfIn('race');
  await shelf.put(november);
  const mine = monthWith([reading('2026-11-03T23:00:00Z', 1)]);
  const theirs = monthWith([reading('2026-11-04T23:00:00Z', 2)]);
  let interrupted = false;

  // The other writer comes exactly between our read and our write.
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (init?.method === 'PUT' && !interrupted) {
      interrupted = true;
      await other.update('2026-11.ttl', (stored) => mergeMonths(stored, theirs));
    }
    return citizen.fetch(input, init);
  };
  const { shelf: slow } = shelfIn('race', fetch);

  expect(await slow.update('2026-11.ttl', (stored) => mergeMonths(stored, mine))).toBe('changed');
  const starts = (await shelf.get('2026-11.ttl'))?.readings.map(
    ({ energyWattHours }) => energyWattHours,
  );
  expect(starts).toEqual([210, 1, 2]);
});

test('a document that appears while it is being created is not overwritten', async () => {
  const { shelf: other } = shelfIn('created');
  let interrupted = false;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (init?.method === 'PUT' && !interrupted) {
      interrupted = true;
      await other.put(november);
    }
    return citizen.fetch(input, init);
  };
  const { shelf } = shelfIn('created', fetch);
  const seen: (MeterMonth | undefined)[] = [];

  await shelf.update('2026-11.ttl', (stored) => {
    seen.push(stored);
    return mergeMonths(stored, monthWith([reading('2026-11-03T23:00:00Z', 1)]));
  });

  expect(seen).toEqual([undefined, november]);
});

test('a writer who loses twice is told so', async () => {
  const { shelf: other } = shelfIn('lost');
  let energy = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (init?.method === 'PUT') {
      energy += 1;
      await other.put(monthWith([reading('2026-11-02T23:00:00Z', energy)]));
    }
    return citizen.fetch(input, init);
  };
  const { shelf } = shelfIn('lost', fetch);

  await expect(shelf.put(november)).rejects.toMatchObject({ name: 'PodError', status: 412 });
});

test('who is not signed in, and who is not let in, are told apart', async () => {
  const stranger = await createCitizen(server, {
    email: 'dominique@exemple.invalid',
    password: 'une autre longue phrase',
    name: 'dominique',
  });
  const statusOf = async (fetch: typeof globalThis.fetch): Promise<number | undefined> => {
    const failed = await shelfIn('private', fetch)
      .shelf.get('2026-11.ttl')
      .catch((error: unknown) => error);
    return failed instanceof PodError ? failed.status : undefined;
  };
  await shelfIn('private').shelf.put(november);

  expect(await statusOf(globalThis.fetch)).toBe(401);
  expect(await statusOf(stranger.fetch)).toBe(403);
});

test('what breaks its shape is not written, and what was there stays', async () => {
  const { shelf, asked } = shelfIn('broken');
  await shelf.put(november);
  const url = `${citizen.podUrl}data/broken/`;
  const broken = new Shelf({
    fetch: citizen.fetch,
    container: url,
    shape: {
      ...meterMonth,
      write: (month: MeterMonth, documentUrl: string) =>
        meterMonth
          .write(month, documentUrl)
          .filter(({ predicate }) => !predicate.value.endsWith('#total')),
    },
    validate,
  });

  await expect(broken.put(monthWith([]))).rejects.toMatchObject({
    name: 'ShapeViolation',
    messages: {
      fr: 'Le total doit être un nombre positif ou nul de wattheures.',
      en: 'The total must be a number of watt-hours, zero or more.',
    },
  });
  expect(await shelf.get('2026-11.ttl')).toEqual(november);
  expect(asked.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
});

test('a month that somebody spoiled is not merged into, and can be laid anew', async () => {
  const { shelf } = shelfIn('spoiled');
  await shelf.put(november);
  const url = `${citizen.podUrl}data/spoiled/2026-11.ttl`;
  const spoiled = (await (await citizen.fetch(url)).text()).replace('PT30M', 'P7D');
  const headers = { 'content-type': 'text/turtle' };
  await citizen.fetch(url, { method: 'PUT', headers, body: spoiled });

  const merged = shelf.update('2026-11.ttl', (stored) => mergeMonths(stored, november));

  await expect(merged).rejects.toThrow('"P7D", which no meter records');
  expect(await (await citizen.fetch(url)).text()).toBe(spoiled);
  expect(await shelf.put(november)).toBe('changed');
});

test.each([
  ['empty', ''],
  ['cut in half', '@prefix trb: <https://w3id.org/traboule#> .\n<> a trb:MeterMonth ; trb:mon'],
])('a document that a broken write left %s is laid anew', async (state, left) => {
  const { shelf } = shelfIn(`torn-${left.length}`);
  await shelf.put(november);
  const url = `${citizen.podUrl}data/torn-${left.length}/2026-11.ttl`;
  const headers = { 'content-type': 'text/turtle' };
  await citizen.fetch(url, { method: 'PUT', headers, body: left });

  const laid = await shelf.update('2026-11.ttl', (stored) => mergeMonths(stored, november));

  expect(laid, state).toBe('changed');
  expect(await shelf.get('2026-11.ttl')).toEqual(november);
});

test('a document that is not Turtle is refused with its line', async () => {
  const { shelf } = shelfIn('garbled');
  const url = `${citizen.podUrl}data/garbled/2026-11.ttl`;
  await shelf.put(november);
  const fetch: typeof globalThis.fetch = async () =>
    new Response('@prefix a: <b> .\nthis is no Turtle', { status: 200 });
  const container = url.slice(0, -'2026-11.ttl'.length);

  const failed = new Shelf({ fetch, container, shape: meterMonth }).get('2026-11.ttl');

  await expect(failed).rejects.toThrow(/2026-11\.ttl is not Turtle \(line 2\)/);
});

test('a change that renames its document is a mistake of the program', async () => {
  const { shelf } = shelfIn('renamed');

  const failed = shelf.update('2026-12.ttl', () => november);

  await expect(failed).rejects.toThrow('What is laid as 2026-12.ttl calls itself 2026-11.ttl.');
});

/** A pod host that answers as it is told: for what a healthy server cannot be made to do. */
async function hostAnswering(
  status: number,
  headers: Record<string, string>,
  body: string,
): Promise<{ readonly container: string; readonly heard: string[]; close(): Promise<void> }> {
  const heard: string[] = [];
  const host = createServer((request, response) => {
    heard.push(`${request.method} ${request.headers['if-match'] ?? '-'}`);
    response.writeHead(request.method === 'PUT' ? 205 : status, headers).end(body);
  });
  await new Promise<void>((tell) => host.listen(0, '127.0.0.1', tell));
  const { port } = host.address() as AddressInfo;
  return {
    container: `http://localhost:${port}/it/`,
    heard,
    close: () => new Promise((tell) => host.close(() => tell())),
  };
}

test('a pod host that is down, absent or too busy is told apart', async () => {
  const busy = await hostAnswering(503, { 'retry-after': '120' }, 'later');
  const { container } = busy;
  const get = () => new Shelf({ fetch, container, shape: meterMonth }).get('2026-11.ttl');

  await expect(get()).rejects.toMatchObject({ status: 503, retryAfterSeconds: 120 });
  await busy.close();
  await expect(get()).rejects.toMatchObject({ status: 0, name: 'PodError' });
});

test('an answer that breaks off is no document', async () => {
  const host = createServer((_, response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('# only the beginning', () => response.destroy());
  });
  await new Promise<void>((tell) => host.listen(0, '127.0.0.1', tell));
  const { port } = host.address() as AddressInfo;
  const container = `http://localhost:${port}/it/`;

  const failed = new Shelf({ fetch, container, shape: meterMonth }).get('2026-11.ttl');

  await expect(failed).rejects.toMatchObject({ name: 'PodError', status: 0 });
  await new Promise((tell) => host.close(tell));
});

test('a document of ten megabytes is not read to its end', async () => {
  const endless = await hostAnswering(
    200,
    { 'content-type': 'text/turtle' },
    '#'.repeat(10_000_000),
  );
  const { container } = endless;

  const failed = new Shelf({ fetch, container, shape: meterMonth }).get('2026-11.ttl');

  await expect(failed).rejects.toThrow(/larger than 8388608 bytes/);
  await endless.close();
});

test('a host that gives only weak ETags is written to without a condition', async () => {
  const weak = await hostAnswering(200, { etag: 'W/"1"' }, '');
  const { container, heard } = weak;
  const shape = { ...meterMonth, read: () => monthWith([]) };

  expect(await new Shelf({ fetch, container, shape }).put(november)).toBe('changed');

  expect(heard).toEqual(['GET -', 'PUT -']);
  await weak.close();
});
