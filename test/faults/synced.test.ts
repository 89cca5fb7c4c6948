import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { anonymousClient, type Client } from '../kit/client.ts';
import { createCitizen, type PodServer, processesOf } from '../kit/pod-servers.ts';
import { randomOf } from '../kit/random.ts';
import { makePublicContainer, startServerUnderTest } from '../kit/server-under-test.ts';
import { storageUnderTest } from '../kit/storage-under-test.ts';

const STRACE = 'strace';
/** Writes of each kind, one after the other. */
const WRITES = 10;

let server: PodServer;
let client: Client;
let open: string;
const folder = mkdtempSync(join(tmpdir(), 'trace-'));
const trace = join(folder, 'trace');
let tracer: ChildProcess | undefined;

const isLeftOut = storageUnderTest === 'postgres';

beforeAll(async () => {
  if (isLeftOut) return;
  server = await startServerUnderTest();
  const password = 'une phrase assez longue';
  const owner = await createCitizen(server, { email: 's@exemple.invalid', password, name: 'sara' });
  open = await makePublicContainer(owner, 'open');
  client = anonymousClient(server.baseUrl);
  tracer = await attach();
});

afterAll(async () => {
  await client?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach((context) => {
  context.skip(isLeftOut, 'PostgreSQL syncs in processes of its own, before it answers COMMIT.');
});

/** Watches the server's calls that push bytes to the disk; undefined: this machine has no tracer or forbids it. */
async function attach(): Promise<ChildProcess | undefined> {
  if (spawnSync(STRACE, ['-V']).status !== 0) return undefined;
  const calls = 'fsync,fdatasync,msync,sync_file_range';
  const options = ['-f', '-ttt', '-e', `trace=${calls}`, '-o', trace];
  const traced = processesOf(server).flatMap((pid) => ['-p', String(pid)]);
  const child = spawn(STRACE, [...options, ...traced]);
  const said = await Promise.race([
    once(child.stderr, 'data').then(([line]) => String(line)),
    once(child, 'exit').then(() => 'no'),
  ]);
  return said.includes('attached') ? child : undefined;
}

/** When calls that sync ended well, in milliseconds since 1970. A call that another thread interrupts ends as "resumed". */
function syncs(): readonly number[] {
  return readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /(sync|sync_file_range).*\) += 0$/.test(line))
    .map((line) => Number(/\d+\.\d+/.exec(line)?.[0]) * 1_000);
}

const now = (): number => performance.timeOrigin + performance.now();

test('each write that comes alone is on the disk before it is acknowledged', async (context) => {
  if (tracer === undefined)
    return context.skip('No strace on this machine: not seen what is synced.');
  const windows: { readonly what: string; readonly sent: number; readonly answered: number }[] = [];
  const write = async (request: Parameters<Client['ask']>[0]): Promise<void> => {
    const sent = now();
    const { status, body } = await client.ask(request);
    expect(status, `${request.method} ${request.url}: ${body}`).toBeLessThan(300);
    windows.push({ what: `${request.method} ${request.url}`, sent, answered: now() });
  };
  const turtle = { 'content-type': 'text/turtle' };
  const patch = { 'content-type': 'text/n3' };
  for (let at = 0; at < WRITES; at += 1) {
    const url = `${open}${at}`;
    const fact = `{ <#a> <https://vocab.exemple.invalid/b> "${at}". }`;
    const insertion = `@prefix s: <http://www.w3.org/ns/solid/terms#>. <> a s:InsertDeletePatch; s:inserts ${fact}.`;
    await write({ method: 'PUT', url, headers: turtle, body: '<#a> <#b> <#c>.' });
    await write({ method: 'PUT', url, headers: turtle, body: '<#a> <#b> "again".' });
    await write({ method: 'PATCH', url, headers: patch, body: insertion });
    await write({ method: 'POST', url: open, headers: turtle, body: '' });
    const image = { 'content-type': 'image/png' };
    await write({
      method: 'PUT',
      url: `${url}.png`,
      headers: image,
      body: randomOf(at).bytes(300_000),
    });
    await write({ method: 'DELETE', url });
  }
  tracer.kill('SIGINT');
  await once(tracer, 'exit');
  const synced = syncs();

  const unsynced = windows.filter(
    ({ sent, answered }) => !synced.some((time) => time >= sent && time <= answered),
  );
  expect(unsynced.map(({ what }) => what)).toEqual([]);
  expect(windows).toHaveLength(WRITES * 6);
});
