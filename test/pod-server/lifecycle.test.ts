import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCitizen, freePort, type PodServer, startPodServer } from '../kit/pod-servers.ts';

const password = 'une phrase assez longue';

let folder: string;
let running: PodServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pods-'));
});

afterEach(async () => {
  await Promise.all(running.map((server) => server.close()));
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(port: number, more: readonly string[] = []): Promise<PodServer> {
  const server = await startPodServer({ folder: join(folder, 'pods'), port, more });
  running.push(server);
  return server;
}

function writeSeed(pods: readonly unknown[]): string {
  const file = join(folder, 'seed.json');
  writeFileSync(file, JSON.stringify([{ email: 'odile@exemple.invalid', password, pods }]));
  return file;
}

const elsewhere = 'https://elsewhere.invalid/me#i';

describe('a seed file', () => {
  test('seeds once: a second start adds nothing and complains of nothing', async () => {
    const port = await freePort();
    const more = ['--seedConfig', writeSeed([{ name: 'odile' }])];

    const first = await start(port, more);
    await first.close();
    const second = await start(port, more);

    expect(first.output()).toContain('Seeded: 2 accounts and pods');
    expect(second.output()).toContain('Seeded: 0 accounts and pods');
    expect(second.output()).not.toMatch(/ (error|warn) /);
    expect((await fetch(`${second.baseUrl}odile/profile/card`)).status).toBe(200);
  });

  test('a pod added to the file is added, also for an identity that lives elsewhere', async () => {
    const port = await freePort();
    const first = await start(port, ['--seedConfig', writeSeed([{ name: 'odile' }])]);
    await first.close();

    const seed = writeSeed([{ name: 'odile' }, { name: 'autre', settings: { webId: elsewhere } }]);
    const second = await start(port, ['--seedConfig', seed]);
    const profile = await (await fetch(`${second.baseUrl}autre/profile/card`)).text();

    expect(second.output()).toContain('Seeded: 1 accounts and pods');
    expect(profile).toContain(elsewhere);
    expect(profile).not.toContain('oidcIssuer');
  });
});

describe('stopping and starting', () => {
  test('a server that was killed and started again has kept accounts, pods and data', async () => {
    const port = await freePort();
    const first = await start(port);
    const malik = await createCitizen(first, {
      email: 'malik@exemple.invalid',
      password,
      name: 'malik',
    });
    const note = `${malik.podUrl}data/note.txt`;
    const headers = { 'content-type': 'text/plain' };
    await malik.fetch(note, { method: 'PUT', headers, body: 'gardé' });

    await first.kill();
    const second = await start(port);

    const read = await malik.fetch(note);
    const signIn = await fetch(`${second.baseUrl}.account/login/password/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: malik.email, password }),
    });
    expect(await read.text()).toBe('gardé');
    expect(signIn.status).toBe(200);
  });

  test('a signal to stop ends the server with exit code 0', async () => {
    const server = await start(await freePort());

    await server.close();

    expect(server.process.exitCode).toBe(0);
  });
});

describe('several processes', () => {
  test('two processes serve one city: accounts, pods and writes are the same in both', async () => {
    const server = await start(await freePort(), ['--workers', '2']);
    const ines = await createCitizen(server, {
      email: 'ines@exemple.invalid',
      password,
      name: 'ines',
    });
    const places = Array.from({ length: 12 }, (_, index) => `${ines.podUrl}data/${index}.txt`);
    const put = (place: string) =>
      ines.fetch(place, {
        method: 'PUT',
        headers: { 'content-type': 'text/plain' },
        body: place,
      });

    const written = await Promise.all(places.map(put));
    const read = await Promise.all(places.map(async (place) => (await ines.fetch(place)).text()));

    expect(new Set(written.map(({ status }) => status))).toEqual(new Set([201]));
    expect(read).toEqual(places);
    await server.close();
    expect(server.process.exitCode).toBe(0);
  });
});
