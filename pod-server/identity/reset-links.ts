import { randomUUID } from 'node:crypto';
import type { ForgotPasswordStore } from '@solid/community-server';
import { getLoggerFor } from '@solid/community-server';
import type { KeyValueSpace } from './key-value-space.ts';

const LINK_MILLISECONDS = 15 * 60_000;

/** Links by which a forgotten password is replaced; each works once, for a quarter of an hour. */
export class ResetLinks implements ForgotPasswordStore {
  readonly #logger = getLoggerFor('ResetLinks');
  readonly #links: KeyValueSpace<string>;

  public constructor(links: KeyValueSpace<string>) {
    this.#links = links;
  }

  /** Does not wait for the disk: whoever asks must not learn from the time it takes whether the address has an account. */
  public async generate(loginId: string): Promise<string> {
    const recordId = randomUUID();
    this.#links.set(recordId, loginId, LINK_MILLISECONDS).catch((error: unknown) => {
      this.#logger.error(`A link for a new password could not be kept: ${String(error)}`);
    });
    return recordId;
  }

  public get(recordId: string): Promise<string | undefined> {
    return this.#links.get(recordId);
  }

  public delete(recordId: string): Promise<boolean> {
    return this.#links.delete(recordId);
  }
}
