/** What the process is told: flags win over the environment, the environment over the defaults. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface PodServerConfig {
  readonly port: number;
  readonly host: string;
  /** The address under which people reach the server; ends with a slash. */
  readonly baseUrl: string;
  readonly rootFilePath: string;
  readonly loggingLevel: string;
  readonly workers: number;
  readonly seedConfig?: string;
  readonly lookFolder?: string;
  readonly vocabularyFolder?: string;
}

export type Command =
  | { readonly kind: 'serve'; readonly config: PodServerConfig }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

/** A flag or variable that nobody can act on; the message names it and says what is accepted. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const PORT_MAX = 65_535;
const WORKERS_MAX = 256;
const LOGGING_LEVELS = ['error', 'warn', 'info', 'verbose', 'debug', 'silly'];

/** Each setting: its short flag and its variable, by the names of @solid/community-server where it has one. */
const SETTINGS = {
  port: { short: 'p', variable: 'CSS_PORT' },
  host: { variable: 'TRABOULE_HOST' },
  baseUrl: { short: 'b', variable: 'CSS_BASE_URL' },
  rootFilePath: { short: 'f', variable: 'CSS_ROOT_FILE_PATH' },
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

Usage: node dist/pod-server/main.js [flags]

  -p, --port NUMBER              port to listen on (CSS_PORT; 3000)
      --host NAME                interface to listen on (TRABOULE_HOST; localhost)
  -b, --baseUrl URL              where people reach it (CSS_BASE_URL; http://localhost:PORT/)
  -f, --rootFilePath FOLDER      where everything is kept (CSS_ROOT_FILE_PATH; ./data/pods)
  -l, --loggingLevel LEVEL       error, warn, info, verbose, debug, silly (CSS_LOGGING_LEVEL; info)
  -w, --workers NUMBER           processes that answer (CSS_WORKERS; 1)
      --seedConfig FILE          accounts and pods to have, as JSON (CSS_SEED_CONFIG)
      --lookFolder FOLDER        style sheet, icons and logo (TRABOULE_LOOK_FOLDER; built in)
      --vocabularyFolder FOLDER  vocabulary to publish (TRABOULE_VOCABULARY_FOLDER; none)
      --help                     this text
      --version                  the version

A flag wins over its variable. Exit code 2: a flag or a value that cannot be used.
`;

/** Reads flags and environment once; throws UsageError with one sentence that names what is wrong. */
export function readCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Command {
  const given = readFlags(argv);
  if (given.help === true) return { kind: 'help' };
  if (given.version === true) return { kind: 'version' };
  return { kind: 'serve', config: readConfig((setting) => read(setting, given, env)) };
}

interface Given {
  /** The name of the flag or variable, for the message should the value be wrong. */
  readonly name: string;
  readonly value: string;
}

function readConfig(read: (setting: Setting) => Given | undefined): PodServerConfig {
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
    loggingLevel: level(read('loggingLevel') ?? { name: '--loggingLevel', value: 'info' }),
    workers: whole(read('workers') ?? { name: '--workers', value: '1' }, 1, WORKERS_MAX),
    ...(seedConfig === undefined ? {} : { seedConfig }),
    ...(lookFolder === undefined ? {} : { lookFolder }),
    ...(vocabularyFolder === undefined ? {} : { vocabularyFolder }),
  };
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

function readFlags(argv: readonly string[]): Flags {
  const options = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => [
      name,
      { type: 'string' as const, ...('short' in setting ? { short: setting.short } : {}) },
    ]),
  );
  try {
    return parseArgs({
      args: [...argv],
      options: { ...options, help: { type: 'boolean' }, version: { type: 'boolean' } },
      strict: true,
    }).values as Flags;
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
