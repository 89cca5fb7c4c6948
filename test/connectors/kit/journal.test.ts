import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ConnectionRecord, openJournal } from '../../../connectors/kit/journal.ts';

const KILLS = 50;
const id = 'a'.repeat(64);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const record = (change: Partial<ConnectionRecord> = {}): ConnectionRecord => ({
  id,
  webId: 'https://odile.exemple.invalid/card#me',
  provider: 'https://exemple.invalid/',
  place: {
    storage: 'https://odile.exemple.invalid/',
    container: 'https://odile.exemple.invalid/data/',
    connectionContainer: 'https://odile.exemple.invalid/connections/fontaine/',
    classes: [],
    given: true,
  },
  state: 'syncing',
  since: '2026-11-02T09:00:00.000Z',
  ...change,
});

/** A process that writes checkpoint after checkpoint, and says a number once the disk has it. */
const writer = `
  import { openJournal } from './journal.mjs';
  const journal = await openJournal(process.argv[2]);
  const record = JSON.parse(process.argv[3]);
  const from = journal.get(record.id)?.checkpoint ?? 0;
  for (let checkpoint = from + 1; ; checkpoint += 1) {
    await journal.save({ ...record, checkpoint, padding: 'x'.repeat(checkpoint % 5000) });
    process.stdout.write(checkpoint + '\\n');
  }
`;

async function prepareWriter(): Promise<string> {
  const outfile = join(folder, 'journal.mjs');
  const entry = 'connectors/kit/journal.ts';
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile });
  const main = join(folder, 'writer.mjs');
  await writeFile(main, writer);
  return main;
}

function startWriter(main: string): ChildProcess {
  return spawn(process.execPath, [main, join(folder, 'kept'), JSON.stringify(record())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Kills after a random number of acknowledged writes, in the middle of the next one. */
async function lastWordOf(child: ChildProcess): Promise<number> {
  const words = 1 + Math.floor(Math.random() * 8);
  let last = 0;
  let heard = 0;
  const exit = once(child, 'exit');
  if (child.stdout === null) throw new Error('The writer has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    heard += 1;
    if (heard === words) setTimeout(() => child.kill('SIGKILL'), Math.random() * 3);
  }
  await exit;
  return last;
}

test(`${KILLS} kills in the middle of writing lose nothing that was acknowledged, and leave nothing behind`, async () => {
  const main = await prepareWriter();

  for (let round = 0; round < KILLS; round += 1) {
    const acknowledged = await lastWordOf(startWriter(main));
    const journal = await openJournal(join(folder, 'kept'));
    const kept = Number(journal.get(id)?.checkpoint);
    await journal.close();

    expect(kept).toBeGreaterThanOrEqual(acknowledged);
    expect(kept).toBeLessThanOrEqual(acknowledged + 8);
    expect(await readdir(join(folder, 'kept', 'connections'))).toEqual([`${id}.json`]);
  }
  expect((await readdir(join(folder, 'kept'))).filter((file) => file !== 'connections')).toEqual(
    [],
  );
}, 60_000);

test('a second process is refused the folder with a sentence, and a folder that was left is free', async () => {
  const child = startWriter(await prepareWriter());
  if (child.stdout === null) throw new Error('The writer has no output');
  await once(child.stdout, 'data');

  await expect(openJournal(join(folder, 'kept'))).rejects.toThrow(
    /is used by another connector process; stop that one/,
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  const journal = await openJournal(join(folder, 'kept'));

  expect(Number(journal.get(id)?.checkpoint)).toBeGreaterThan(0);
  await journal.close();
});

test('changes of one connection made at the same time all count', async () => {
  const journal = await openJournal(folder);
  await journal.save(record({ checkpoint: 0 }));

  await Promise.all(
    Array.from({ length: 20 }, () =>
      journal.update(id, (now) => ({ ...now, checkpoint: Number(now.checkpoint) + 1 })),
    ),
  );
  await journal.close();
  const again = await openJournal(folder);

  expect(again.get(id)?.checkpoint).toBe(20);
  await again.close();
});

test('only the owner of the process may read the files, and their names tell nothing', async () => {
  const journal = await openJournal(folder);
  await journal.save(record());
  await journal.close();

  const [file = ''] = await readdir(join(folder, 'connections'));
  expect((await stat(join(folder, 'connections', file))).mode & 0o077).toBe(0);
  expect(file).toBe(`${id}.json`);
});

test('a file that is no record stops the start with a sentence, and is left as it was', async () => {
  const file = join(folder, 'connections', `${id}.json`);
  await mkdir(join(folder, 'connections'));
  for (const text of ['{"version":1,', '{"version":2}', '{"version":1,"id":"other"}', 'null']) {
    await writeFile(file, text);

    await expect(openJournal(folder)).rejects.toThrow(/restore it or move it away/);
    expect(await readFile(file, 'utf8')).toBe(text);
  }
});
