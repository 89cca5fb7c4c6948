/** Has a folder filled by a process of its own; both cores are free meanwhile. */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Filling } from './fill.ts';

/** Where run.mjs put it. */
const SCRIPT = fileURLToPath(
  new URL('../../../node_modules/.cache/bench/fill.mjs', import.meta.url),
);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Resolves with the seconds that it took. */
export async function fill(filling: Filling): Promise<number> {
  const began = performance.now();
  const command = ['-c', '0,1', process.execPath, SCRIPT, JSON.stringify(filling)];
  await promisify(execFile)('taskset', command, { cwd: ROOT });
  return (performance.now() - began) / 1_000;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'bench-'));
}
