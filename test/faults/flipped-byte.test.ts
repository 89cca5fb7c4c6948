import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, anonymousClient } from '../kit/client.ts';
import { createCitizen, freePort, startPodServer } from '../kit/pod-servers.ts';
import { randomOf, seedOfThisRun } from '../kit/random.ts';
import { makePublicContainer } from '../kit/server-under-test.ts';
import { storageUnderTest } from '../kit/storage-under-test.ts';

/** FLIPS=100 makes a long run of the same test; SEED repeats one that failed. */
const FLIPS = Number(process.env.FLIPS ?? '10');
const FLIP_MILLISECONDS_MAX = 20_000;
const DOCUMENTS = 60;
const LARGE = 4;
const seed = seedOfThisRun();

const main = fileURLToPath(new URL('../../dist/pod-server/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flipped-'));
const port = await freePort();
const bodies = new Map<string, Buffer>();

const isLeftOut = storageUnderTest === 'postgres';

beforeAll(async () => {
  if (isLeftOut) return;
  const server = await startPodServer({ folder: join(folder, 'whole'), port });
  const password = 'une phrase assez longue';
  const owner = await createCitizen(server, {
    email: 'f@exemple.invalid',
    password,
    name: 'fanny',
  });
  const open = await makePublicContainer(owner, 'open');
  const client = anonymousClient(server.baseUrl);
  const random = randomOf(seed);
  const headers = { 'content-type': 'application/octet-stream' };
  for (let at = 0; at < DOCUMENTS + LARGE; at += 1) {
    const body = random.bytes(at < DOCUMENTS ? 200 + random.below(2_000) : 300_000);
    bodies.set(`${open}${at}`, body);
    await client.ask({ method: 'PUT', url: `${open}${at}`, headers, body });
  }
  await client.close();
  await server.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach((context) => {
  context.skip(isLeftOut, 'These bytes lie in files of LMDB; PostgreSQL keeps none in the folder.');
});

function filesBelow(place: string): readonly string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'lock.mdb')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A copy of the whole folder, to be harmed. */
function copy(name: string): string {
  const place = join(folder, name);
  cpSync(join(folder, 'whole'), place, { recursive: true });
  return place;
}

/** Every document of a server on this folder; undefined: the server does not start or ends at what it finds. */
async function readAll(place: string): Promise<ReadonlyMap<string, Answer | undefined>> {
  const answers = new Map<string, Answer | undefined>();
  const server = await startPodServer({ folder: place, port }).catch(() => undefined);
  if (server === undefined) return answers;
  const client = anonymousClient(server.baseUrl);
  for (const url of bodies.keys())
    answers.set(url, await client.ask({ method: 'GET', url }).catch(() => undefined));
  await client.close();
  await server.close();
  return answers;
}

function verify(place: string): { readonly status: number | null; readonly said: string } {
  const address = `http://localhost:${port}/`;
  const settings = ['--rootFilePath', place, '--baseUrl', address];
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'verify', ...settings], {
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** Changes one byte in the middle of a body, wherever it lies. */
function flipBody(place: string, body: Buffer): number {
  let flips = 0;
  for (const file of filesBelow(place)) {
    const bytes = readFileSync(file);
    // Large bodies may lie in pieces, so look for a part from the middle.
    const part = body.subarray(body.length / 2, body.length / 2 + 60);
    for (let at = bytes.indexOf(part); at !== -1; at = bytes.indexOf(part, at + 1)) {
      bytes[at + 30] = (bytes[at + 30] ?? 0) ^ 0x10;
      flips += 1;
    }
    writeFileSync(file, bytes);
  }
  return flips;
}

test('a folder in which no byte changed is found whole', () => {
  const { status, said } = verify(join(folder, 'whole'));

  expect(status, said).toBe(0);
});

test('a document with one changed byte is never given out, its neighbours are, and verify names it', async () => {
  const place = copy('bodies');
  const harmed = [...bodies.keys()].filter((_, at) => at % 4 === 1);
  for (const url of harmed)
    expect(flipBody(place, bodies.get(url) ?? Buffer.alloc(0)), url).toBeGreaterThan(0);

  const { status, said } = verify(place);
  expect(status).not.toBe(0);
  for (const url of harmed) expect(said).toContain(new URL(url).pathname.replace('/fanny', ''));
  const answers = await readAll(place);
  for (const [url, body] of bodies) {
    const answer = answers.get(url);
    if (harmed.includes(url)) expect(answer?.status ?? 500, url).toBeGreaterThanOrEqual(500);
    else expect(answer?.body.equals(body), url).toBe(true);
  }
}, 60_000);

test(
  `with a byte changed at any of ${FLIPS} random places no document is given out other than it was`,
  async () => {
    const random = randomOf(seed + 1);
    for (let flip = 0; flip < FLIPS; flip += 1) {
      const place = copy(`flip-${flip}`);
      const file = random.one(filesBelow(place).filter((name) => statSync(name).size > 0));
      const bytes = readFileSync(file);
      const at = random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      writeFileSync(file, bytes);
      for (const [url, answer] of await readAll(place))
        if (answer?.status === 200)
          expect(
            answer.body.equals(bodies.get(url) ?? Buffer.alloc(0)),
            `SEED=${seed} ${file}@${at}`,
          ).toBe(true);
      rmSync(place, { recursive: true, force: true });
    }
  },
  FLIPS * FLIP_MILLISECONDS_MAX,
);
