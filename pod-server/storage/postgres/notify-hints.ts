import type { Client } from 'pg';
import { LocalHints } from '../ordered/local-hints.ts';
import type { Hints } from '../ordered/ordered-storage.ts';
import type { Connections } from './connections.ts';

const CHANNEL = 'traboule_pods';
/** Hints to other processes go together: at the end of a transaction the database lets only one notify at a time. */
const TOGETHER_MILLISECONDS = 10;
const TOGETHER_MAX = 1_000;
const LISTEN_AGAIN_MILLISECONDS = 1_000;

/** Hints for this process at once, for others by LISTEN and NOTIFY where the database has them. */
export class NotifyHints implements Hints {
  readonly #connections: Connections;
  readonly #local = new LocalHints();
  readonly #pods = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #listening: Promise<Client | undefined> | undefined;
  #isClosed = false;

  public constructor(connections: Connections) {
    this.#connections = connections;
  }

  public tell(pod: string): void {
    this.#local.tell(pod);
    if (this.#isClosed || this.#pods.size >= TOGETHER_MAX) return;
    this.#pods.add(pod);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // A hint that is lost is one that nobody needed.
      void this.#notify().catch(() => undefined);
    }, TOGETHER_MILLISECONDS).unref();
  }

  public listen(listener: (pod: string) => void): () => void {
    this.#listening ??= this.#listen();
    return this.#local.listen(listener);
  }

  public async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#again);
    await this.#local.close();
    const client = await this.#listening;
    await client?.end();
  }

  async #notify(): Promise<void> {
    const pods = [...this.#pods];
    this.#pods.clear();
    await this.#connections.rows({
      name: 'notify',
      text: 'SELECT pg_notify($1, pod) FROM unnest($2::text[]) AS told (pod)',
      values: [CHANNEL, pods],
    });
  }

  /** Undefined: not now; it is tried again. */
  async #listen(): Promise<Client | undefined> {
    try {
      const client = await this.#connections.own();
      client.on('notification', ({ payload }) => this.#local.tell(payload ?? ''));
      client.on('end', () => this.#listenAgain());
      await client.query(`LISTEN ${CHANNEL}`);
      return client;
    } catch {
      this.#listenAgain();
      return undefined;
    }
  }

  #listenAgain(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.#listening = this.#listen();
    }, LISTEN_AGAIN_MILLISECONDS).unref();
  }
}
