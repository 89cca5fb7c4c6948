import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cityPartners } from '../../city/partners.ts';
import { removeStorage, storageOf, storageWord, workersUnderTest } from './storage-under-test.ts';

/** A whole city as `npm start` runs it, on ports and in a folder of its own. */
export interface RunningCity {
  readonly pods: string;
  readonly homeBoard: string;
  readonly enedis: string;
  readonly enedisSandbox: string;
  /** Of every partner, Enedis too: connector and simulation. */
  readonly partners: readonly string[];
  readonly folder: string;
  /** What it printed on its standard output. */
  readonly words: readonly string[];
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Stops it and removes its folder. */
  close(): Promise<void>;
}

interface CitySettings {
  readonly folder?: string;
  readonly firstPort?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startRunningCity(settings: CitySettings = {}): Promise<RunningCity> {
  const folder = settings.folder ?? (await mkdtemp(join(tmpdir(), 'city-')));
  const first = settings.firstPort ?? (await freeCityPort());
  const storage = await storageOf(join(folder, 'pods'));
  const child = spawn(process.execPath, ['dist/city.js'], {
    // As a person's shell would start it: what the test runner sets for itself changes how libraries behave.
    env: {
      PATH: process.env.PATH,
      CITY_FOLDER: folder,
      CITY_PORT: String(first),
      TRABOULE_STORAGE: storageWord(storage),
      CSS_WORKERS: String(workersUnderTest),
      ...settings.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((tell) => child.once('exit', (code) => tell(code)));
  const words = await welcomed(child, ended);
  const stop = (): Promise<number | null> => {
    child.kill('SIGINT');
    return ended;
  };
  return {
    pods: `http://localhost:${first}/`,
    homeBoard: `http://localhost:${first + 100}/`,
    enedis: `http://localhost:${first + 200}/`,
    enedisSandbox: `http://localhost:${first + 300}/`,
    partners: partnerPorts(first).map((port) => `http://localhost:${port}/`),
    folder,
    words,
    stop,
    close: async () => {
      await stop();
      await removeStorage(storage);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves once the city has said how to stop it, which is its last word. */
async function welcomed(child: ChildProcess, ended: Promise<unknown>): Promise<readonly string[]> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null)
    throw new Error('A city without output cannot be awaited');
  const words: string[] = [];
  const complaints: string[] = [];
  createInterface({ input: stderr }).on('line', (line) => complaints.push(line));
  const said = new Promise<void>((tell) => {
    createInterface({ input: stdout }).on('line', (line) => {
      words.push(line);
      if (line.includes('Ctrl-C')) tell();
    });
  });
  const failed = ended.then(() => {
    throw new Error(`The city ended before it was ready:\n${complaints.join('\n')}`);
  });
  failed.catch(() => undefined);
  await Promise.race([said, failed]);
  return words;
}

/** The first port of a city of which nobody uses any now; two tests at once hardly begin to look at the same. */
export async function freeCityPort(): Promise<number> {
  for (let first = randomInt(20_000, 30_000); first < 60_000; first += 7) {
    const ports = [first, first + 100, ...partnerPorts(first)];
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error('No city finds its ports free');
}

/** Connectors begin 200 after the first port, simulations 300; partners stand ten apart. */
function partnerPorts(first: number): readonly number[] {
  return cityPartners.flatMap((_, index) => [first + 200 + index * 10, first + 300 + index * 10]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((tell) => {
    const probe = createServer();
    probe.once('error', () => tell(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => tell(true)));
  });
}

/** The Enedis connector's key to its own identity in a demonstration city. */
export async function connectorClient(
  city: RunningCity,
): Promise<{ readonly clientId: string; readonly clientSecret: string }> {
  const secrets = JSON.parse(await readFile(join(city.folder, 'secrets.json'), 'utf8')) as {
    readonly enedis: { readonly connectorClient: { readonly id: string; readonly secret: string } };
  };
  const { id, secret } = secrets.enedis.connectorClient;
  return { clientId: id, clientSecret: secret };
}
