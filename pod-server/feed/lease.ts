import { randomUUID } from 'node:crypto';
import type { KeyValues } from '../storage/storage.ts';

/** How long a holder that fell silent keeps the others waiting. */
const LEASE_MILLISECONDS = 15_000;
const RENEW_MILLISECONDS = 5_000;
const SPACE = 'notification-lease';

/**
 * A duty that one process at a time has. It lasts for a while and must be renewed; who dies or loses the storage loses it, and
 * another takes over.
 */
export class Lease {
  readonly #keyValues: KeyValues;
  readonly #duty: string;
  readonly #holder = randomUUID();
  #until = 0;

  public constructor(keyValues: KeyValues, duty: string) {
    this.#keyValues = keyValues;
    this.#duty = duty;
  }

  /** Whether this process has the duty, without asking anybody. */
  public isHeld(): boolean {
    return Date.now() < this.#until;
  }

  /** Takes or renews it; false: another has it. */
  public async take(): Promise<boolean> {
    if (Date.now() < this.#until - LEASE_MILLISECONDS + RENEW_MILLISECONDS) return true;
    const until = Date.now() + LEASE_MILLISECONDS;
    const known = await this.#keyValues.get(SPACE, this.#duty);
    const isMine = known === undefined || known.value === this.#holder;
    this.#until = isMine && (await this.#write(until, known?.version ?? null)) ? until : 0;
    return this.isHeld();
  }

  /** Gives it to whoever wants it next. */
  public async release(): Promise<void> {
    if (!this.isHeld()) return;
    this.#until = 0;
    const known = await this.#keyValues.get(SPACE, this.#duty);
    if (known?.value === this.#holder) await this.#keyValues.delete(SPACE, this.#duty);
  }

  #write(expires: number, ifVersion: string | null): Promise<boolean> {
    return this.#keyValues.set(SPACE, this.#duty, this.#holder, { expires, ifVersion });
  }
}
