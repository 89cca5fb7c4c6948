import { appendFile, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LmdbClaims } from '../../../pod-server/storage/lmdb/lmdb-claims.ts';
import { openLmdbStorage } from '../../../pod-server/storage/lmdb/lmdb-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { commit, done, newPod, put, text } from './suite-kit.ts';

const TOLD = { timeout: 5_000 };

let folder: string;
let here: Storage;
let there: Storage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmdb-shared-'));
  here = await openLmdbStorage({ folder });
  there = await openLmdbStorage({ folder });
});

afterEach(async () => {
  await here.close();
  await there.close();
  await rm(folder, { recursive: true });
});

describe('who listens on a folder', () => {
  test('is told what another commits, and no longer once it has closed', async () => {
    const told = listen(here);
    const inbox = await inboxOf();
    const pod = await newPod(there);
    await untilTold(told, pod);
    await here.close();
    expect(await readdir(join(folder, 'hints'))).not.toContain(inbox);
    await done(there, pod, put('/a'));
    expect(await text(there, pod, '/a')).toBe('hello');
  });

  test('is told other hints too', async () => {
    const told = listen(here);
    await inboxOf();
    there.hint('.of another kind');
    await expect.poll(() => told, TOLD).toContain('.of another kind');
  });

  test('hears once what it commits itself, and others hear it too', async () => {
    const [own, other] = [listen(here), listen(there)];
    await expect.poll(() => readdir(join(folder, 'hints')), TOLD).toHaveLength(2);
    const pod = await newPod(here);
    await expect.poll(() => other, TOLD).toContain(pod);
    expect(own).toEqual([pod]);
  });

  test('goes on to hear when its inbox has grown long and is begun anew', async () => {
    const told = listen(here);
    const inbox = join(folder, 'hints', await inboxOf());
    const names = Array.from({ length: 200 }, (_, at) => `${at}-${'long'.repeat(30)}`);
    await appendFile(inbox, names.map((name) => `${name}\n`).join(''));
    await expect.poll(() => told.length, TOLD).toBeGreaterThanOrEqual(200);
    await expect.poll(async () => (await stat(inbox)).size, TOLD).toBe(0);
    await untilTold(told, await newPod(there));
  });

  test('goes on to hear when somebody has emptied its inbox', async () => {
    const told = listen(here);
    const inbox = join(folder, 'hints', await inboxOf());
    await appendFile(inbox, 'a-pod-with-a-long-name\n');
    await expect.poll(() => told, TOLD).toContain('a-pod-with-a-long-name');
    await truncate(inbox);
    await untilTold(told, await newPod(there));
  });

  test('is heard by its own process even when nobody reads its inbox any more', async () => {
    const told = listen(here);
    await rm(join(folder, 'hints', await inboxOf()));
    const pod = await newPod(here);
    expect(told).toContain(pod);
  });
});

test('an inbox that nobody reads is removed when it has grown long', async () => {
  await writeFile(join(folder, 'hints', 'dead'), Buffer.alloc(300_000, 'pod\n'));
  await writeFile(join(folder, 'hints', 'alive'), '');
  await newPod(here);
  await expect.poll(() => readdir(join(folder, 'hints')), TOLD).toEqual(['alive']);
});

test('more writes at once than may wait are refused as BUSY, and all others are done', async () => {
  const pod = await newPod(here);
  const change = put('/a');
  const outcomes = await Promise.allSettled(
    Array.from({ length: 21_500 }, () => commit(here, pod, [change])),
  );
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(1_500);
  expect(refused[0]).toMatchObject({ reason: { code: 'BUSY' } });
  await done(here, pod, put('/b'));
});

describe('identifiers in one folder', () => {
  let one: LmdbClaims;
  let other: LmdbClaims;
  beforeEach(() => {
    one = new LmdbClaims(join(folder, 'claims'));
    other = new LmdbClaims(join(folder, 'claims'));
  });
  afterEach(async () => {
    await one.close();
    await other.close();
  });

  test('that have expired are claimed anew by one of many', async () => {
    expect(await one.claim('a', Date.now() - 1)).toBe(true);
    const later = Date.now() + 600_000;
    const claims = Array.from({ length: 10 }, (_, at) =>
      (at % 2 === 0 ? one : other).claim('a', later),
    );
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  });

  test('that were claimed anew are not forgotten with their first expiry', async () => {
    const later = Date.now() + 600_000;
    expect(await one.claim('a', Date.now() - 1)).toBe(true);
    expect(await one.claim('a', later)).toBe(true);
    // Enough for some looks at what can be forgotten.
    for (let at = 0; at < 200; at += 1) await one.claim(`${at}`, later);
    expect(await one.claim('a', later)).toBe(false);
    expect(await other.claim('a', later)).toBe(false);
  });
});

function listen(storage: Storage): readonly string[] {
  const told: string[] = [];
  storage.onHint((pod) => told.push(pod));
  return told;
}

/** The name of the one inbox, once it is there. */
async function inboxOf(): Promise<string> {
  const hints = join(folder, 'hints');
  await expect.poll(() => readdir(hints), TOLD).toHaveLength(1);
  return (await readdir(hints))[0] ?? '';
}

/** A writer may for a second not know yet who listens, and hints may be lost: so it writes until it was heard. */
async function untilTold(told: readonly string[], pod: string): Promise<void> {
  await expect
    .poll(async () => {
      await done(there, pod, put('/told'));
      return told;
    }, TOLD)
    .toContain(pod);
}
