/** What the process is told: flags win over the environment, the environment over the defaults. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface PodServerConfig {
  readonly port: number;
  readonly host: string;
  /** The address under which people reach the server; ends with a slash. */
  readonly baseUrl: string;
  readonly rootFilePath: string;
  readonly storage: StorageSetting;
  /** One sub-domain a pod instead of one folder a pod. */
  readonly subdomains: boolean;
  /** Addresses of proxies whose X-Forwarded-For is believed and whose connections are not counted. */
  readonly trustedProxies: readonly string[];
  readonly connectionsPerAddress: number;
  /** Origins that requests may go to although they are not https on a public address. */
  readonly allowedOrigins: readonly string[];
  /** Tokens without proof of possession are taken too: for clients that cannot do better. */
  readonly acceptBearer: boolean;
  /** Proofs of possession must name their token (RFC 9449, `ath`): many clients do not do it yet. */
  readonly strictProofs: boolean;
  readonly loggingLevel: string;
  readonly workers: number;
  readonly seedConfig?: string;
  /** Whether this process adds what the seed file asks for; of several, one does. */
  readonly seeds: boolean;
  readonly lookFolder?: string;
  readonly vocabularyFolder?: string;
}

/** Where everything is kept: in files below `rootFilePath`, in this process's memory, for trials, or in a database. */
type StorageSetting =
  | { readonly kind: 'lmdb' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'postgres'; readonly url: string };

/** What is done to the storage instead of serving it. */
export interface Maintenance {
  readonly work: 'verify' | 'backup' | 'restore';
  /** Where the backup is written or read. */
  readonly file?: string;
  /** One pod only. */
  readonly pod?: string;
}

