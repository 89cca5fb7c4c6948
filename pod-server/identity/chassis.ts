/** The chassis, @solid/community-server without its data path, loaded when somebody first needs it: it takes half a second and 100 MB. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import type { Addresses } from '../http/addresses.ts';
import type { Storage } from '../storage/storage.ts';

export interface ChassisSettings {
  /** Where people reach the server; ends with a slash. */
  readonly baseUrl: string;
  readonly loggingLevel: string;
  readonly seedConfig?: string;
  readonly lookFolder?: string;
  readonly vocabularyFolder?: string;
}

/** The part of the egress that the chassis uses. */
export interface Outbound {
  fetch(
    url: string,
    options?: { readonly accept?: string },
  ): Promise<{
    readonly status: number;
    readonly contentType: string;
    readonly url: string;
    readonly body: Buffer;
  }>;
}

export interface ChassisArgs {
  readonly config: ChassisSettings;
  readonly storage: Storage;
  readonly addresses: Addresses;
  readonly egress: Outbound;
  /** Who asks, for the rate limits; behind a trusted proxy the door knows better than the socket. */
  readonly clientAddress?: (request: IncomingMessage) => string;
}

/** Accounts, sign-in and the pages about them. */
export class LazyChassis {
  readonly #args: ChassisArgs;

  public constructor(args: ChassisArgs) {
    this.#args = args;
  }

  /**
   * Answers whatever lies below `.account/`, `.oidc/`, `.look/`, `vocab/`, the favicon, the two well-known documents of the provider,
   * and the page at the base address. Look, vocabulary and the welcome page of whoever is not signed in load nothing.
   * Never throws: errors are answered. Ends the response.
   */
  public async handle(_request: IncomingMessage, _response: ServerResponse): Promise<void> {
    throw new Error(`Not wired yet at ${this.#args.config.baseUrl}.`);
  }

  /** Adds the accounts and pods of the seed file that are missing; loads nothing when there is no seed file. */
  public async seed(): Promise<void> {}

  /** The public keys of our own provider, so that our tokens are checked without a request to ourselves; loads nothing. */
  public async ownKeys(): Promise<readonly JWK[]> {
    return [];
  }

  /** Waits for what runs and stops timers. */
  public async close(): Promise<void> {}
}
