/**
 * A whole city on one machine: pod server, Enedis connector, a simulated Enedis, and Mon Logis.
 * The only file that knows all rooms; each part runs as a process of its own, as it would in a real city.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How long a part may take from its start to its listening line, and from the signal to its end. */
const START_MILLISECONDS_MAX = 60_000;
const STOP_MILLISECONDS_MAX = 10_000;

const built = fileURLToPath(new URL('.', import.meta.url));

export interface CityConfig {
  /** Where everything lies that must be found again at the next start. */
  readonly folder: string;
  readonly ports: CityPorts;
}

export interface CityPorts {
  readonly pods: number;
  readonly homeBoard: number;
  readonly enedis: number;
  readonly enedisSandbox: number;
}

export interface City {
  readonly urls: { readonly [Part in keyof CityPorts]: string };
  readonly citizens: readonly DemoCitizen[];
  /** Resolves when a part ended although nobody asked it to, with a sentence that names it. */
  readonly broken: Promise<string>;
  close(): Promise<void>;
}

interface DemoCitizen {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly space: string;
}

/** What a demo city must remember and never show. A real city hands these over by its own secret store. */
interface Secrets {
  readonly connectorPassword: string;
  readonly connectorKey: string;
  readonly partnerClientSecret: string;
  readonly connectorClient?: { readonly id: string; readonly secret: string };
}

const citizens: readonly DemoCitizen[] = [
  {
    name: 'Odile Fabre',
    email: 'odile@exemple.invalid',
    password: 'traboule-odile-2026',
    space: 'odile',
  },
  {
    name: 'Karim Bellecombe',
    email: 'karim@exemple.invalid',
    password: 'traboule-karim-2026',
    space: 'karim',
  },
];

const connectorEmail = 'source-enedis@exemple.invalid';

/** Reads CITY_FOLDER and CITY_PORT (the first of four, a hundred apart). What else is set, such as CLOCK_NOW, its parts read. */
export function readConfig(env: NodeJS.ProcessEnv): CityConfig {
  const first = Number(env.CITY_PORT ?? '3000');
  if (!Number.isInteger(first) || first < 1 || first > 65_000)
    throw new Error(`CITY_PORT must be a port between 1 and 65000, not "${env.CITY_PORT}".`);
  return {
    folder: resolve(env.CITY_FOLDER ?? 'data'),
    ports: { pods: first, homeBoard: first + 100, enedis: first + 200, enedisSandbox: first + 300 },
  };
}

