import { readFile } from 'node:fs/promises';

const ACCOUNTS_MAX = 100_000;
const PODS_PER_ACCOUNT_MAX = 1_000;

export interface SeedAccount {
  readonly email: string;
  readonly password: string;
  readonly pods: readonly SeedPod[];
}

export interface SeedPod {
  readonly name: string;
  /** An owner whose identity lives elsewhere. */
  readonly webId?: string;
}

/** Reads a seed file in the form of @solid/community-server; an error names the path of what is wrong. */
export async function readSeedFile(file: string): Promise<readonly SeedAccount[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Error(`--seedConfig: "${file}" is not a readable JSON file.`, { cause });
  }
  return list(json, 'the seed file', ACCOUNTS_MAX).map((account, index) =>
    readAccount(account, `[${index}]`),
  );
}

function readAccount(json: unknown, path: string): SeedAccount {
  const { email, password, pods } = record(json, path);
  const address = text(email, `${path}.email`).toLowerCase();
  if (!address.includes('@')) throw wrong(`${path}.email`, 'is not an e-mail address');
  return {
    email: address,
    password: text(password, `${path}.password`),
    pods: list(pods ?? [], `${path}.pods`, PODS_PER_ACCOUNT_MAX).map((pod, index) =>
      readPod(pod, `${path}.pods[${index}]`),
    ),
  };
}

function readPod(json: unknown, path: string): SeedPod {
  const { name, settings } = record(json, path);
  const webId = settings === undefined ? undefined : record(settings, `${path}.settings`).webId;
  if (webId === undefined) return { name: text(name, `${path}.name`) };
  const address = text(webId, `${path}.settings.webId`);
  if (!URL.canParse(address)) throw wrong(`${path}.settings.webId`, 'is not an address');
  return { name: text(name, `${path}.name`), webId: address };
}

function list(json: unknown, path: string, countMax: number): readonly unknown[] {
  if (!Array.isArray(json)) throw wrong(path, 'is not a list');
  if (json.length > countMax) throw wrong(path, `has more than ${countMax} entries`);
  return json;
}

function record(json: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw wrong(path, 'is not an object');
  return json as Readonly<Record<string, unknown>>;
}

function text(json: unknown, path: string): string {
  if (typeof json !== 'string' || json.trim() === '') throw wrong(path, 'is not a text');
  return json.trim();
}

function wrong(path: string, what: string): Error {
  return new Error(`--seedConfig: ${path} ${what}.`);
}
