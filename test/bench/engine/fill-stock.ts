/**
 * Pods for the stock server as its file backend keeps them: the folder and the account records of one pod, which its own API made,
 * are copied under other names and with other identifiers.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { podName } from './places.ts';

const ACCOUNTS = '.internal/accounts';
/** Sessions; a copy would say the same of nobody. */
const COOKIES = `${ACCOUNTS}/cookies/`;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

interface File {
  readonly path: string;
  readonly text: string;
}

/** `folder` holds the pod of number 0 and nothing else. */
export function fillStockPods(args: { readonly folder: string; readonly pods: number }): void {
  const { folder, pods } = args;
  const first = [...filesIn(folder, podName(0)), ...filesIn(folder, ACCOUNTS)].filter(
    ({ path }) => !path.startsWith(COOKIES),
  );
  const made = new Set<string>();
  for (let number = 1; number < pods; number += 1) {
    for (const { path, text } of first) {
      const place = join(folder, renamed(path, number));
      const parent = dirname(place);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      writeFileSync(place, renamed(text, number));
    }
  }
}

function filesIn(folder: string, below: string): readonly File[] {
  return readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: file.slice(folder.length + 1), text: readFileSync(file, 'utf8') }));
}

/** Identifiers of one pod stay different from each other: only their first eight digits say which pod it is. */
function renamed(text: string, number: number): string {
  return text
    .replaceAll(podName(0), podName(number))
    .replace(UUID, (uuid) => `${xor(uuid.slice(0, 8), number)}${uuid.slice(8)}`);
}

function xor(digits: string, number: number): string {
  return ((Number.parseInt(digits, 16) ^ number) >>> 0).toString(16).padStart(8, '0');
}
