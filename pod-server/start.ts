import cluster from 'node:cluster';
import { access, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { App } from '@solid/community-server';
import { type PodServerConfig, UsageError } from './config.ts';

const built = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** How long the processes that answer may take to end after the signal. */
const WORKER_STOP_MILLISECONDS_MAX = 5_000;

export interface PodServer {
  /** Where it listens, or undefined in a process that answers on behalf of the first one. */
  readonly url: string | undefined;
  close(): Promise<void>;
}

type Wiring = (variables: Readonly<Record<string, unknown>>) => App;

/** Starts the server as configured; resolves when it listens. */
export async function startPodServer(config: PodServerConfig): Promise<PodServer> {
  await refuseMissing('--lookFolder', config.lookFolder);
  await refuseMissing('--vocabularyFolder', config.vocabularyFolder);
  await refuseMissing('--seedConfig', config.seedConfig);
  await mkdir(config.rootFilePath, { recursive: true, mode: 0o700 });
  const entry = config.workers === 1 ? 'one-process' : 'several-processes';
  const { wire } = (await import(`./wiring/${entry}.js`)) as { readonly wire: Wiring };
  const app = wire(variablesOf(config));
  const answering = config.workers > 1 && cluster.isPrimary ? firstWorkerListens() : undefined;
  await app.start();
  await answering;
  return {
    url: cluster.isPrimary ? config.baseUrl : undefined,
    close: async () => {
      await stopWorkers();
      await app.stop();
    },
  };
}

function variablesOf(config: PodServerConfig): Readonly<Record<string, unknown>> {
  const css = 'urn:solid-server:default:variable:';
  const ours = 'urn:traboule:default:variable:';
  return {
    [`${css}port`]: config.port,
    [`${css}socket`]: undefined,
    [`${css}baseUrl`]: config.baseUrl,
    [`${css}rootFilePath`]: config.rootFilePath,
    [`${css}loggingLevel`]: config.loggingLevel,
    [`${css}workers`]: config.workers,
    [`${css}seedConfig`]: config.seedConfig,
    [`${css}showStackTrace`]: false,
    [`${css}confirmMigration`]: false,
    [`${ours}host`]: config.host,
    [`${ours}podTemplateFolder`]: built('templates/pod'),
    // The chassis takes a path for a folder only when it ends like one.
    [`${ours}lookFolder`]: `${config.lookFolder ?? built('look')}/`,
    [`${ours}vocabularyFolder`]: config.vocabularyFolder,
  };
}

async function refuseMissing(flag: string, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  await access(path).catch(() => {
    throw new UsageError(`${flag}: there is nothing at "${path}".`);
  });
}

function firstWorkerListens(): Promise<void> {
  return new Promise((resolve, reject) => {
    cluster.once('listening', () => resolve());
    cluster.once('exit', () => reject(new Error('A process ended before it listened; see above.')));
  });
}

/** Ends the processes that answer, and keeps their keeper from replacing them. */
async function stopWorkers(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  cluster.removeAllListeners('exit');
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(
            () => worker.process.kill('SIGKILL'),
            WORKER_STOP_MILLISECONDS_MAX,
          );
          worker.once('exit', () => {
            clearTimeout(timer);
            resolve();
          });
          worker.process.kill('SIGTERM');
        }),
    ),
  );
}
