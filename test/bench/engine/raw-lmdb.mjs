// The limit of a durable write: as many writers put the same bytes into LMDB itself, each waiting until they are on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';

const { writers, milliseconds, bytes, folder } = JSON.parse(process.argv[2]);
const place = mkdtempSync(join(folder ?? tmpdir(), 'raw-lmdb-'));
const values = open({ path: place, encoding: 'binary', noSubdir: false });
const value = Buffer.alloc(bytes, 'x');
const until = performance.now() + milliseconds;
let count = 0;

async function write(writer) {
  for (let number = 0; performance.now() < until; number += 1) {
    await values.put(`${writer}-${number}`, value);
    await values.flushed;
    count += 1;
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
process.stdout.write(`${count / ((performance.now() - started) / 1_000)}\n`);
await values.close();
rmSync(place, { recursive: true });