export type Command =
  | { readonly kind: 'serve'; readonly config: PodServerConfig }
  | {
      readonly kind: 'maintain';
      readonly config: PodServerConfig;
      readonly maintenance: Maintenance;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

/** A flag or variable that nobody can act on; the message names it and says what is accepted. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const PORT_MAX = 65_535;
const WORKERS_MAX = 256;
const CONNECTIONS_MAX = 1_000_000;
/** Few browsers and services need as many; a proxy in front is named with --trustedProxies. */
const CONNECTIONS_PER_ADDRESS = '64';
/** The machine itself, as sockets spell it. */
const LOOPBACK = '127.0.0.1,::1,::ffff:127.0.0.1';
const LOGGING_LEVELS = ['error', 'warn', 'info', 'verbose', 'debug', 'silly'];

/** Set by the process that keeps the others, for those that do not seed. */
export const SEEDING_VARIABLE = 'TRABOULE_SEEDS';

/** Each setting: its short flag and its variable, by the names of @solid/community-server where it has one. */
const SETTINGS = {
  port: { short: 'p', variable: 'CSS_PORT' },
  host: { variable: 'TRABOULE_HOST' },
  baseUrl: { short: 'b', variable: 'CSS_BASE_URL' },
  rootFilePath: { short: 'f', variable: 'CSS_ROOT_FILE_PATH' },
  storage: { variable: 'TRABOULE_STORAGE' },
  subdomains: { variable: 'TRABOULE_SUBDOMAINS' },
  trustedProxies: { variable: 'TRABOULE_TRUSTED_PROXIES' },
  connectionsPerAddress: { variable: 'TRABOULE_CONNECTIONS_PER_ADDRESS' },
  allowedOrigins: { variable: 'TRABOULE_ALLOWED_ORIGINS' },
  acceptBearer: { variable: 'TRABOULE_ACCEPT_BEARER' },
  strictProofs: { variable: 'TRABOULE_STRICT_PROOFS' },
  loggingLevel: { short: 'l', variable: 'CSS_LOGGING_LEVEL' },
  workers: { short: 'w', variable: 'CSS_WORKERS' },
  seedConfig: { variable: 'CSS_SEED_CONFIG' },
  lookFolder: { variable: 'TRABOULE_LOOK_FOLDER' },
  vocabularyFolder: { variable: 'TRABOULE_VOCABULARY_FOLDER' },
} as const satisfies Readonly<
  Record<string, { readonly short?: string; readonly variable: string }>
>;

type Setting = keyof typeof SETTINGS;

export const HELP = `A Solid server: each person's own space for data, with accounts and sign-in.

Usage: node dist/pod-server/main.js [flags]                 serve
       node dist/pod-server/main.js verify [flags]          check everything that is kept
       node dist/pod-server/main.js backup FILE [flags]     write a backup, while it serves or not
       node dist/pod-server/main.js restore FILE [flags]    bring pods of a backup back

  -p, --port NUMBER              port to listen on (CSS_PORT; 3000)
      --host NAME                interface to listen on (TRABOULE_HOST; localhost)
  -b, --baseUrl URL              where people reach it (CSS_BASE_URL; http://localhost:PORT/)
  -f, --rootFilePath FOLDER      where everything is kept (CSS_ROOT_FILE_PATH; ./data/pods)
      --storage WHERE            lmdb, postgres://…, or memory for trials (TRABOULE_STORAGE; lmdb)
      --subdomains yes|no        one sub-domain a pod: recommended (TRABOULE_SUBDOMAINS; no)
  -l, --loggingLevel LEVEL       error, warn, info, verbose, debug, silly (CSS_LOGGING_LEVEL; info)
  -w, --workers NUMBER           processes that answer (CSS_WORKERS; 1)
      --seedConfig FILE          accounts and pods to have, as JSON (CSS_SEED_CONFIG)
      --lookFolder FOLDER        style sheet, icons and logo (TRABOULE_LOOK_FOLDER; built in)
      --vocabularyFolder FOLDER  vocabulary to publish (TRABOULE_VOCABULARY_FOLDER; none)
      --allowedOrigins LIST      origins to ask although not public https, comma between
                                 (TRABOULE_ALLOWED_ORIGINS; none)
      --trustedProxies LIST      their X-Forwarded-For is believed (TRABOULE_TRUSTED_PROXIES;
                                 this machine)
      --connectionsPerAddress N  open at once (TRABOULE_CONNECTIONS_PER_ADDRESS; ${CONNECTIONS_PER_ADDRESS})
      --acceptBearer yes|no      tokens without proof too (TRABOULE_ACCEPT_BEARER; no)
      --strictProofs yes|no      proofs must name their token (TRABOULE_STRICT_PROOFS; no)
      --pod NAME                 backup, restore: this pod only
      --help                     this text
      --version                  the version

A flag wins over its variable. Exit code 2: a flag or a value that cannot be used.
`;

/** Reads flags and environment once; throws UsageError with one sentence that names what is wrong. */
export function readCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { flags, words } = readFlags(argv);
  if (flags.help === true) return { kind: 'help' };
  if (flags.version === true) return { kind: 'version' };
  const config = readConfig((setting) => read(setting, flags, env), env[SEEDING_VARIABLE] !== 'no');
  const maintenance = readMaintenance(words, flags.pod);
  return maintenance === undefined
    ? { kind: 'serve', config }
    : { kind: 'maintain', config, maintenance };
}

function readMaintenance(
  [work, file, ...rest]: readonly string[],
  pod: string | boolean | undefined,
): Maintenance | undefined {
  const one = typeof pod === 'string' ? { pod } : {};
  if (work === undefined) {
    if (typeof pod === 'string') throw new UsageError('--pod goes with backup and restore only.');
    return undefined;
  }
  if (work !== 'verify' && work !== 'backup' && work !== 'restore')
    throw new UsageError(`"${work}" is no command: there are verify, backup and restore.`);
  const superfluous = work === 'verify' ? file : rest[0];
  if (superfluous !== undefined) throw new UsageError(`"${superfluous}" is one word too many.`);
  if (work === 'verify') return { work, ...one };
  if (file === undefined) throw new UsageError(`"${work}" needs the name of the backup file.`);
  return { work, file: resolve(file), ...one };
}

interface Given {
  /** The name of the flag or variable, for the message should the value be wrong. */
  readonly name: string;
  readonly value: string;
}

