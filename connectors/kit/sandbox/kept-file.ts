import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a simulation remembers over a restart; without a folder, in memory only. */
export interface Kept<Content> {
  read(): Content;
  write(content: Content): void;
}

export function openKept<Content>(
  folder: string | undefined,
  name: string,
  first: Content,
): Kept<Content> {
  const file = folder === undefined ? undefined : join(folder, `${name}.json`);
  let content = (file === undefined ? undefined : readKept<Content>(file)) ?? first;
  const kept: Kept<Content> = {
    read: () => content,
    write: (next) => {
      content = next;
      if (file !== undefined) save(file, next);
    },
  };
  kept.write(content);
  return kept;
}

/** Written by this file only; one that cannot be read is the trace of a full disk, and begins anew. */
function readKept<Content>(file: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content;
  } catch {
    return undefined;
  }
}

function save(file: string, content: unknown): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(content, null, 1));
  renameSync(`${file}.new`, file);
}
