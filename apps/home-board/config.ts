import { fileURLToPath } from 'node:url';

/** What the app's server needs to know; it holds no secret, because it only hands out files. */
export interface Config {
  readonly port: number;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly lookFolder: string;
  /** Where the build put the pages and where the tariffs lie: beside the compiled code, unless told otherwise. */
  readonly folder: string;
  readonly city: CityConfig;
}

/** What `/city.json` says. */
interface CityConfig {
  readonly cityName: string;
  readonly providers: readonly { readonly name: string; readonly url: string }[];
  readonly sources: readonly SourceConfig[];
}

interface SourceConfig {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly historyMonths?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const PORT_MAX = 65_535;

/** The only reader of the environment; refuses a wrong value by the variable's name. */
export function readConfig(env: Environment): Config {
  const port = readPort(env, 'APP_PORT', 3_100);
  const cityName = env.CITY_NAME ?? 'Traboule';
  return {
    port,
    baseUrl: readUrl(env, 'APP_BASE_URL', `http://localhost:${port}`).replace(/\/$/, ''),
    lookFolder: required(env, 'LOOK_FOLDER'),
    folder: env.APP_FOLDER ?? fileURLToPath(new URL('.', import.meta.url)),
    city: {
      cityName,
      providers: [{ name: cityName, url: readUrl(env, 'CITY_PROVIDER', 'http://localhost:3000/') }],
      sources: readSources(env.CITY_SOURCES ?? '[]'),
    },
  };
}

function readSources(text: string): readonly SourceConfig[] {
  const sources = parsed(text);
  if (!Array.isArray(sources)) throw new RangeError('CITY_SOURCES is not a JSON list');
  return sources.map((source: unknown, index) => {
    const path = `CITY_SOURCES[${index}]`;
    if (typeof source !== 'object' || source === null)
      throw new RangeError(`${path} is not an object`);
    const { id, name, url, historyMonths } = source as Readonly<Record<string, unknown>>;
    if (historyMonths !== undefined && typeof historyMonths !== 'number') {
      throw new RangeError(`${path}.historyMonths is not a number`);
    }
    return {
      id: textOf(id, `${path}.id`),
      name: textOf(name, `${path}.name`),
      url: urlOf(textOf(url, `${path}.url`), `${path}.url`),
      ...(historyMonths === undefined ? {} : { historyMonths }),
    };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RangeError('CITY_SOURCES is not JSON', { cause });
  }
}

function readPort(env: Environment, name: string, fallback: number): number {
  const port = Number(env[name] ?? fallback);
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) {
    throw new RangeError(`${name} must be a port number, 0 to ${PORT_MAX}, not "${env[name]}"`);
  }
  return port;
}

function readUrl(env: Environment, name: string, fallback: string): string {
  return urlOf(env[name] ?? fallback, name);
}

function urlOf(value: string, name: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
    throw new RangeError(`${name} must be an http(s) address, not "${value}"`);
  }
  return value;
}

function required(env: Environment, name: string): string {
  return textOf(env[name], name);
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw new RangeError(`${name} is missing`);
  return value;
}