function readConfig(
  read: (setting: Setting) => Given | undefined,
  seeds: boolean,
): PodServerConfig {
  const port = whole(read('port') ?? { name: '--port', value: '3000' }, 1, PORT_MAX);
  const folder = (setting: Setting): string | undefined => {
    const given = read(setting);
    return given === undefined ? undefined : resolve(given.value);
  };
  const seedConfig = folder('seedConfig');
  const lookFolder = folder('lookFolder');
  const vocabularyFolder = folder('vocabularyFolder');
  return {
    port,
    host: read('host')?.value ?? 'localhost',
    baseUrl: address(read('baseUrl') ?? { name: '--baseUrl', value: `http://localhost:${port}/` }),
    rootFilePath: folder('rootFilePath') ?? resolve('data', 'pods'),
    storage: storageSetting(read('storage') ?? { name: '--storage', value: 'lmdb' }),
    subdomains: yes(read('subdomains')),
    trustedProxies: list(read('trustedProxies')?.value ?? LOOPBACK),
    connectionsPerAddress: whole(
      read('connectionsPerAddress') ?? {
        name: '--connectionsPerAddress',
        value: CONNECTIONS_PER_ADDRESS,
      },
      1,
      CONNECTIONS_MAX,
    ),
    allowedOrigins: origins(read('allowedOrigins')),
    acceptBearer: yes(read('acceptBearer')),
    strictProofs: yes(read('strictProofs')),
    seeds,
    loggingLevel: level(read('loggingLevel') ?? { name: '--loggingLevel', value: 'info' }),
    workers: whole(read('workers') ?? { name: '--workers', value: '1' }, 1, WORKERS_MAX),
    ...(seedConfig === undefined ? {} : { seedConfig }),
    ...(lookFolder === undefined ? {} : { lookFolder }),
    ...(vocabularyFolder === undefined ? {} : { vocabularyFolder }),
  };
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

function readFlags(argv: readonly string[]): {
  readonly flags: Flags;
  readonly words: readonly string[];
} {
  const options = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => [
      name,
      { type: 'string' as const, ...('short' in setting ? { short: setting.short } : {}) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: {
        ...options,
        pod: { type: 'string' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
      strict: true,
      allowPositionals: true,
    });
    return { flags: values as Flags, words: positionals };
  } catch (error) {
    throw new UsageError(
      `${firstSentence(error)} "--help" lists the flags that this server understands.`,
    );
  }
}

/** Node's own message names the flag; what follows its first sentence is about Node, not about us. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const first = message.split(/\.\s|\n/)[0] ?? message;
  return first.endsWith('.') ? first : `${first}.`;
}

function read(setting: Setting, flags: Flags, env: NodeJS.ProcessEnv): Given | undefined {
  const flag = flags[setting];
  if (typeof flag === 'string') return { name: `--${setting}`, value: flag };
  const { variable } = SETTINGS[setting];
  const value = env[variable];
  return value === undefined || value === '' ? undefined : { name: variable, value };
}

function whole({ name, value }: Given, min: number, max: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max))
    throw new UsageError(`${name} must be a whole number from ${min} to ${max}, not "${value}".`);
  return number;
}

function level({ name, value }: Given): string {
  if (!LOGGING_LEVELS.includes(value))
    throw new UsageError(`${name} must be one of ${LOGGING_LEVELS.join(', ')}, not "${value}".`);
  return value;
}

function address({ name, value }: Given): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new UsageError(`${name} must be an http or https address, not "${value}".`);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function yes(given: Given | undefined): boolean {
  if (given === undefined || given.value === 'no') return false;
  if (given.value === 'yes') return true;
  throw new UsageError(`${given.name} must be yes or no, not "${given.value}".`);
}

function list(value: string): readonly string[] {
  return value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function origins(given: Given | undefined): readonly string[] {
  return list(given?.value ?? '').map((one) => {
    // "http://localhost:*" means every port there.
    const anyPort = one.endsWith(':*');
    const origin = anyPort ? one.slice(0, -2) : one;
    if (!URL.canParse(origin) || new URL(origin).origin === 'null')
      throw new UsageError(`${given?.name} must name origins such as https://…, not "${one}".`);
    return new URL(origin).origin + (anyPort ? ':*' : '');
  });
}

function storageSetting({ name, value }: Given): StorageSetting {
  if (value === 'lmdb' || value === 'memory') return { kind: value };
  if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value))
    return { kind: 'postgres', url: value };
  // The value may hold a password: it is not repeated.
  throw new UsageError(`${name} must be lmdb, memory, or an address that starts with postgres://.`);
}
