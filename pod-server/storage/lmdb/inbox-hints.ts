import { randomUUID } from 'node:crypto';
import { constants, type FSWatcher, watch } from 'node:fs';
import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { LocalHints } from '../ordered/local-hints.ts';
import type { Hints } from '../ordered/ordered-storage.ts';

/** How long a writer believes to know who listens. */
const LISTENERS_MILLISECONDS = 1_000;
/** An inbox that has grown so long belongs to nobody who reads it. */
const INBOX_BYTES_MAX = 262_144;
/** From here on the reader starts its inbox anew. */
const INBOX_BYTES_READ_MAX = 16_384;

/**
 * Hints among the processes on one folder: who listens has an inbox, a file that others append names of pods to and that the
 * system tells its owner of. Hints may get lost, so nothing here is synced, locked or retried.
 */
export class InboxHints implements Hints {
  readonly #folder: string;
  readonly #name: string = randomUUID();
  readonly #local = new LocalHints();
  readonly #changed = new Set<string>();
  #telling: Promise<void> | undefined;
  #others: readonly string[] = [];
  #othersKnownUntil = 0;
  #opening: Promise<FSWatcher> | undefined;
  #readBytes = 0;
  #reading: Promise<void> | undefined;
  #closed = false;

  public constructor(folder: string) {
    this.#folder = folder;
  }

  public tell(pod: string): void {
    this.#local.tell(pod);
    this.#changed.add(pod);
    if (!this.#closed) this.#telling ??= this.#tellOthers();
  }

  public listen(listener: (pod: string) => void): () => void {
    // Who cannot have an inbox hears of this process only.
    this.#opening ??= this.#openInbox();
    this.#opening.catch(() => undefined);
    return this.#local.listen(listener);
  }

  public async close(): Promise<void> {
    this.#closed = true;
    await this.#telling;
    const watcher = await this.#opening?.catch(() => undefined);
    watcher?.close();
    await this.#reading;
    await rm(this.#inbox(this.#name), { force: true });
    await this.#local.close();
  }

  async #tellOthers(): Promise<void> {
    try {
      // All that one batch of commits brings is told at once.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#findOthers();
      const lines = [...this.#changed].map((pod) => `${pod}\n`).join('');
      this.#changed.clear();
      for (const other of this.#others) await appendFile(this.#inbox(other), lines, APPEND);
    } catch {
      this.#othersKnownUntil = 0;
    } finally {
      this.#telling = undefined;
    }
  }

  async #findOthers(): Promise<void> {
    const now = Date.now();
    if (now < this.#othersKnownUntil) return;
    this.#othersKnownUntil = now + LISTENERS_MILLISECONDS;
    const found: string[] = [];
    for (const name of await readdir(this.#folder)) {
      if (name === this.#name) continue;
      if ((await stat(this.#inbox(name))).size > INBOX_BYTES_MAX) await rm(this.#inbox(name));
      else found.push(name);
    }
    this.#others = found;
  }

  async #openInbox(): Promise<FSWatcher> {
    const inbox = this.#inbox(this.#name);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(inbox, '', { mode: 0o600 });
    const watcher = watch(inbox, { persistent: false }, () => {
      this.#reading ??= this.#readInbox().finally(() => {
        this.#reading = undefined;
      });
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  }

  async #readInbox(): Promise<void> {
    try {
      const bytes = await readFile(this.#inbox(this.#name));
      const fresh = bytes.subarray(this.#readBytes > bytes.length ? 0 : this.#readBytes);
      this.#readBytes = bytes.length;
      if (this.#readBytes > INBOX_BYTES_READ_MAX) {
        await truncate(this.#inbox(this.#name));
        this.#readBytes = 0;
      }
      for (const pod of new Set(fresh.toString().split('\n')))
        if (pod !== '') this.#local.tell(pod);
    } catch {
      // Somebody took the inbox for abandoned: from now on the feed alone tells.
      this.#readBytes = 0;
    }
  }

  #inbox(name: string): string {
    return join(this.#folder, name);
  }
}

/** Only to what is there: an inbox that was closed meanwhile must not come back. */
const APPEND = { flag: constants.O_WRONLY | constants.O_APPEND };
