import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import { Problem } from '../http/problem.ts';
import {
  CONVERSION_MILLISECONDS_MAX,
  QUEUE_MAX,
  RETRY_SECONDS,
  THREAD_MEGABYTES_MAX,
} from './limits.ts';
import type { Outcome } from './worker.ts';

/** A thread is kept this long for the next job. */
const IDLE_MILLISECONDS = 30_000;
const THREADS_MAX = 2;

export interface ThreadsOptions {
  /** The compiled worker. */
  readonly workerFile: URL;
  /** How many threads at most; two by default, one on a machine with one core. */
  readonly threads?: number;
}

/** A few threads with a time and a memory limit; none is started before it is needed. */
export class Threads {
  readonly #workerFile: URL;
  readonly #threads: number;
  #pool: Promise<Piscina> | undefined;

  public constructor({ workerFile, threads }: ThreadsOptions) {
    this.#workerFile = workerFile;
    this.#threads = threads ?? Math.min(THREADS_MAX, availableParallelism());
  }

  /**
   * Runs one of the worker's jobs; `bodies` are handed over, not copied. Throws the job's Problem, 503 when it takes too long or
   * too many wait, 413 when it needs too much memory. The time limit kills the thread.
   */
  public async run<Value>(
    name: string,
    job: object,
    bodies: readonly Uint8Array[],
  ): Promise<Value> {
    this.#pool ??= this.#start();
    const pool = await this.#pool;
    let outcome: Outcome<Value>;
    try {
      outcome = await pool.run(job, {
        name,
        signal: AbortSignal.timeout(CONVERSION_MILLISECONDS_MAX),
        transferList: bodies.map(({ buffer }) => buffer as ArrayBuffer),
      });
    } catch (error) {
      throw problemOf(error as NodeJS.ErrnoException);
    }
    if ('value' in outcome) return outcome.value;
    const { status, code, values, headers } = outcome.problem;
    throw new Problem(status, code, values, headers);
  }

  public async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await (await pool)?.destroy();
  }

  async #start(): Promise<Piscina> {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      filename: this.#workerFile.href,
      minThreads: 0,
      maxThreads: this.#threads,
      maxQueue: QUEUE_MAX,
      idleTimeout: IDLE_MILLISECONDS,
      resourceLimits: { maxOldGenerationSizeMb: THREAD_MEGABYTES_MAX },
    });
    // A thread that dies between jobs must not take the process along; a job that it had is told by itself.
    pool.on('error', () => undefined);
    return pool;
  }
}

/** The pool's own errors, which say what became of the thread; anything else is our fault and goes on. */
function problemOf(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return new Problem(413, 'rdf-memory');
  const isBusy =
    error.name === 'AbortError' ||
    error.message.startsWith('Task queue is at limit') ||
    error.message === 'Terminating worker thread';
  if (!isBusy) return error;
  return new Problem(
    503,
    'rdf-time',
    { seconds: RETRY_SECONDS },
    { 'Retry-After': String(RETRY_SECONDS) },
  );
}
