import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, anonymousClient, type Client } from '../kit/client.ts';
import { createCitizen, type PodServer } from '../kit/pod-servers.ts';
import { randomOf } from '../kit/random.ts';
import { makePublicContainer, startServerUnderTest } from '../kit/server-under-test.ts';
import { storageUnderTest } from '../kit/storage-under-test.ts';

/** A disk of its own, so that it can be full: what the server holds back for deletions, and a little more. */
const DISK_MEGABYTES = 160;
const MOUNT = 'mount';
const UNMOUNT = 'umount';
const MEGABYTE = 1_024 * 1_024;
/** How long the server may take to see that the disk is full, or is no longer. */
const NOTICE_MILLISECONDS_MAX = 15_000;

const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
const isLeftOut = storageUnderTest === 'postgres';
const mounted =
  !isLeftOut &&
  spawnSync(MOUNT, ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', folder]).status === 0;
if (!mounted && !isLeftOut)
  process.stdout.write('No disk can be mounted here: not tested how a full one is met.\n');

const ballast = join(folder, 'ballast');
const large = randomOf(1).bytes(500_000);
const binary = { 'content-type': 'application/octet-stream' };

let server: PodServer;
let client: Client;
let open: string;

beforeAll(async () => {
  if (!mounted) return;
  server = await startServerUnderTest({ folder: join(folder, 'pods') });
  const password = 'une phrase assez longue';
  const owner = await createCitizen(server, { email: 'd@exemple.invalid', password, name: 'dora' });
  open = await makePublicContainer(owner, 'open');
  client = anonymousClient(server.baseUrl);
  for (let at = 0; at < 10; at += 1) await put(`old-${at}`, 'old');
  await put('large', large);
});

afterAll(async () => {
  await client?.close();
  await server?.close();
  if (mounted) spawnSync(UNMOUNT, ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
});

beforeEach((context) => {
  context.skip(isLeftOut, 'The disk under the folder is full, and PostgreSQL keeps nothing there.');
  context.skip(!mounted, 'No disk can be mounted here.');
});

function put(name: string, body: string | Buffer): Promise<Answer> {
  return client.ask({ method: 'PUT', url: open + name, headers: binary, body });
}

const get = (name: string): Promise<Answer> => client.ask({ method: 'GET', url: open + name });

/** Leaves so many bytes of the disk. */
function fill(left: number): void {
  const { bavail, bsize } = statfsSync(folder);
  for (let bytes = bavail * bsize - left; bytes > 0; bytes -= MEGABYTE)
    appendFileSync(ballast, Buffer.alloc(Math.min(bytes, MEGABYTE), 1));
}

async function untilStatus(ask: () => Promise<Answer>, statuses: readonly number[]): Promise<void> {
  const latest = Date.now() + NOTICE_MILLISECONDS_MAX;
  for (;;) {
    const { status } = await ask();
    if (statuses.includes(status)) return;
    if (Date.now() > latest) throw new Error(`Still ${status}, not ${statuses.join(' or ')}`);
  }
}

async function oldVersionsAreWhole(): Promise<void> {
  for (let at = 0; at < 9; at += 1) expect((await get(`old-${at}`)).body.toString()).toBe('old');
  expect((await get('large')).body.equals(large)).toBe(true);
}

test('on a full disk writes are refused with 507, old versions stay whole, reads and deletions go on, and all is well when there is room again', async () => {
  fill(4 * MEGABYTE);
  await untilStatus(() => put('new', 'new'), [507]);

  expect((await put('old-1', 'new')).status).toBe(507);
  expect((await put('large', randomOf(2).bytes(600_000))).status).toBe(507);
  const refused = await put('other', large);
  expect([refused.status, refused.headers['content-type']]).toEqual([
    507,
    'application/problem+json',
  ]);
  const patch = `@prefix s: <http://www.w3.org/ns/solid/terms#>.
      <> a s:InsertDeletePatch; s:inserts { <#a> <#b> <#c>. }.`;
  const n3 = { 'content-type': 'text/n3' };
  const patched = await client.ask({
    method: 'PATCH',
    url: `${open}n.ttl`,
    headers: n3,
    body: patch,
  });
  expect(patched.status).toBe(507);
  expect((await get('other')).status).toBe(404);
  await oldVersionsAreWhole();
  expect((await client.ask({ method: 'DELETE', url: `${open}old-9` })).status).toBeLessThan(300);
  expect((await get('old-9')).status).toBe(404);

  rmSync(ballast);
  await untilStatus(() => put('new', 'new'), [200, 201, 204, 205]);
  expect((await put('old-1', 'old')).status).toBeLessThan(300);
  await oldVersionsAreWhole();
}, 60_000);

test('when not one byte is left, nothing that was kept is harmed', async () => {
  fill(0);
  await untilStatus(() => put('more', large), [507]);
  expect((await put('large', randomOf(3).bytes(700_000))).status).toBe(507);
  await oldVersionsAreWhole();

  rmSync(ballast);
  await untilStatus(() => put('more', large), [200, 201, 204, 205]);
  expect((await get('more')).body.equals(large)).toBe(true);
  await oldVersionsAreWhole();
}, 60_000);