/** Starts every part, in the order in which they need each other; if one cannot start, none is left running. */
export async function startCity(config: CityConfig): Promise<City> {
  mkdirSync(config.folder, { recursive: true, mode: 0o700 });
  const urls = urlsOf(config.ports);
  const secrets = readSecrets(config.folder);
  const parts: Part[] = [];
  try {
    parts.push(
      await startPart('pod server', 'pod-server/main.js', podServerArguments(config, secrets), {}),
    );
    const client = secrets.connectorClient ?? (await issueClientCredentials(urls.pods, secrets));
    writeSecrets(config.folder, { ...secrets, connectorClient: client });
    const rest = await Promise.allSettled([
      startPart(
        'Enedis simulation',
        'connectors/enedis/sandbox/main.js',
        [],
        sandboxEnvironment(config, urls, secrets),
      ),
      startPart(
        'Enedis connector',
        'connectors/enedis/main.js',
        [],
        connectorEnvironment(config, urls, secrets, client),
      ),
      startPart('Mon Logis', 'apps/home-board/main.js', [], homeBoardEnvironment(config, urls)),
    ]);
    for (const started of rest) if (started.status === 'fulfilled') parts.push(started.value);
    const failed = rest.find((started) => started.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } catch (error) {
    await stopParts(parts);
    throw error;
  }
  return {
    urls,
    citizens,
    broken: Promise.race(parts.map((part) => part.ended)),
    close: () => stopParts(parts),
  };
}

function urlsOf(ports: CityPorts): City['urls'] {
  return {
    pods: `http://localhost:${ports.pods}/`,
    homeBoard: `http://localhost:${ports.homeBoard}/`,
    enedis: `http://localhost:${ports.enedis}/`,
    enedisSandbox: `http://localhost:${ports.enedisSandbox}/`,
  };
}

// ---- What each part is told ----

const lookFolder = join(built, 'pod-server', 'look');
const cityName = 'Lyon (démonstration)';
/** Enedis gives 36 months and 15 days of daily values, which touch 37 or 38 calendar months. */
const ENEDIS_MONTHS = 37;

/** With the demo's accounts, which change nothing the second time, and leave to ask the other parts on this machine. */
function podServerArguments(config: CityConfig, secrets: Secrets): string[] {
  const seed = [
    ...citizens.map(({ email, password, space }) => ({ email, password, pods: [{ name: space }] })),
    {
      email: connectorEmail,
      password: secrets.connectorPassword,
      pods: [{ name: 'source-enedis' }],
    },
  ];
  const seedFile = join(config.folder, 'seed.json');
  writePrivate(seedFile, seed);
  return [
    ...['--port', String(config.ports.pods), '--baseUrl', urlsOf(config.ports).pods],
    ...['--rootFilePath', join(config.folder, 'pods'), '--seedConfig', seedFile],
    ...['--lookFolder', lookFolder, '--vocabularyFolder', join(built, 'vocab')],
    ...['--allowedOrigins', Object.values(urlsOf(config.ports)).join(',')],
    ...['--loggingLevel', 'warn'],
  ];
}

function sandboxEnvironment(config: CityConfig, urls: City['urls'], secrets: Secrets): Environment {
  return {
    SANDBOX_PORT: String(config.ports.enedisSandbox),
    SANDBOX_BASE_URL: urls.enedisSandbox,
    SANDBOX_FOLDER: join(config.folder, 'enedis-sandbox'),
    ENEDIS_REDIRECT_URL: `${urls.enedis}consented`,
    ENEDIS_CLIENT_ID: 'traboule-demo',
    ENEDIS_CLIENT_SECRET: secrets.partnerClientSecret,
  };
}

function connectorEnvironment(
  config: CityConfig,
  urls: City['urls'],
  secrets: Secrets,
  client: ClientCredentials,
): Environment {
  return {
    CONNECTOR_PORT: String(config.ports.enedis),
    CONNECTOR_BASE_URL: urls.enedis,
    CONNECTOR_FOLDER: join(config.folder, 'enedis'),
    CONNECTOR_KEY: secrets.connectorKey,
    CONNECTOR_ISSUER: urls.pods,
    CONNECTOR_CLIENT_ID: client.id,
    CONNECTOR_CLIENT_SECRET: client.secret,
    LOOK_FOLDER: lookFolder,
    CITY_NAME: cityName,
    CITY_PROVIDER: urls.pods,
    CITY_APPS: JSON.stringify([{ name: 'Mon Logis', url: urls.homeBoard }]),
    ENEDIS_API: urls.enedisSandbox,
    ENEDIS_CONSENT: urls.enedisSandbox,
    ENEDIS_CLIENT_ID: 'traboule-demo',
    ENEDIS_CLIENT_SECRET: secrets.partnerClientSecret,
    ENEDIS_MODE: '2026',
  };
}

function homeBoardEnvironment(config: CityConfig, urls: City['urls']): Environment {
  return {
    APP_PORT: String(config.ports.homeBoard),
    APP_BASE_URL: urls.homeBoard,
    LOOK_FOLDER: lookFolder,
    CITY_NAME: cityName,
    CITY_PROVIDER: urls.pods,
    CITY_SOURCES: JSON.stringify([
      { id: 'enedis', name: 'Enedis', url: urls.enedis, historyMonths: ENEDIS_MONTHS },
    ]),
  };
}

// ---- Secrets of the demo, in files that only their owner may read ----

function readSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const fresh: Secrets = {
    connectorPassword: randomBytes(18).toString('base64url'),
    connectorKey: randomBytes(32).toString('base64'),
    partnerClientSecret: randomBytes(24).toString('base64url'),
  };
  writeSecrets(folder, fresh);
  return fresh;
}

function writeSecrets(folder: string, secrets: Secrets): void {
  writePrivate(join(folder, 'secrets.json'), secrets);
}

