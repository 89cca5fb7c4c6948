/**
 * A whole city on one machine: pod server, a connector and a simulation of each partner, and Mon Logis.
 * The only file that knows all rooms; each part runs as a process of its own, as it would in a real city.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ClientCredentials, issueClientCredentials } from './city/account-api.ts';
import { type CityPartner, cityPartners } from './city/partners.ts';
import { type Environment, type Part, startPart, stopParts } from './city/parts.ts';

const built = fileURLToPath(new URL('.', import.meta.url));

export interface CityConfig {
  /** Where everything lies that must be found again at the next start. */
  readonly folder: string;
  readonly ports: CityPorts;
}

interface CityPorts {
  readonly pods: number;
  readonly homeBoard: number;
  /** Of the first connector and the first simulation; each further partner's are so many ports on. */
  readonly connectors: number;
  readonly simulations: number;
}

const PORTS_APART = 10;

export interface City {
  readonly urls: CityUrls;
  readonly citizens: readonly DemoCitizen[];
  /** Resolves when a part ended although nobody asked it to, with a sentence that names it. */
  readonly broken: Promise<string>;
  close(): Promise<void>;
}

interface CityUrls {
  readonly pods: string;
  readonly homeBoard: string;
  readonly partners: readonly PartnerUrls[];
}

/** A partner, and where its connector and its simulation listen. */
interface PartnerUrls extends CityPartner {
  readonly connector: string;
  readonly simulation: string;
}

interface DemoCitizen {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly space: string;
}

/** What a demo city must remember and never show. A real city hands these over by its own secret store. */
type Secrets = Readonly<Record<string, PartnerSecrets>>;

