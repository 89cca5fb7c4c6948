/** Starts what the configuration asks for: one process that answers, or several and one that keeps them. */
import cluster from 'node:cluster';
import { access, mkdir } from 'node:fs/promises';
import { type PodServerConfig, UsageError } from './config.ts';
import { createDoor } from './http/door.ts';
import { writeLog } from './observability/log.ts';
import { drain, listen } from './process/listening.ts';
import { startWorkers } from './process/workers.ts';
import { buildRooms } from './rooms.ts';
import { openStorage } from './storage/open-storage.ts';
import { storageConfig } from './storage-config.ts';

export interface PodServer {
  /** Where it listens, or undefined in a process that answers on behalf of the first one. */
  readonly url: string | undefined;
  close(): Promise<void>;
}

/** Resolves when the server listens. */
export async function startPodServer(config: PodServerConfig): Promise<PodServer> {
  await refuseMissing('--lookFolder', config.lookFolder);
  await refuseMissing('--vocabularyFolder', config.vocabularyFolder);
  await refuseMissing('--seedConfig', config.seedConfig);
  if (config.workers > 1 && config.storage.kind === 'memory')
    throw new UsageError('--storage memory lies in one process: it goes with --workers 1 only.');
  await mkdir(config.rootFilePath, { recursive: true, mode: 0o700 });
  if (config.workers === 1 || cluster.isWorker) return serve(config);
  const workers = await startWorkers(config.workers);
  return { url: config.baseUrl, close: () => workers.close() };
}

/** One process that answers. */
async function serve(config: PodServerConfig): Promise<PodServer> {
  const storage = await openStorage(storageConfig(config));
  const { rooms, addresses, seed, close } = buildRooms(config, storage);
  const server = createDoor({
    addresses,
    rooms,
    connectionsPerAddress: config.connectionsPerAddress,
    trustedProxies: config.trustedProxies,
    // An error is grave enough for every level.
    onFault: (reference, error) => writeLog('error', reference, stackOf(error)),
  });
  const closeAll = async (): Promise<void> => {
    await Promise.all([drain(server), close()]);
    await storage.close();
  };
  try {
    if (config.seeds) await seed();
    await listen(server, config.port, config.host);
  } catch (error) {
    await closeAll();
    throw error;
  }
  return { url: cluster.isPrimary ? config.baseUrl : undefined, close: closeAll };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function refuseMissing(flag: string, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  await access(path).catch(() => {
    throw new UsageError(`${flag}: there is nothing at "${path}".`);
  });
}
