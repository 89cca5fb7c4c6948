import { readFileSync } from 'node:fs';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Another process uses the folder. */
class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

interface Holder {
  readonly pid: number;
  /** When that process started, where the system tells: a number that a later process with the same pid does not share. */
  readonly started?: string;
}

const ATTEMPTS_MAX = 5;

/** Claims a folder for this process until the returned function is called, or the process ends in whatever way. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, 'in-use.json');
  const claim = join(folder, `in-use.${process.pid}.tmp`);
  await writeClaim(claim, holderOf(process.pid));
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      // A hard link appears whole or not at all, and never replaces one that is there.
      if (await linked(claim, lock)) return async () => rm(lock, { force: true });
      const holder = await readHolder(lock);
      if (holder !== undefined && isAlive(holder)) break;
      await rm(lock, { force: true });
    }
  } finally {
    await rm(claim, { force: true });
  }
  throw new FolderInUseError(
    `The folder ${folder} is used by another connector process; stop that one, or give this one a folder of its own.`,
  );
}

async function writeClaim(path: string, holder: Holder): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(holder));
  } finally {
    await file.close();
  }
}

async function linked(claim: string, lock: string): Promise<boolean> {
  try {
    await link(claim, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(lock: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(lock, 'utf8')) as Holder;
  } catch {
    // Gone in the meantime, or cut by a crash: nobody holds it.
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return holder.started === undefined || holder.started === startOf(holder.pid);
}

function holderOf(pid: number): Holder {
  const started = startOf(pid);
  return started === undefined ? { pid } : { pid, started };
}

/** Linux numbers the start of each process (proc(5), stat, field 22); elsewhere the pid must do. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