interface PartnerSecrets {
  /** Of the connector's own account. */
  readonly connectorPassword: string;
  readonly connectorKey: string;
  /** Of the city's account at the partner. */
  readonly partnerClientSecret: string;
  readonly connectorClient?: ClientCredentials;
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

const accountOf = ({ id }: CityPartner) => `source-${id}`;
const emailOf = (partner: CityPartner) => `${accountOf(partner)}@exemple.invalid`;

/** Reads CITY_FOLDER and CITY_PORT (the first of four groups, a hundred apart). What else is set, such as CLOCK_NOW, its parts read. */
export function readConfig(env: NodeJS.ProcessEnv): CityConfig {
  const first = Number(env.CITY_PORT ?? '3000');
  if (!Number.isInteger(first) || first < 1 || first > 65_000)
    throw new Error(`CITY_PORT must be a port between 1 and 65000, not "${env.CITY_PORT}".`);
  return {
    folder: resolve(env.CITY_FOLDER ?? 'data'),
    ports: {
      pods: first,
      homeBoard: first + 100,
      connectors: first + 200,
      simulations: first + 300,
    },
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
    const known = await withClientCredentials(urls, secrets);
    writeSecrets(config.folder, known);
    const rest = await Promise.allSettled([
      ...urls.partners.flatMap((partner) => startPartner(config, urls, partner, known)),
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

function urlsOf({ pods, homeBoard, connectors, simulations }: CityPorts): CityUrls {
  return {
    pods: addressOf(pods),
    homeBoard: addressOf(homeBoard),
    partners: cityPartners.map((partner, index) => ({
      ...partner,
      connector: addressOf(connectors + index * PORTS_APART),
      simulation: addressOf(simulations + index * PORTS_APART),
    })),
  };
}

const addressOf = (port: number): string => `http://localhost:${port}/`;
const portOf = (url: string): string => new URL(url).port;

/** The simulation first: its connector may ask it at once. */
function startPartner(
  config: CityConfig,
  urls: CityUrls,
  partner: PartnerUrls,
  secrets: Secrets,
): readonly Promise<Part>[] {
  const { id, name } = partner;
  const folder = `connectors/${id}`;
  return [
    startPart(
      `${name} simulation`,
      `${folder}/sandbox/main.js`,
      [],
      simulationEnvironment(config, partner, secretsOf(secrets, partner)),
    ),
    startPart(
      `${name} connector`,
      `${folder}/main.js`,
      [],
      connectorEnvironment(config, urls, partner, secretsOf(secrets, partner)),
    ),
  ];
}

// ---- What each part is told ----

const lookFolder = join(built, 'pod-server', 'look');
const cityName = 'Lyon (démonstration)';
const CLIENT_ID = 'traboule-demo';

/** With the demo's accounts, which change nothing the second time, and leave to ask the other parts on this machine. */
function podServerArguments(config: CityConfig, secrets: Secrets): string[] {
  const seed = [
    ...citizens.map(({ email, password, space }) => ({ email, password, pods: [{ name: space }] })),
    ...cityPartners.map((partner) => ({
      email: emailOf(partner),
      password: secretsOf(secrets, partner).connectorPassword,
      pods: [{ name: accountOf(partner) }],
    })),
  ];
  const urls = urlsOf(config.ports);
  const allowed = [urls.pods, urls.homeBoard, ...urls.partners.map(({ connector }) => connector)];
  const seedFile = join(config.folder, 'seed.json');
  writePrivate(seedFile, seed);
  return [
    ...['--port', String(config.ports.pods), '--baseUrl', urls.pods],
    ...['--rootFilePath', join(config.folder, 'pods'), '--seedConfig', seedFile],
    ...['--lookFolder', lookFolder, '--vocabularyFolder', join(built, 'vocab')],
    ...['--allowedOrigins', allowed.join(',')],
    ...['--loggingLevel', 'warn'],
  ];
}

function simulationEnvironment(
  config: CityConfig,
  partner: PartnerUrls,
  secrets: PartnerSecrets,
): Environment {
  const { id, simulation } = partner;
  return {
    SANDBOX_PORT: portOf(simulation),
    SANDBOX_BASE_URL: simulation,
    SANDBOX_FOLDER: join(config.folder, `${id}-sandbox`),
    ...sharedEnvironment(partner, secrets),
  };
}

/** What the connector and the simulation must agree on. */
function sharedEnvironment(
  { prefix, connector, simulation, environment }: PartnerUrls,
  { connectorKey, partnerClientSecret }: PartnerSecrets,
): Environment {
  // Not the vault's own key: the simulation hears of it too.
  const key = createHmac('sha256', connectorKey).update('shared').digest('base64');
  return {
    [`${prefix}_REDIRECT_URL`]: `${connector}consented`,
    [`${prefix}_CLIENT_ID`]: CLIENT_ID,
    [`${prefix}_CLIENT_SECRET`]: partnerClientSecret,
    ...environment({ connector, simulation, key }),
  };
}

function connectorEnvironment(
  config: CityConfig,
  urls: CityUrls,
  partner: PartnerUrls,
  secrets: PartnerSecrets,
): Environment {
  const { id, connector } = partner;
  const { connectorKey, connectorClient } = secrets;
  if (connectorClient === undefined) throw new Error(`The ${id} connector has no identity yet.`);
  return {
    CONNECTOR_PORT: portOf(connector),
    CONNECTOR_BASE_URL: connector,
    CONNECTOR_FOLDER: join(config.folder, id),
    CONNECTOR_KEY: connectorKey,
    CONNECTOR_ISSUER: urls.pods,
    CONNECTOR_CLIENT_ID: connectorClient.id,
    CONNECTOR_CLIENT_SECRET: connectorClient.secret,
    LOOK_FOLDER: lookFolder,
    CITY_NAME: cityName,
    CITY_PROVIDER: urls.pods,
    CITY_APPS: JSON.stringify([{ name: 'Mon Logis', url: urls.homeBoard }]),
    ...sharedEnvironment(partner, secrets),
  };
}

function homeBoardEnvironment(config: CityConfig, urls: CityUrls): Environment {
  return {
    APP_PORT: String(config.ports.homeBoard),
    APP_BASE_URL: urls.homeBoard,
    LOOK_FOLDER: lookFolder,
    CITY_NAME: cityName,
    CITY_PROVIDER: urls.pods,
    CITY_SOURCES: JSON.stringify(
      urls.partners.map(({ id, name, connector: url, historyMonths }) => ({
        id,
        name,
        url,
        historyMonths,
      })),
    ),
  };
}

// ---- Secrets of the demo, in files that only their owner may read ----

function readSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Secrets) : {};
  // A partner that came since the last start gets its own.
  const all = cityPartners.map(({ id }) => [id, known[id] ?? newSecrets()] as const);
  const secrets = Object.fromEntries(all);
  writeSecrets(folder, secrets);
  return secrets;
}

const newSecrets = (): PartnerSecrets => ({
  connectorPassword: randomBytes(18).toString('base64url'),
  connectorKey: randomBytes(32).toString('base64'),
  partnerClientSecret: randomBytes(24).toString('base64url'),
});

function secretsOf(secrets: Secrets, { id }: CityPartner): PartnerSecrets {
  const known = secrets[id];
  if (known === undefined) throw new Error(`There are no secrets of ${id}.`);
  return known;
}

function writeSecrets(folder: string, secrets: Secrets): void {
  writePrivate(join(folder, 'secrets.json'), secrets);
}

function writePrivate(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Each connector with a key to its own identity. */
async function withClientCredentials(
  { pods, partners }: CityUrls,
  secrets: Secrets,
): Promise<Secrets> {
  const all = partners.map(async (partner) => {
    const own = secretsOf(secrets, partner);
    const connectorClient =
      own.connectorClient ??
      (await issueClientCredentials(pods, {
        email: emailOf(partner),
        password: own.connectorPassword,
        name: accountOf(partner),
      }));
    return [partner.id, { ...own, connectorClient }] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

// ---- The command ----

function welcome({ urls, citizens: people }: City, folder: string): string {
  const rows = [
    ['Mon Logis', urls.homeBoard, 'a home on one page: start here'],
    ['Spaces', `${urls.pods}.account/`, 'sign up, sign in, your account'],
    ['Vocabulary', `${urls.pods}vocab/traboule`, 'the words that all of it shares'],
    ...urls.partners.map(({ name, brings, connector }) => [name, connector, `brings ${brings}`]),
    ...urls.partners.map(({ name, simulation }) => [
      `${name}, simulated`,
      simulation,
      'faults at will',
    ]),
  ];
  return [
    '',
    'Traboule: a city on this machine. The people and the partners are simulated, all else is real.',
    '',
    ...rows.map(([what, where, why]) => `  ${what?.padEnd(32)}${where?.padEnd(38)}${why}`),
    '',
    ...people.map(
      ({ name, email, password }) => `  ${name.padEnd(32)}${email.padEnd(38)}${password}`,
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
