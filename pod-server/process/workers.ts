/** Several processes that answer on one port: this one starts them, replaces one that ends, and answers nothing itself. */
import cluster, { type Worker } from 'node:cluster';
import { SEEDING_VARIABLE } from '../config.ts';

/** How long the processes that answer may take to end after the signal. */
const STOP_MILLISECONDS_MAX = 5_000;
/** A process that ends sooner than this after its start lacks something, such as its database. */
const HEALTHY_MILLISECONDS_MIN = 2_000;
/** What it lacks may come back: it is tried again after a pause, which doubles each time. */
const PAUSE_MILLISECONDS_MIN = 500;
const PAUSE_MILLISECONDS_MAX = 8_000;

export interface Workers {
  close(): Promise<void>;
}

/** Resolves when all listen; the first adds what the seed file asks for before the others start. */
export async function startWorkers(count: number): Promise<Workers> {
  let closing = false;
  let pause = PAUSE_MILLISECONDS_MIN;
  const starts = new Map<number, number>();
  const fork = (seeds: 'yes' | 'no'): Worker => {
    const worker = cluster.fork({ [SEEDING_VARIABLE]: seeds });
    starts.set(worker.id, Date.now());
    return worker;
  };
  const replace = (): void => {
    if (closing) return;
    process.stderr.write(`A process that answers ended; another takes its place.\n`);
    fork('no');
  };
  cluster.on('exit', (worker) => {
    const lived = Date.now() - (starts.get(worker.id) ?? 0);
    starts.delete(worker.id);
    if (lived >= HEALTHY_MILLISECONDS_MIN) {
      pause = PAUSE_MILLISECONDS_MIN;
      replace();
      return;
    }
    setTimeout(replace, pause);
    pause = Math.min(2 * pause, PAUSE_MILLISECONDS_MAX);
  });
  await listening(fork('yes'));
  await Promise.all(Array.from({ length: count - 1 }, () => listening(fork('no'))));
  return {
    close: async () => {
      closing = true;
      const running = Object.values(cluster.workers ?? {}).filter((one) => one !== undefined);
      await Promise.all(running.map(end));
    },
  };
}

function listening(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('listening', () => resolve());
    worker.once('exit', () => reject(new Error('A process ended before it listened; see above.')));
  });
}

function end(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => worker.process.kill('SIGKILL'), STOP_MILLISECONDS_MAX);
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    worker.process.kill('SIGTERM');
  });
}