function writePrivate(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** Gives the connector a key to its own identity, through the account API of @solid/community-server. */
async function issueClientCredentials(pods: string, secrets: Secrets): Promise<ClientCredentials> {
  const open = await accountApi(`${pods}.account/`);
  const { authorization } = await accountApi(linkIn(open, 'password', 'login'), {
    body: { email: connectorEmail, password: secrets.connectorPassword },
  });
  const account = await accountApi(`${pods}.account/`, { authorization });
  const { webIdLinks } = await accountApi(linkIn(account, 'account', 'webId'), { authorization });
  const [webId] = Object.keys(webIdLinks as Record<string, string>);
  return (await accountApi(linkIn(account, 'account', 'clientCredentials'), {
    authorization,
    body: { name: 'source-enedis', webId },
  })) as unknown as ClientCredentials;
}

async function accountApi(
  url: string,
  { authorization, body }: { authorization?: unknown; body?: unknown } = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...(authorization === undefined
        ? {}
        : { authorization: `CSS-Account-Token ${authorization}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok)
    throw new Error(`The pod server answered ${answer.status} at ${new URL(url).pathname}.`);
  return (await answer.json()) as Record<string, unknown>;
}

function linkIn(account: Record<string, unknown>, group: string, name: string): string {
  const controls = account.controls as Record<string, Record<string, string>>;
  const link = controls[group]?.[name];
  if (link === undefined)
    throw new Error(`The pod server's account API offers no "${group}.${name}".`);
  return link;
}

// ---- Processes ----

type Environment = Readonly<Record<string, string>>;

interface Part {
  readonly name: string;
  readonly process: ChildProcess;
  /** Resolves with a sentence when the process has ended. */
  readonly ended: Promise<string>;
}

/** Starts one part and resolves at its listening line, which names its address. */
function startPart(
  name: string,
  main: string,
  args: readonly string[],
  environment: Environment,
): Promise<Part> {
  const child = spawn(process.execPath, [join(built, main), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C reaches the city alone, which then stops its parts in order.
    detached: true,
  });
  const ended = new Promise<string>((tell) => {
    child.once('exit', (code, signal) =>
      tell(`The ${name} ended (${signal ?? `exit code ${code}`}).`),
    );
    child.once('error', (error) => tell(`The ${name} could not be started: ${error.message}`));
  });
  const listening = new Promise<void>((tell) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('http://localhost')) tell();
    });
  });
  const part: Part = { name, process: child, ended };
  return within(START_MILLISECONDS_MAX, `The ${name} did not listen in time.`, [
    listening.then(() => part),
    ended.then((sentence) => Promise.reject(new Error(`${sentence} Its own words stand above.`))),
  ]).catch(async (error: unknown) => {
    await stopParts([part]);
    throw error;
  });
}

/** Stops the parts in the reverse order of their start; one that does not heed the signal is killed. */
async function stopParts(parts: readonly Part[]): Promise<void> {
  for (const { name, process: child, ended } of [...parts].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
    child.kill('SIGTERM');
    await within(STOP_MILLISECONDS_MAX, `The ${name} did not stop in time.`, [ended]).catch(() =>
      child.kill('SIGKILL'),
    );
  }
}

async function within<T>(
  milliseconds: number,
  sentence: string,
  promises: readonly Promise<T>[],
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(sentence)), milliseconds);
  });
  try {
    return await Promise.race([...promises, late]);
  } finally {
    clearTimeout(timer);
  }
}

// ---- The command ----

function welcome({ urls, citizens: people }: City, folder: string): string {
  const rows = [
    ['Mon Logis', urls.homeBoard, 'a home on one page: start here'],
    ['Enedis, the source', urls.enedis, 'brings electricity into a space'],
    ['Spaces', `${urls.pods}.account/`, 'sign up, sign in, your account'],
    ['Vocabulary', `${urls.pods}vocab/traboule`, 'the words that all of it shares'],
    ['Enedis, simulated', urls.enedisSandbox, 'stands in for the partner; faults at will'],
  ];
  return [
    '',
    'Traboule: a city on this machine. The people and Enedis are simulated, all else is real.',
    '',
    ...rows.map(([what, where, why]) => `  ${what?.padEnd(20)}${where?.padEnd(38)}${why}`),
    '',
    ...people.map(
      ({ name, email, password }) => `  ${name.padEnd(20)}${email.padEnd(38)}${password}`,
    ),
    '',
    `  Try: open ${urls.homeBoard}, sign in as ${people[0]?.name}, connect Enedis, watch two years arrive.`,
    `  Everything is kept in ${folder}. Ctrl-C stops the city; "npm start" finds it again.`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const stop = new Promise<void>((tell) => {
    process.once('SIGINT', () => tell());
    process.once('SIGTERM', () => tell());
  });
  const city = await startCity(config);
  process.stdout.write(`${welcome(city, config.folder)}\n`);
  const broken = await Promise.race([stop, city.broken]);
  await city.close();
  if (broken === undefined) return;
  process.stderr.write(`${broken} The city was stopped.\n`);
  process.exitCode = 1;
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
